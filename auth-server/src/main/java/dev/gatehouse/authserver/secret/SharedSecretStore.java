package dev.gatehouse.authserver.secret;

import dev.gatehouse.authserver.secret.KeyEncryption.Wrapped;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps the {@link SharedSecret}'s row, and what is in it once it was decrypted. */
@Component
class SharedSecretStore implements InitializingBean, Supplier<byte[]> {

    private static final Logger log = LoggerFactory.getLogger(SharedSecretStore.class);

    private static final String NAME = "web";

    private final JdbcClient jdbc;

    private final KeyEncryption encryption;

    private final InstantSource clock;

    private volatile byte @Nullable [] root;

    SharedSecretStore(JdbcClient jdbc, KeyEncryption encryption, InstantSource clock) {
        this.jdbc = jdbc;
        this.encryption = encryption;
        this.clock = clock;
    }

    @Override
    public void afterPropertiesSet() {
        prepare();
    }

    /** Where it could not be had at the start, it is tried until it can. */
    @Scheduled(initialDelay = 5, fixedRate = 5, timeUnit = TimeUnit.SECONDS)
    void prepare() {
        if (root != null) {
            return;
        }
        try {
            if (find().isEmpty()) {
                create();
            }
        } catch (StartRefusal e) {
            throw e;
        } catch (RuntimeException e) {
            log.error("There are no pages with forms yet: {}", e.getMessage());
        }
    }

    /** Makes none: a request's transaction may be rolled back. */
    @Override
    public byte[] get() {
        byte[] known = root;
        if (known != null) {
            return known;
        }
        try {
            return find().orElseThrow(() -> new KeyUnavailable("There is no shared secret yet"));
        } catch (StartRefusal e) {
            throw new KeyUnavailable("The shared secret cannot be decrypted", e);
        }
    }

    private Optional<byte[]> find() {
        Optional<byte[]> found = jdbc.sql("select kek_id, secret_jwe from shared_secret where name = ?")
                .param(NAME)
                .query((row, index) -> new Wrapped(row.getString(1), row.getString(2)))
                .optional()
                .map(this::unwrap);
        found.ifPresent(secret -> root = secret);
        return found;
    }

    private byte[] unwrap(Wrapped wrapped) {
        try {
            return encryption.unwrap(wrapped);
        } catch (StartRefusal e) {
            throw e;
        } catch (RuntimeException e) {
            throw KeyUnavailable.of("The shared secret", wrapped, e);
        }
    }

    /** Of two nodes that start at once one makes it, and both read that one. */
    private void create() {
        Wrapped wrapped = encryption.wrap(Secrets.randomBytes(32));
        jdbc.sql("insert into shared_secret (name, secret_jwe, kek_id, created_at) values (?, ?, ?, ?)"
                        + " on conflict do nothing")
                .params(NAME, wrapped.text(), wrapped.keyId(), clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        find();
    }
}
