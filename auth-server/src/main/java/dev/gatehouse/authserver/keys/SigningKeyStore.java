package dev.gatehouse.authserver.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import dev.gatehouse.authserver.keys.SigningKeyRow.Status;
import dev.gatehouse.authserver.secret.KeyEncryption;
import dev.gatehouse.authserver.secret.KeyEncryption.Wrapped;
import dev.gatehouse.authserver.secret.KeyUnavailable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Signing keys in the database, their private parts encrypted. Callers that change something bring the transaction. */
@Component
class SigningKeyStore {

    private final JdbcClient jdbc;

    private final KeyEncryption encryption;

    SigningKeyStore(JdbcClient jdbc, KeyEncryption encryption) {
        this.jdbc = jdbc;
        this.encryption = encryption;
    }

    /** All of them, in the order in which they sign; the same on each node. */
    List<SigningKeyRow> rows() {
        return jdbc.sql("""
                select kid, alg, status, kek_id, private_jwe, public_jwk, created_at, activates_at, retires_at
                from signing_key order by activates_at, kid""")
                .query((row, index) -> new SigningKeyRow(
                        row.getString(1),
                        row.getString(2),
                        Status.valueOf(row.getString(3)),
                        new Wrapped(row.getString(4), row.getString(5)),
                        row.getString(6),
                        row.getObject(7, OffsetDateTime.class).toInstant(),
                        row.getObject(8, OffsetDateTime.class).toInstant(),
                        Optional.ofNullable(row.getObject(9, OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)
                                .orElse(null)))
                .list();
    }

    /**
     * Makes and stores a key, and returns its kid.
     *
     * @throws KeyUnavailable if it cannot be encrypted; it is stored in no other way
     */
    String create(String algorithm, Status status, Instant now, Instant activatesAt) {
        SigningKey key;
        try {
            key = SigningKey.generate(JWSAlgorithm.parse(algorithm));
        } catch (JOSEException e) {
            throw new IllegalStateException("No signing key could be made", e);
        }
        Wrapped wrapped = wrap(key.jwk().toJSONString());
        jdbc.sql("""
                insert into signing_key (kid, alg, status, private_jwe, public_jwk, kek_id, created_at, activates_at)
                values (?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        key.kid(),
                        algorithm,
                        status.name(),
                        wrapped.text(),
                        key.jwk().toPublicJWK().toJSONString(),
                        wrapped.keyId(),
                        utc(now),
                        utc(activatesAt))
                .update();
        return key.kid();
    }

    private Wrapped wrap(String json) {
        try {
            return encryption.wrap(json.getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            throw new KeyUnavailable("A new signing key cannot be encrypted: " + e.getMessage(), e);
        }
    }

    void activate(String kid) {
        jdbc.sql("update signing_key set status = 'ACTIVE' where kid = ?")
                .param(kid)
                .update();
    }

    void activateAt(String kid, Instant activatesAt) {
        jdbc.sql("update signing_key set activates_at = ? where kid = ?")
                .params(utc(activatesAt), kid)
                .update();
    }

    void retire(String kid, Instant retiresAt) {
        jdbc.sql("update signing_key set status = 'RETIRED', retires_at = ? where kid = ?")
                .params(utc(retiresAt), kid)
                .update();
    }

    void delete(String kid) {
        jdbc.sql("delete from signing_key where kid = ?").param(kid).update();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
