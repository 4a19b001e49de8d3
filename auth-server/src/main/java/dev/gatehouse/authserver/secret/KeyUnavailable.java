package dev.gatehouse.authserver.secret;

import org.springframework.dao.DataAccessResourceFailureException;

/**
 * A stored key cannot be used now. It is answered as a failure of the storage is, with 503: to have a row that nobody can
 * decrypt is to have no row (promise P17). The message names the key-encryption key and no secret.
 */
public class KeyUnavailable extends DataAccessResourceFailureException {

    private static final long serialVersionUID = 1L;

    public KeyUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    public KeyUnavailable(String message) {
        super(message);
    }

    /** @param what the key that {@link KeyEncryption#unwrap} did not give, as the beginning of a sentence */
    public static KeyUnavailable of(String what, KeyEncryption.Wrapped wrapped, RuntimeException cause) {
        return new KeyUnavailable(
                what + " cannot be decrypted under key-encryption key " + wrapped.keyId() + ": " + cause.getMessage(),
                cause);
    }
}
