package dev.gatehouse.authserver.keys;

import dev.gatehouse.authserver.secret.KeyEncryption.Wrapped;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A signing key as it is stored. Every row is published.
 *
 * @param algorithm the JWS algorithm's name
 * @param status what was recorded of it last; {@code activatesAt} alone decides what signs
 * @param privateKey the private JWK, encrypted
 * @param publicJwk the public one, as JSON
 * @param createdAt since when it is published
 * @param activatesAt it signs from then on, until the next one of its algorithm does
 * @param retiresAt when it leaves, once another signs in its place; no token that it signed is valid then
 */
record SigningKeyRow(
        String kid,
        String algorithm,
        Status status,
        Wrapped privateKey,
        String publicJwk,
        Instant createdAt,
        Instant activatesAt,
        @Nullable Instant retiresAt) {

    enum Status {
        NEXT,
        ACTIVE,
        RETIRED
    }

    boolean activated(Instant now) {
        return !activatesAt.isAfter(now);
    }
}
