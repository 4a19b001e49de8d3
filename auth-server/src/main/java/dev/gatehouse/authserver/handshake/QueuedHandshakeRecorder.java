package dev.gatehouse.authserver.handshake;

import dev.gatehouse.authserver.cluster.Locks;
import dev.gatehouse.authserver.handshake.HandshakeBatch.Bound;
import dev.gatehouse.authserver.handshake.HandshakeEvent.Outcome;
import dev.gatehouse.authserver.ratelimit.AddressKey;
import dev.gatehouse.authserver.ratelimit.Throttle;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Keeps steps in memory for at most a second and writes them together, in a transaction of its own, one node at a time, so
 * that one attempt on several nodes is one timeline. A storage that fails costs steps, never a request.
 */
@Component
class QueuedHandshakeRecorder implements HandshakeRecorder {

    private static final Logger log = LoggerFactory.getLogger(QueuedHandshakeRecorder.class);

    static final String LOCK = "handshake";

    private static final int LONGEST_QUEUE = 1000;

    /** Under a flood there is room for what was refused, which is what people ask about. */
    private static final int LONGEST_QUEUE_OF_DONE = LONGEST_QUEUE / 2;

    /** Metadata is what is asked for most, and once a minute tells as much as each time. */
    private final Throttle discoveries = new Throttle(1, Duration.ofMinutes(1));

    private final ArrayBlockingQueue<Recorded> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);

    private final AtomicLong dropped = new AtomicLong();

    private final ReentrantLock flushing = new ReentrantLock();

    private final HandshakeTable table;

    private final Locks locks;

    private final TransactionTemplate transaction;

    private final HandshakeProperties properties;

    private final InstantSource clock;

    QueuedHandshakeRecorder(
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

    @Override
    public void record(HandshakeEvent event) {
        String address = event.address() == null ? addressOfRequest() : event.address();
        if (event.step() == Step.DISCOVERY
                && discoveries.attempt(AddressKey.of(address)).isPositive()) {
            return;
        }
        boolean room = event.outcome() == Outcome.REFUSED || queue.size() < LONGEST_QUEUE_OF_DONE;
        if (!room || !queue.offer(Recorded.of(event, address, clock.instant()))) {
            dropped.incrementAndGet();
        }
    }

    private static String addressOfRequest() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? attributes.getRequest().getRemoteAddr()
                : "";
    }

    /** Writes what has been taken down; where that fails it is lost, and counted. */
    @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
    @PreDestroy
    void flush() {
        flushing.lock();
        try {
            writeQueued();
        } finally {
            flushing.unlock();
        }
    }

    /**
     * The same, for somebody who reads now. Where the storage stands still they wait for its answer, and not for those that all
     * who read before them waited for.
     */
    void flushForReader() {
        try {
            if (flushing.tryLock(1, TimeUnit.SECONDS)) {
                try {
                    writeQueued();
                } finally {
                    flushing.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeQueued() {
        List<Recorded> steps = new ArrayList<>();
        queue.drainTo(steps);
        long lost = dropped.getAndSet(0);
        if (!steps.isEmpty() || lost > 0) {
            write(steps, lost);
        }
    }

    private void write(List<Recorded> steps, long lost) {
        try {
            transaction.executeWithoutResult(status -> {
                locks.hold(LOCK);
                HandshakeBatch batch = new HandshakeBatch(table, properties.stepsAtMost());
                if (lost > 0) {
                    batch.count(Bound.QUEUE, lost);
                }
                steps.forEach(batch::add);
                batch.save(clock.instant());
            });
        } catch (RuntimeException e) {
            dropped.addAndGet(steps.size() + lost);
            log.warn("{} steps of handshakes could not be stored and are lost: {}", steps.size(), e.toString());
        }
    }
}
