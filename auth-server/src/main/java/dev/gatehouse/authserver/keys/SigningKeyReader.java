package dev.gatehouse.authserver.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.authserver.cluster.SharedTime;
import dev.gatehouse.authserver.keys.SigningKeyRow.Status;
import dev.gatehouse.authserver.secret.KeyEncryption;
import dev.gatehouse.authserver.secret.KeyUnavailable;
import dev.gatehouse.authserver.secret.StartRefusal;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Reads the stored keys, and decrypts each once. */
@Component
class SigningKeyReader {

    private static final Logger log = LoggerFactory.getLogger(SigningKeyReader.class);

    private final SigningKeyStore store;

    private final KeyEncryption encryption;

    private final SharedTime time;

    private final InstantSource clock;

    private final Map<String, SigningKey> decrypted = new ConcurrentHashMap<>();

    SigningKeyReader(SigningKeyStore store, KeyEncryption encryption, SharedTime time, InstantSource clock) {
        this.store = store;
        this.encryption = encryption;
        this.time = time;
        this.clock = clock;
    }

    /** In the transaction under way, if there is one: whoever signs has a connection already. */
    SigningKeySet read() {
        Instant readAt = clock.instant();
        Duration ahead = Duration.between(readAt, time.now());
        List<SigningKeyRow> rows = store.rows();
        SigningKeySet set = SigningKeySet.of(rows.stream().map(this::published).toList(), readAt, ahead);
        decrypted.keySet().retainAll(rows.stream().map(SigningKeyRow::kid).toList());
        return set;
    }

    private PublishedKey published(SigningKeyRow row) {
        try {
            JWK publicKey = JWK.parse(row.publicJwk());
            if (row.status() == Status.RETIRED) {
                return new PublishedKey(row, publicKey, verifier(row, publicKey), null, null);
            }
            try {
                SigningKey own = own(row, publicKey);
                return new PublishedKey(row, publicKey, own.verifier(), own, null);
            } catch (StartRefusal | KeyUnavailable e) {
                log.error("Signing key {} cannot be used: {}", row.kid(), e.getMessage());
                return new PublishedKey(row, publicKey, verifier(row, publicKey), null, e);
            }
        } catch (ParseException | JOSEException e) {
            throw new KeyUnavailable("The stored signing key " + row.kid() + " cannot be read", e);
        }
    }

    /** The prepared one of a key that this node signed with, else one made of what is published. */
    private JWSVerifier verifier(SigningKeyRow row, JWK publicKey) throws JOSEException {
        SigningKey known = decrypted.get(row.kid());
        if (known != null && known.jwk().toPublicJWK().equals(publicKey)) {
            return known.verifier();
        }
        return row.algorithm().equals("ES256")
                ? new ECDSAVerifier(publicKey.toECKey())
                : new RSASSAVerifier(publicKey.toRSAKey());
    }

    private SigningKey own(SigningKeyRow row, JWK publicKey) throws ParseException, JOSEException {
        SigningKey known = decrypted.get(row.kid());
        if (known != null) {
            return known;
        }
        JWK key = JWK.parse(new String(decrypt(row), StandardCharsets.UTF_8));
        if (!key.toPublicJWK().equals(publicKey)) {
            throw new StartRefusal("The stored signing key " + row.kid() + " was altered");
        }
        SigningKey own = SigningKey.of(key);
        decrypted.put(row.kid(), own);
        return own;
    }

    private byte[] decrypt(SigningKeyRow row) {
        try {
            return encryption.unwrap(row.privateKey());
        } catch (StartRefusal e) {
            throw e;
        } catch (RuntimeException e) {
            throw KeyUnavailable.of("The signing key " + row.kid(), row.privateKey(), e);
        }
    }
}
