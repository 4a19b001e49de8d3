package dev.gatehouse.authserver.secret;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import java.text.ParseException;

/** One configured key that encrypts others. */
final class KeyEncryptionKey {

    private static final int LENGTH = 32;

    private final byte[] wrapping;

    private final String id;

    /** @throws IllegalArgumentException unless it is 32 bytes long */
    KeyEncryptionKey(byte[] key) {
        if (key.length != LENGTH) {
            throw new IllegalArgumentException("A key-encryption key must be 32 bytes long, not " + key.length);
        }
        this.wrapping = Secrets.hmac(key, "gatehouse/wrap/1");
        this.id = Secrets.base64Url(Secrets.hmac(key, "gatehouse/kek-id/1")).substring(0, 16);
    }

    /** Names this key without telling anything of it. */
    String id() {
        return id;
    }

    /** Encrypts as a compact JWE ({@code dir}, {@code A256GCM}). */
    String encrypt(byte[] plaintext) {
        try {
            JWEHeader header = new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                    .keyID(id)
                    .build();
            JWEObject jwe = new JWEObject(header, new Payload(plaintext));
            jwe.encrypt(new DirectEncrypter(wrapping));
            return jwe.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("A key could not be encrypted", e);
        }
    }

    /** @throws StartRefusal if it was altered, or another key encrypted it */
    byte[] decrypt(String compactJwe) {
        try {
            JWEObject jwe = JWEObject.parse(compactJwe);
            jwe.decrypt(new DirectDecrypter(wrapping));
            return jwe.getPayload().toBytes();
        } catch (ParseException | JOSEException e) {
            throw new StartRefusal(
                    "A stored key cannot be decrypted: its row was altered since key-encryption key " + id
                            + " encrypted it",
                    e);
        }
    }

    @Override
    public String toString() {
        return "KeyEncryptionKey[" + id + "]";
    }
}
