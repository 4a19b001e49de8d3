package dev.gatehouse.authserver.keys;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.cluster.Locks;
import dev.gatehouse.authserver.secret.KeyEncryption;
import dev.gatehouse.authserver.secret.KeyEncryption.Wrapped;
import dev.gatehouse.authserver.secret.KeyUnavailable;
import dev.gatehouse.authserver.secret.StartRefusal;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Encrypts every stored key anew that is not under the current key-encryption key. Running nodes hold the keys decrypted and
 * do not notice.
 */
@Component
class RewrappedKeys {

    /** Where keys are stored: names of ours, never a caller's. */
    private record Table(String name, String id, String text) {}

    private static final List<Table> TABLES = List.of(
            new Table("signing_key", "kid", "private_jwe"),
            new Table("derivation_key", "id", "key_jwe"),
            new Table("shared_secret", "name", "secret_jwe"));

    private record Row(String id, Wrapped key) {}

    private final JdbcClient jdbc;

    private final KeyEncryption encryption;

    private final Locks locks;

    private final AuditLog audit;

    RewrappedKeys(JdbcClient jdbc, KeyEncryption encryption, Locks locks, AuditLog audit) {
        this.jdbc = jdbc;
        this.encryption = encryption;
        this.locks = locks;
        this.audit = audit;
    }

    /** The id of the key under which all are afterwards. */
    String keyId() {
        return encryption.currentKeyId();
    }

    /**
     * All of them or none, in one transaction, while no node makes or removes a key; how many there were.
     *
     * @throws StartRefusal if one is under a key that is not known
     * @throws KeyUnavailable if one cannot be decrypted or encrypted now
     */
    @Transactional
    public int rewrap() {
        locks.hold(SigningKeyRotation.LOCK);
        locks.hold(DerivationKeyStore.LOCK);
        int rewrapped = TABLES.stream().mapToInt(this::rewrap).sum();
        if (rewrapped > 0) {
            audit.append(AuditEvent.done("keys.rewrapped")
                    .by("system")
                    .with("kek_id", keyId())
                    .with("count", rewrapped));
        }
        return rewrapped;
    }

    private int rewrap(Table table) {
        List<Row> rows = jdbc.sql("select " + table.id() + ", kek_id, " + table.text() + " from " + table.name()
                        + " where kek_id <> ?")
                .param(keyId())
                .query((row, index) -> new Row(row.getString(1), new Wrapped(row.getString(2), row.getString(3))))
                .list();
        for (Row row : rows) {
            Wrapped wrapped = rewrap(row);
            jdbc.sql("update " + table.name() + " set " + table.text() + " = ?, kek_id = ? where " + table.id()
                            + " = ?")
                    .params(wrapped.text(), wrapped.keyId(), row.id())
                    .update();
        }
        return rows.size();
    }

    private Wrapped rewrap(Row row) {
        try {
            return encryption.wrap(encryption.unwrap(row.key()));
        } catch (StartRefusal e) {
            throw e;
        } catch (RuntimeException e) {
            throw KeyUnavailable.of("The stored key " + row.id(), row.key(), e);
        }
    }
}
