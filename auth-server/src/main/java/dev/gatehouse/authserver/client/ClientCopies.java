package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.cluster.Invalidations;
import dev.gatehouse.authserver.cluster.NodeMemory;
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

    private final NodeMemory<String, KnownClient> copies = NodeMemory.sinceKept(10_000, OLDEST);

    /** How often copies were dropped. */
    private final AtomicLong drops = new AtomicLong();

    ClientCopies(JdbcClientDirectory directory, Invalidations invalidations) {
        this.directory = directory;
        invalidations.on(TOPIC, this::drop);
    }

    private void drop(String clientId) {
        drops.incrementAndGet();
        if (clientId.isEmpty()) {
            copies.forgetAll();
        } else {
            copies.forget(clientId);
        }
    }

    /** The copy of the client with exactly this {@code client_id}, if there is one. */
    public Optional<KnownClient> find(String clientId) {
        return copies.find(clientId);
    }

    /** The client as it is stored now, whatever its status; kept as a copy unless its row may yet be rolled back. */
    public Optional<KnownClient> read(String clientId) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return directory.findKnown(clientId);
        }
        long before = drops.get();
        Optional<KnownClient> read = directory.findKnown(clientId);
        read.ifPresentOrElse(known -> copies.keep(clientId, known), () -> copies.forget(clientId));
        // What was read too early is dropped after all. Nobody waits for another's reading, which may take its time to
        // fail.
        if (drops.get() != before) {
            copies.forget(clientId);
        }
        return read;
    }
}
