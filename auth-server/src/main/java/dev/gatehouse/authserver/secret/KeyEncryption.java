package dev.gatehouse.authserver.secret;

/**
 * Encrypts every key at rest under a key that lives outside the database, so that a stolen database holds nothing that
 * signs (promises P11 and P16). By default those are the configured key-encryption keys; a bean of another implementation,
 * such as one that asks a key management service, takes their place.
 *
 * <p>It is asked when keys are made and when a node meets one that it does not hold yet, never for a request. Safe for any
 * thread; a call must end within seconds. Where it refuses or fails, nothing is signed with anything else, and it is asked
 * again every few seconds.
 */
public interface KeyEncryption {

    /**
     * What stands in a row.
     *
     * @param keyId names the key that encrypted it, in at most 200 characters; no secret
     * @param text the encrypted key as the implementation writes it: printable, at most 16,000 characters, and worth nothing
     *     without the key
     */
    record Wrapped(String keyId, String text) {}

    /** The {@link Wrapped#keyId()} of whatever is encrypted from now on. */
    String currentKeyId();

    /**
     * Encrypts under the current key.
     *
     * @param key at most 4096 bytes
     * @throws RuntimeException if it cannot be done now; nothing is stored then
     */
    Wrapped wrap(byte[] key);

    /**
     * Decrypts what {@link #wrap} made, under the current key or an earlier one.
     *
     * @throws StartRefusal if only other configuration could help, as where the key is not known; at the start that is the
     *     end of it
     * @throws RuntimeException if it cannot be done now; it is tried again
     */
    byte[] unwrap(Wrapped wrapped);
}
