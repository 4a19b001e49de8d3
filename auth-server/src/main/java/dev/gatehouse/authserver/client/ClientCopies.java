package dev.gatehouse.authserver.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.authserver.cluster.Invalidations;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Copies of the clients that this node has met lately, so that a client that calls often is not read each time. A copy is
 * dropped when the client is changed, on whatever node, and is never older than {@link #OLDEST}.
 *
 * <p>A copy may say yes. Nobody is refused by one: before that the client is {@linkplain #read read}. So a client that was
 * changed a moment ago is not turned away, and an unknown client takes as long as a known one that proves nothing (P14).
 */
@Component
public class ClientCopies {

    /** What {@link Invalidations} calls clients; its key is the {@code client_id}. */
    public static final String TOPIC = "client";

    static final Duration OLDEST = Duration.ofSeconds(5);

    private final JdbcClientDirectory directory;

    private final Cache<String, KnownClient> copies = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(OLDEST)
            // Its upkeep is a few steps: to wake another thread for it costs more.
            .executor(Runnable::run)
            .build();

    /** How often copies were dropped. */
    private final AtomicLong drops = new AtomicLong();

    ClientCopies(JdbcClientDirectory directory, Invalidations invalidations) {
        this.directory = directory;
        invalidations.on(TOPIC, this::drop);
    }

    private void drop(String clientId) {
        drops.incrementAndGet();
        if (clientId.isEmpty()) {
            copies.invalidateAll();
        } else {
            copies.invalidate(clientId);
        }
    }

    /** The copy of the client with exactly this {@code client_id}, if there is one. */
    public Optional<KnownClient> find(String clientId) {
        return Optional.ofNullable(copies.getIfPresent(clientId));
    }

    /** The client as it is stored now, whatever its status; kept as a copy unless its row may yet be rolled back. */
    public Optional<KnownClient> read(String clientId) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return directory.findKnown(clientId);
        }
        long before = drops.get();
        Optional<KnownClient> read = directory.findKnown(clientId);
        read.ifPresentOrElse(known -> copies.put(clientId, known), () -> copies.invalidate(clientId));
        // What was read too early is dropped after all. Nobody waits for another's reading, which may take its time to
        // fail.
        if (drops.get() != before) {
            copies.invalidate(clientId);
        }
        return read;
    }
}
