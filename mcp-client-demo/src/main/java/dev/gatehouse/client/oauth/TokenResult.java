package dev.gatehouse.client.oauth;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a token endpoint said. */
sealed interface TokenResult {

    /**
     * @param scopes empty if the answer has no {@code scope}, which means: as asked (RFC 6749 section 5.1)
     * @param expiresAt null if the server did not say
     */
    record Issued(
            String accessToken,
            @Nullable String refreshToken,
            Optional<Set<String>> scopes,
            @Nullable Instant expiresAt)
            implements TokenResult {

        @Override
        public String toString() {
            return "Issued[" + scopes + "]";
        }
    }

    /** @param error the code of RFC 6749 section 5.2 */
    record Refused(String error, String description) implements TokenResult {

        /** Whether the server no longer knows this client, so that another registration may help. */
        boolean concernsClient() {
            return error.equals("invalid_client") || error.equals("unauthorized_client");
        }

        String sentence() {
            return error + (description.isEmpty() ? "" : " (" + description + ")");
        }
    }
}
