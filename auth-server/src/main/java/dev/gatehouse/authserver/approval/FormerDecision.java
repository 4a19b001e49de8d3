package dev.gatehouse.authserver.approval;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a decision replaced, as it is stored for its undoing.
 *
 * @param decidedBy a person's id, or {@code client:} and the {@code client_id} of a client that acted for itself
 * @param requests those whose waiting it ended
 */
record FormerDecision(
        String state,
        @Nullable String audience,
        @Nullable String limits,
        @Nullable String reason,
        @Nullable String endsAt,
        @Nullable String decidedBy,
        @Nullable String decidedAt,
        List<UUID> requests) {

    private static final String CLIENT = "client:";

    /** The same with these requests. */
    FormerDecision ending(List<UUID> ended) {
        return new FormerDecision(state, audience, limits, reason, endsAt, decidedBy, decidedAt, ended);
    }

    @Nullable
    UUID decidingPerson() {
        return decidedBy == null || decidedBy.startsWith(CLIENT) ? null : UUID.fromString(decidedBy);
    }

    @Nullable
    String decidingClient() {
        return decidedBy == null || !decidedBy.startsWith(CLIENT) ? null : decidedBy.substring(CLIENT.length());
    }
}
