package dev.gatehouse.authserver.handshake;

import dev.gatehouse.authserver.cluster.Locks;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Deletes attempts after their week, and the oldest ones where there are so many that new ones soon have no room. */
@Component
class HandshakeCleanup {

    private static final Logger log = LoggerFactory.getLogger(HandshakeCleanup.class);

    private final HandshakeTable table;

    private final Locks locks;

    private final TransactionTemplate transaction;

    private final HandshakeProperties properties;

    private final InstantSource clock;

    HandshakeCleanup(
            HandshakeTable table,
            Locks locks,
            PlatformTransactionManager transactions,
            HandshakeProperties properties,
            InstantSource clock) {
        this.table = table;
        this.locks = locks;
        this.transaction = new TransactionTemplate(transactions);
        this.properties = properties;
        this.clock = clock;
    }

    @Scheduled(initialDelay = 3, fixedDelay = 10, timeUnit = TimeUnit.MINUTES)
    void run() {
        try {
            transaction.executeWithoutResult(status -> {
                locks.hold(QueuedHandshakeRecorder.LOCK);
                table.deleteBefore(clock.instant().minus(properties.keptFor()));
            });
            makeRoom();
        } catch (DataAccessException | TransactionException e) {
            log.warn("Old handshakes could not be deleted, it is tried again in ten minutes: {}", e.toString());
        }
    }

    /** Keeps a tenth free, in small transactions, since whoever records waits for them. */
    private void makeRoom() {
        long most = properties.stepsAtMost() * 9L / 10;
        int batch = Math.clamp(properties.stepsAtMost() / 100, 1, 500);
        boolean more = true;
        while (more) {
            more = Boolean.TRUE.equals(transaction.execute(status -> {
                locks.hold(QueuedHandshakeRecorder.LOCK);
                return table.countSteps() > most && table.deleteOldest(batch) > 0;
            }));
        }
    }
}
