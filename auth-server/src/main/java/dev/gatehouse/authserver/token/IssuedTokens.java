package dev.gatehouse.authserver.token;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What leaves with the answer; the values exist nowhere else. */
public record IssuedTokens(
        String accessToken,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable String refreshToken,
        Set<String> scopes) {

    @Override
    public String toString() {
        return "IssuedTokens[expiresAt=" + expiresAt + ", scopes=" + scopes + "]";
    }
}
