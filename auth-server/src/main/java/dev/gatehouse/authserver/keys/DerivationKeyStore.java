package dev.gatehouse.authserver.keys;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.cluster.Locks;
import dev.gatehouse.authserver.cluster.SharedTime;
import dev.gatehouse.authserver.secret.KeyEncryption;
import dev.gatehouse.authserver.secret.KeyEncryption.Wrapped;
import dev.gatehouse.authserver.secret.KeyUnavailable;
import dev.gatehouse.authserver.secret.Secrets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Derivation keys in the database, encrypted as the signing keys are, and their rotation. */
@Component
class DerivationKeyStore {

    static final String LOCK = "derivation_key";

    /**
     * For so long after the next one took over: the longest replay window is 10 minutes, and a node may derive by a key for
     * a moment longer.
     */
    static final Duration KEPT = Duration.ofHours(1);

    /** @param createdAt since when it derives */
    record Row(String id, Wrapped key, Instant createdAt) {}

    private final JdbcClient jdbc;

    private final KeyEncryption encryption;

    private final KeyProperties properties;

    private final Locks locks;

    private final SharedTime time;

    private final AuditLog audit;

    private final TransactionTemplate transaction;

    DerivationKeyStore(
            JdbcClient jdbc,
            KeyEncryption encryption,
            KeyProperties properties,
            Locks locks,
            SharedTime time,
            AuditLog audit,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.encryption = encryption;
        this.properties = properties;
        this.locks = locks;
        this.time = time;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** The newest last; it derives. */
    List<Row> rows() {
        return jdbc.sql("select id, kek_id, key_jwe, created_at from derivation_key order by created_at, id")
                .query((row, index) -> new Row(
                        row.getString(1),
                        new Wrapped(row.getString(2), row.getString(3)),
                        row.getObject(4, OffsetDateTime.class).toInstant()))
                .list();
    }

    boolean due(List<Row> rows) {
        Instant now = time.now();
        return needsNew(rows, now) || !outlived(rows, now).isEmpty();
    }

    private boolean needsNew(List<Row> rows, Instant now) {
        return rows.isEmpty()
                || !rows.getLast().createdAt().plus(properties.rotateEvery()).isAfter(now);
    }

    private static List<Row> outlived(List<Row> rows, Instant now) {
        return rows.stream()
                .limit(Math.max(0, rows.size() - 1))
                .filter(row ->
                        !rows.get(rows.indexOf(row) + 1).createdAt().plus(KEPT).isAfter(now))
                .toList();
    }

    /** Deletes what nothing is replayed by any more, then makes a new key if it is time; one node at a time. */
    void advance() {
        transaction.executeWithoutResult(status -> {
            locks.hold(LOCK);
            outlived(rows(), time.now()).forEach(this::delete);
        });
        transaction.executeWithoutResult(status -> {
            locks.hold(LOCK);
            if (needsNew(rows(), time.now())) {
                create();
            }
        });
    }

    /** Makes a new key, whatever the time, and returns its id. */
    String rotate() {
        String id = transaction.execute(status -> {
            locks.hold(LOCK);
            return create();
        });
        return String.valueOf(id);
    }

    private void delete(Row row) {
        jdbc.sql("delete from derivation_key where id = ?").param(row.id()).update();
        audit.append(AuditEvent.done("derivation_key.removed").by("system").with("id", row.id()));
    }

    private String create() {
        Instant now = time.now();
        UUID id = Secrets.uuid7(now);
        Wrapped wrapped = wrap(Secrets.base64Url(Secrets.randomBytes(32)).getBytes(StandardCharsets.US_ASCII));
        jdbc.sql("insert into derivation_key (id, key_jwe, kek_id, created_at) values (?, ?, ?, ?)")
                .params(id.toString(), wrapped.text(), wrapped.keyId(), now.atOffset(ZoneOffset.UTC))
                .update();
        audit.append(AuditEvent.done("derivation_key.created").by("system").with("id", id));
        return id.toString();
    }

    private Wrapped wrap(byte[] key) {
        try {
            return encryption.wrap(key);
        } catch (RuntimeException e) {
            throw new KeyUnavailable("A new derivation key cannot be encrypted: " + e.getMessage(), e);
        }
    }
}
