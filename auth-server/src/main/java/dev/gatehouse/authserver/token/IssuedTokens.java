package dev.gatehouse.authserver.token;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What leaves with the answer; the values exist nowhere else.
 *
 * @param bound whether the access token is bound to a key: then its type is DPoP (RFC 9449 section 5)
 */
public record IssuedTokens(
        String accessToken,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable String refreshToken,
        Set<String> scopes,
        boolean bound) {

    @Override
    public String toString() {
        return "IssuedTokens[expiresAt=" + expiresAt + ", scopes=" + scopes + "]";
    }
}
