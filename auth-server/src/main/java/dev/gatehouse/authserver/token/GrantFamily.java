package dev.gatehouse.authserver.token;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One grant and all tokens that come from it: they live and die together.
 *
 * @param clientId our own key of the client
 * @param userId the person; null where a client acts for itself
 * @param consentId the consent it rests on; withdrawing that revokes it
 * @param resource canonical URI of the one resource (requirement X1)
 * @param scopes the most that any token of it may have, {@code offline_access} among them if granted
 * @param redirectUri where the code was sent
 * @param codeChallenge S256 challenge of RFC 7636
 * @param dpopJkt the key that it is bound to (RFC 9449 sections 5 and 10): the code by its request, later tokens where a
 *     public client showed one
 * @param absoluteExpiresAt nothing of it outlives this; rotation does not move it (F4)
 */
public record GrantFamily(
        UUID id,
        UUID clientId,
        @Nullable UUID userId,
        @Nullable UUID consentId,
        String resource,
        Set<String> scopes,
        @Nullable String redirectUri,
        @Nullable String codeChallenge,
        @Nullable String dpopJkt,
        Instant createdAt,
        Instant absoluteExpiresAt) {

    public GrantFamily {
        scopes = java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(scopes));
    }
}
