package dev.gatehouse.authserver.keys;

import dev.gatehouse.authserver.secret.KeyEncryption;
import dev.gatehouse.authserver.secret.KeyUnavailable;
import dev.gatehouse.authserver.secret.StartRefusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The keys by which refresh tokens lead to their successors (ruling 6). All nodes derive by the newest one; older ones are
 * kept for what was derived by them. Safe for any thread; asks the database only where a key is not known.
 */
@Component
public class DerivationKeys implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(DerivationKeys.class);

    /** A key that another node replaced is used no longer than this. */
    private static final Duration OLDEST = Duration.ofSeconds(30);

    /** @param refused why the others could not be decrypted */
    private record Known(
            List<DerivationKeyStore.Row> rows,
            Map<String, DerivationKey> keys,
            Map<String, RuntimeException> refused,
            Instant readAt) {

        DerivationKey newest() {
            if (rows.isEmpty()) {
                throw new KeyUnavailable("There is no derivation key");
            }
            String id = rows.getLast().id();
            return find(id).orElseThrow(() -> new KeyUnavailable("There is no derivation key " + id));
        }

        /** @throws KeyUnavailable if it is there and cannot be decrypted, which is not the same as to be gone */
        Optional<DerivationKey> find(String id) {
            RuntimeException refusal = refused.get(id);
            if (refusal != null) {
                throw new KeyUnavailable("The derivation key " + id + " cannot be used", refusal);
            }
            return Optional.ofNullable(keys.get(id));
        }
    }

    private final DerivationKeyStore store;

    private final KeyEncryption encryption;

    private final InstantSource clock;

    private final Latest<Known> current = new Latest<>(new Known(List.of(), Map.of(), Map.of(), Instant.EPOCH));

    DerivationKeys(DerivationKeyStore store, KeyEncryption encryption, InstantSource clock) {
        this.store = store;
        this.encryption = encryption;
        this.clock = clock;
    }

    @Override
    public void afterPropertiesSet() {
        try {
            store.advance();
        } catch (KeyUnavailable e) {
            log.error("No refresh token can be rotated: {}", e.getMessage());
        }
        for (RuntimeException refusal : read().refused().values()) {
            if (refusal instanceof StartRefusal) {
                throw refusal;
            }
        }
    }

    @Scheduled(initialDelay = 15, fixedRate = 10, timeUnit = TimeUnit.SECONDS)
    void refreshInBackground() {
        try {
            refresh();
        } catch (RuntimeException e) {
            log.warn("The derivation keys could not be read or changed, and stay as they are: {}", e.getMessage());
        }
    }

    /** Sees what other nodes changed, and changes what is due. */
    void refresh() {
        if (store.due(read().rows())) {
            try {
                store.advance();
            } finally {
                read();
            }
        }
    }

    /**
     * The key to derive by now.
     *
     * @throws KeyUnavailable if there is none that can be used
     */
    public DerivationKey current() {
        Known known = current.get();
        Duration age = Duration.between(known.readAt(), clock.instant()).abs();
        return (age.compareTo(OLDEST) > 0 ? read() : known).newest();
    }

    /** Whether there is a key to derive by. */
    boolean ready() {
        try {
            current.get().newest();
            return true;
        } catch (KeyUnavailable e) {
            return false;
        }
    }

    /**
     * The key of this id; empty once it is gone, which is long after the last replay that it could answer.
     *
     * @throws KeyUnavailable if it cannot be decrypted now
     */
    public Optional<DerivationKey> find(String id) {
        DerivationKey known = current.get().keys().get(id);
        // Another node may have made it since this one looked.
        return known != null ? Optional.of(known) : read().find(id);
    }

    private Known read() {
        return current.read(this::readRows);
    }

    private Known readRows() {
        Instant readAt = clock.instant();
        List<DerivationKeyStore.Row> rows = store.rows();
        Map<String, DerivationKey> before = current.get().keys();
        Map<String, DerivationKey> keys = new HashMap<>();
        Map<String, RuntimeException> refused = new HashMap<>();
        for (DerivationKeyStore.Row row : rows) {
            try {
                DerivationKey known = before.get(row.id());
                keys.put(row.id(), known == null ? decrypt(row) : known);
            } catch (StartRefusal | KeyUnavailable e) {
                log.error("Derivation key {} cannot be used: {}", row.id(), e.getMessage());
                refused.put(row.id(), e);
            }
        }
        return new Known(rows, Map.copyOf(keys), Map.copyOf(refused), readAt);
    }

    private DerivationKey decrypt(DerivationKeyStore.Row row) {
        try {
            String text = new String(encryption.unwrap(row.key()), StandardCharsets.US_ASCII);
            return new DerivationKey(row.id(), Base64.getUrlDecoder().decode(text));
        } catch (StartRefusal e) {
            throw e;
        } catch (RuntimeException e) {
            throw KeyUnavailable.of("The derivation key " + row.id(), row.key(), e);
        }
    }
}
