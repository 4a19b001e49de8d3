package dev.gatehouse.authserver.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.cluster.Locks;
import dev.gatehouse.authserver.secret.KeyEncryptionKey;
import java.text.ParseException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Signing keys in the database, each encrypted under the key-encryption key. */
@Component
class SigningKeyStore {

    private final JdbcClient jdbc;

    private final KeyEncryptionKey keyEncryptionKey;

    private final Locks locks;

    private final AuditLog audit;

    private final InstantSource clock;

    SigningKeyStore(
            JdbcClient jdbc, KeyEncryptionKey keyEncryptionKey, Locks locks, AuditLog audit, InstantSource clock) {
        this.jdbc = jdbc;
        this.keyEncryptionKey = keyEncryptionKey;
        this.locks = locks;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * All keys that sign or verify, the oldest first, so that all nodes sign with the same.
     *
     * @throws IllegalStateException if one cannot be decrypted: nothing is signed with a substitute
     */
    List<SigningKey> load() {
        List<SigningKey> keys = new ArrayList<>();
        List<String> encrypted = jdbc.sql(
                        "select private_jwe from signing_key where status = 'ACTIVE' order by created_at, kid")
                .query(String.class)
                .list();
        for (String jwe : encrypted) {
            try {
                keys.add(SigningKey.of(JWK.parse(keyEncryptionKey.decrypt(jwe))));
            } catch (ParseException | JOSEException e) {
                throw new IllegalStateException("A stored signing key cannot be read", e);
            }
        }
        return keys;
    }

    /** Makes a key for each algorithm that has none; of two nodes that start at once, one makes them and both see them. */
    @Transactional
    public void createMissing(List<JWSAlgorithm> algorithms) {
        locks.hold("signing_keys");
        List<SigningKey> present = load();
        algorithms.stream()
                .filter(algorithm ->
                        present.stream().noneMatch(key -> key.algorithm().equals(algorithm)))
                .forEach(this::create);
    }

    private void create(JWSAlgorithm algorithm) {
        SigningKey key;
        try {
            key = SigningKey.generate(algorithm);
        } catch (JOSEException e) {
            throw new IllegalStateException("No signing key could be made", e);
        }
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        jdbc.sql("""
                insert into signing_key (kid, alg, status, private_jwe, public_jwk, kek_id, created_at, activates_at)
                values (?, ?, 'ACTIVE', ?, ?, ?, ?, ?)""")
                .params(
                        key.kid(),
                        algorithm.getName(),
                        keyEncryptionKey.encrypt(key.jwk().toJSONString()),
                        key.jwk().toPublicJWK().toJSONString(),
                        keyEncryptionKey.id(),
                        now,
                        now)
                .update();
        audit.append(AuditEvent.done("signing_key.created")
                .by("system")
                .with("kid", key.kid())
                .with("alg", algorithm.getName()));
    }
}
