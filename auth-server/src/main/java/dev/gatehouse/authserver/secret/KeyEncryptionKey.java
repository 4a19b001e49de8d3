package dev.gatehouse.authserver.secret;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that encrypts every key at rest, and from which keys for single purposes are derived. It lives outside the
 * database, so that a stolen database holds nothing that signs (promises P11 and P16).
 */
public final class KeyEncryptionKey {

    private final byte[] key;

    private final String id;

    KeyEncryptionKey(byte[] key) {
        if (key.length != 32) {
            throw new IllegalArgumentException("The key-encryption key must be 32 bytes long, not " + key.length);
        }
        this.key = key.clone();
        this.id = Secrets.base64Url(derive("gatehouse/kek-id/1")).substring(0, 16);
    }

    /** Names this key without telling anything of it; stored beside all that it encrypts. */
    public String id() {
        return id;
    }

    /** Encrypts as a compact JWE ({@code dir}, {@code A256GCM}). */
    public String encrypt(String plaintext) {
        try {
            JWEHeader header = new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                    .keyID(id)
                    .build();
            JWEObject jwe = new JWEObject(header, new Payload(plaintext));
            jwe.encrypt(new DirectEncrypter(derive("gatehouse/wrap/1")));
            return jwe.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("A key could not be encrypted", e);
        }
    }

    /**
     * Decrypts what {@link #encrypt} made.
     *
     * @throws StartRefusal if another key encrypted it, or it was altered; it is needed at the start
     */
    public String decrypt(String compactJwe) {
        try {
            JWEObject jwe = JWEObject.parse(compactJwe);
            jwe.decrypt(new DirectDecrypter(derive("gatehouse/wrap/1")));
            return jwe.getPayload().toString();
        } catch (ParseException | JOSEException e) {
            throw new StartRefusal(
                    "A stored key cannot be decrypted: it was encrypted under another key-encryption key, or altered",
                    e);
        }
    }

    /** A 256-bit key for one purpose, by HMAC-SHA-256; knowing one tells nothing of another. */
    public byte[] derive(String purpose) {
        return hmac(key, purpose);
    }

    /** HMAC-SHA-256 under a key of {@link #derive}. */
    public static byte[] hmac(byte[] key, String message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "KeyEncryptionKey[" + id + "]";
    }
}
