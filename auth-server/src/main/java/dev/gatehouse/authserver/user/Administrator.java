package dev.gatehouse.authserver.user;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who changes what administrators change: a person, or a program of theirs.
 *
 * @param actor as the record has it
 * @param person null where a client acts for itself
 */
public record Administrator(String actor, @Nullable Person person) {

    private static final String CLIENT = "client:";

    public static Administrator of(Person person) {
        return new Administrator("person:" + person.id(), person);
    }

    public static Administrator ofClient(String clientId) {
        return new Administrator(CLIENT + clientId, null);
    }

    /** The {@code client_id}; null where a person acts. */
    public @Nullable String clientId() {
        return person == null ? actor.substring(CLIENT.length()) : null;
    }

    public @Nullable UUID personId() {
        return person == null ? null : person.id();
    }
}
