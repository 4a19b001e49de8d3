package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.secret.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * What one answer hands out together.
 *
 * @param refreshToken null where none goes with the access token
 * @param jti the name that the access token gets or has (RFC 7519 section 4.1.7): 256 bits that nobody can guess
 */
public record TokenPair(@Nullable String refreshToken, String jti) {

    /** With an access token that was never there before. */
    public static TokenPair fresh(@Nullable String refreshToken) {
        return new TokenPair(refreshToken, Secrets.random256());
    }

    @Override
    public String toString() {
        return "TokenPair[]";
    }
}
