package dev.gatehouse.authserver.approval;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person's authorization request that waits, or waited, for an administrator.
 *
 * @param requestJson its parameters, as the caller gave them
 * @param reason what the administrator wrote, if anything
 * @param askedAt since when it waits
 * @param arrivedAt when the app's last attempt came
 * @param here whether that attempt was made in the browser that asks now
 * @param wentOn whether it was carried on already
 * @param more whether the client may be used already, and the person asks for what needs an administrator's yes besides
 */
public record ParkedRequest(
        UUID id,
        String clientName,
        String requestJson,
        String reference,
        State state,
        @Nullable String reason,
        Instant askedAt,
        Instant arrivedAt,
        Instant expiresAt,
        boolean here,
        boolean wentOn,
        boolean more) {

    /** What became of it. */
    public enum State {
        WAITING,
        /** The client was approved. */
        ALLOWED,
        /** This request was allowed, once. */
        ONCE,
        DENIED,
        /** What was allowed once was used. */
        USED
    }
}
