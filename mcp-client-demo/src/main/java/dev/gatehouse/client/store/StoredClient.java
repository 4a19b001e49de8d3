package dev.gatehouse.client.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The client that this program is at one authorization server.
 *
 * @param clientSecret null for a public client
 * @param authMethod how it authenticates at the token endpoint: none, client_secret_basic or client_secret_post
 * @param registered whether this program registered it itself (RFC 7591) and so may replace it; false when it was given
 * @param redirectUri the one it was registered with; the listener tries its port first
 * @param secretExpiresAt null if never
 */
public record StoredClient(
        String clientId,
        @Nullable String clientSecret,
        String authMethod,
        boolean registered,
        @Nullable String redirectUri,
        @Nullable Instant secretExpiresAt) {

    public boolean usableAt(Instant now) {
        return secretExpiresAt == null || now.isBefore(secretExpiresAt);
    }

    /** Leaves out the secret. */
    @Override
    public String toString() {
        return "StoredClient[" + clientId + ", " + authMethod + "]";
    }
}
