package dev.gatehouse.authserver.keys;

import dev.gatehouse.authserver.secret.Secrets;

/**
 * A random key by which refresh tokens lead to their successors (ruling 6).
 *
 * @param id stands in the rows that were derived by the key
 */
public record DerivationKey(String id, byte[] key) {

    /** HMAC-SHA-256 under the key. */
    public byte[] derive(String message) {
        return Secrets.hmac(key, message);
    }

    @Override
    public String toString() {
        return "DerivationKey[" + id + "]";
    }
}
