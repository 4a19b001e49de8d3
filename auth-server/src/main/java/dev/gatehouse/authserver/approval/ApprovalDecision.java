package dev.gatehouse.authserver.approval;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator decides about a client.
 *
 * @param audience whom it is approved for where it is for {@link Kind#SOME}: {@code person:<id>}, {@code group:<name>}
 * @param limits scopes by resource; null means whatever the client asks for, and is not for {@link Kind#ONCE}
 * @param endsAt until when, if at all
 * @param reason for people to read
 * @param requests those that the administrator saw; nobody else's is allowed once or denied
 */
public record ApprovalDecision(
        Kind kind,
        Set<String> audience,
        @Nullable Map<String, Set<String>> limits,
        @Nullable Instant endsAt,
        @Nullable String reason,
        Set<UUID> requests) {

    /** How far it reaches. */
    public enum Kind {
        /** These requests, this time. */
        ONCE,
        SOME,
        EVERYONE,
        /** Not these requests; they may be asked again. */
        DENY,
        /** Nobody, and what was granted ends. */
        BLOCK,
        /** Nothing is decided any more: the client waits again. */
        RESET
    }

    public ApprovalDecision {
        audience = Set.copyOf(audience);
        requests = Set.copyOf(requests);
    }
}
