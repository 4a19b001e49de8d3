package dev.gatehouse.authserver.secret;

import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;

/**
 * One random secret of all nodes, from which they derive what they must agree on and store nothing for: form tokens and
 * nonces. It stands in the database, encrypted as every key is. Safe for any thread.
 */
public final class SharedSecret {

    private final Supplier<byte[]> root;

    SharedSecret(Supplier<byte[]> root) {
        this.root = root;
    }

    /**
     * HMAC-SHA-256 of the message under a key for this purpose alone; knowing one purpose's values tells nothing of
     * another's.
     *
     * @throws KeyUnavailable if the secret cannot be decrypted now
     */
    public byte[] hmac(String purpose, String message) {
        return Secrets.hmac(Secrets.hmac(root.get(), purpose), message);
    }

    /** Whether it was decrypted, or can be. */
    public boolean ready() {
        try {
            return root.get().length > 0;
        } catch (DataAccessException e) {
            return false;
        }
    }
}
