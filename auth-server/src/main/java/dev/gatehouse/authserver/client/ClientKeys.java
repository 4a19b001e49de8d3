package dev.gatehouse.authserver.client;

import org.jspecify.annotations.Nullable;

/**
 * The public keys by which a client signs its assertions; one of the two is there (RFC 7591 section 2).
 *
 * @param jwksUri an https address of a JWK set
 * @param jwks the JWK set itself, as JSON
 */
public record ClientKeys(@Nullable String jwksUri, @Nullable String jwks) {

    public ClientKeys {
        if ((jwksUri == null) == (jwks == null)) {
            throw new IllegalArgumentException("One of jwks_uri and jwks, not both");
        }
    }
}
