package dev.gatehouse.authserver.handshake;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a client on its way to a token, done or refused. Never holds a code, token, verifier, state, cookie,
 * password or assertion. Texts from strangers may be given as they came: they are cut and cleaned before they are stored.
 *
 * @param clientId null where the client did not say, or has no name yet
 * @param address where it came from; null means where the request under way does
 * @param error the wire's code, if a program was answered
 * @param reason which check failed, for administrators
 * @param reference what the caller was shown
 */
public record HandshakeEvent(
        Step step,
        Outcome outcome,
        @Nullable String clientId,
        @Nullable String clientName,
        @Nullable String address,
        @Nullable String error,
        @Nullable String reason,
        @Nullable String reference,
        Map<Fact, String> facts) {

    /** Whether the step was done. */
    public enum Outcome {
        DONE,
        REFUSED
    }

    public HandshakeEvent {
        facts = facts.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(facts));
    }

    public static HandshakeEvent done(Step step) {
        return new HandshakeEvent(step, Outcome.DONE, null, null, null, null, null, null, Map.of());
    }

    public static HandshakeEvent refused(Step step, @Nullable String error, @Nullable String reason) {
        return new HandshakeEvent(step, Outcome.REFUSED, null, null, null, error, reason, null, Map.of());
    }

    public HandshakeEvent client(@Nullable String newClientId, @Nullable String newClientName) {
        return new HandshakeEvent(step, outcome, newClientId, newClientName, address, error, reason, reference, facts);
    }

    public HandshakeEvent client(@Nullable String newClientId) {
        return client(newClientId, clientName);
    }

    public HandshakeEvent from(@Nullable String newAddress) {
        return new HandshakeEvent(step, outcome, clientId, clientName, newAddress, error, reason, reference, facts);
    }

    public HandshakeEvent reference(@Nullable String newReference) {
        return new HandshakeEvent(step, outcome, clientId, clientName, address, error, reason, newReference, facts);
    }

    /** Adds one fact; null and nothing add nothing. */
    public HandshakeEvent with(Fact fact, @Nullable Object value) {
        if (value == null || value.toString().isBlank()) {
            return this;
        }
        Map<Fact, String> more = new EnumMap<>(Fact.class);
        more.putAll(facts);
        more.put(fact, value.toString());
        return new HandshakeEvent(step, outcome, clientId, clientName, address, error, reason, reference, more);
    }
}
