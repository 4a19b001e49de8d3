package dev.gatehouse.authserver.handshake;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a client to connect.
 *
 * @param clientId null where it never said who it is
 * @param address from which it began
 * @param steps how many are stored
 * @param omittedSteps how many more there were than are stored
 * @param refusal what the last refusal was, if there was one
 */
public record HandshakeSummary(
        UUID id,
        @Nullable String clientId,
        @Nullable String clientName,
        String address,
        Instant startedAt,
        Instant lastAt,
        State state,
        Step lastStep,
        int steps,
        int omittedSteps,
        @Nullable Explanation refusal) {

    /** How it stands. */
    public enum State {
        CONNECTED,
        REFUSED,
        UNFINISHED
    }

    /** What to call it. */
    public String title() {
        if (clientName != null && !clientName.isBlank()) {
            return clientName;
        }
        return clientId == null ? "A client that did not say who it is" : clientId;
    }

    /** How it stands, in words. */
    public String standing() {
        return state == State.REFUSED ? "Refused at " + lastStep.place() : lastStep.reached();
    }

    HandshakeSummary refusal(@Nullable Explanation newRefusal) {
        return new HandshakeSummary(
                id, clientId, clientName, address, startedAt, lastAt, state, lastStep, steps, omittedSteps, newRefusal);
    }
}
