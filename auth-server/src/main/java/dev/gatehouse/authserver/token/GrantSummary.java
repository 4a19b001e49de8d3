package dev.gatehouse.authserver.token;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A grant as lists show it.
 *
 * @param clientId our key of the client; {@code clientName} its own word for itself, null where it is gone
 * @param clientLabel what administrators call it, if anything
 * @param username of the person who gave it, null where the client acts for itself
 * @param endedAt when it was ended before its time
 * @param endedBecause the word for the record
 */
public record GrantSummary(
        UUID id,
        UUID clientId,
        @Nullable String clientName,
        @Nullable String clientLabel,
        @Nullable UUID userId,
        @Nullable String username,
        @Nullable UUID consentId,
        String resource,
        Set<String> scopes,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        Instant endsAt,
        @Nullable Instant endedAt,
        @Nullable String endedBecause) {

    public GrantSummary {
        scopes = java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(scopes));
    }

    public boolean inForce(Instant now) {
        return endedAt == null && endsAt.isAfter(now);
    }
}
