package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.cluster.Locks;
import dev.gatehouse.authserver.secret.KeyEncryptionKey;
import dev.gatehouse.authserver.secret.Secrets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Random keys by which refresh tokens lead to their successors (ruling 6), encrypted at rest as the signing keys are. All
 * nodes derive by the newest one; older ones are kept for what was derived by them.
 */
@Component
class DerivationKeys implements InitializingBean {

    /** @param id stands in the rows that were derived by the key */
    record DerivationKey(String id, byte[] key) {

        @Override
        public String toString() {
            return "DerivationKey[" + id + "]";
        }
    }

    private final JdbcClient jdbc;

    private final KeyEncryptionKey keyEncryptionKey;

    private final Locks locks;

    private final TransactionTemplate transaction;

    private final InstantSource clock;

    private final Map<String, DerivationKey> known = new ConcurrentHashMap<>();

    private volatile String current = "";

    DerivationKeys(
            JdbcClient jdbc,
            KeyEncryptionKey keyEncryptionKey,
            Locks locks,
            PlatformTransactionManager transactions,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.keyEncryptionKey = keyEncryptionKey;
        this.locks = locks;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    @Override
    public void afterPropertiesSet() {
        transaction.executeWithoutResult(status -> {
            locks.hold("derivation_key");
            if (load().isEmpty()) {
                create();
                load();
            }
        });
    }

    DerivationKey current() {
        return find(current).orElseThrow(() -> new IllegalStateException("There is no derivation key"));
    }

    /** Another node may have made it since this one looked. */
    Optional<DerivationKey> find(String id) {
        return Optional.ofNullable(known.get(id)).or(() -> {
            load();
            return Optional.ofNullable(known.get(id));
        });
    }

    private Optional<DerivationKey> load() {
        Optional<DerivationKey> newest = Optional.empty();
        for (Map.Entry<String, String> row : rows()) {
            byte[] key = Base64.getUrlDecoder().decode(keyEncryptionKey.decrypt(row.getValue()));
            newest = Optional.of(new DerivationKey(row.getKey(), key));
            known.put(row.getKey(), newest.get());
        }
        newest.ifPresent(key -> current = key.id());
        return newest;
    }

    private Iterable<Map.Entry<String, String>> rows() {
        return jdbc.sql("select id, key_jwe from derivation_key order by created_at, id")
                .query((row, index) -> Map.entry(row.getString(1), row.getString(2)))
                .list();
    }

    private void create() {
        jdbc.sql("insert into derivation_key (id, key_jwe, kek_id, created_at) values (?, ?, ?, ?)")
                .params(
                        Secrets.uuid7(clock.instant()).toString(),
                        keyEncryptionKey.encrypt(Secrets.base64Url(Secrets.randomBytes(32))),
                        keyEncryptionKey.id(),
                        clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }
}
