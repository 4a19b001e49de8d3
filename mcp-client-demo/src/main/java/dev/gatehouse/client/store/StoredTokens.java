package dev.gatehouse.client.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one authorization server gave this program for one resource.
 *
 * @param resource as the server published it (RFC 9728), or its URL if it published none
 * @param resourcePublished whether requests carry {@code resource}: always, but to servers of MCP 2025-03-26
 * @param servers the MCP URLs for which it is used
 * @param issuer of the authorization server; the tokens go to no other
 * @param scopes granted
 * @param expiresAt of the access token; null if the server did not say
 * @param bound whether they are bound to the proof key for the issuer (DPoP, RFC 9449); null in older files means no
 */
public record StoredTokens(
        String resource,
        boolean resourcePublished,
        Set<String> servers,
        String issuer,
        String clientId,
        String accessToken,
        @Nullable String refreshToken,
        Set<String> scopes,
        @Nullable Instant expiresAt,
        @Nullable Boolean bound) {

    public boolean isBound() {
        return Boolean.TRUE.equals(bound);
    }

    /** Whether the access token ends within {@code margin}. */
    public boolean endsWithin(Duration margin, Instant now) {
        return expiresAt != null && now.plus(margin).isAfter(expiresAt);
    }

    /** Leaves out the tokens. */
    @Override
    public String toString() {
        return "StoredTokens[" + resource + ", " + issuer + ", " + scopes + "]";
    }
}
