package dev.gatehouse.authserver.consent;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person sees of a request that waits for an administrator.
 *
 * @param scopes what was asked for, in words
 * @param reason what the administrator wrote, if anything
 * @param back where the app is told of a no; null where nobody is to be sent
 * @param more whether the app may be used already, and the person asks for more than that
 * @param goesOnWithout whether the person may go on with what needs no administrator
 * @param backHost that place's host, where nobody vouches for it
 */
public record ApprovalPage(
        String id,
        State state,
        String clientName,
        String resourceName,
        String resourceUri,
        List<String> scopes,
        Instant askedAt,
        Instant expiresAt,
        String reference,
        @Nullable String reason,
        @Nullable String back,
        @Nullable String backHost,
        boolean more,
        boolean goesOnWithout) {

    /** How the request stands. */
    public enum State {
        WAITING,
        APPROVED,
        DENIED,
        /** Its time is over. */
        LAPSED;

        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
