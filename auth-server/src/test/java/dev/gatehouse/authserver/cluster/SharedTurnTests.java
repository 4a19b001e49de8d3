package dev.gatehouse.authserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose turn it is among units that wait for each other's transactions, without a database. */
@Timeout(60)
class SharedTurnTests {

    private static final Duration PATIENCE = Duration.ofMillis(400);

    private static final List<Change> CHANGES = List.of(new Change("update", new Object[0], false));

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void whoeverGivesUpWhenItsTurnComesLeavesItToTheNext() throws Exception {
        for (int round = 0; round < 5; round++) {
            List<Future<Future<?>>> seconds = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Duration later = Duration.ofNanos((i - 10) * 10_000L);
                seconds.add(threads.submit(() -> whereTheFirstGivesUpThen(later)));
            }
            for (Future<Future<?>> second : seconds) {
                second.get().get();
            }
        }
    }

    @Test
    void whereTheTransactionDiesNobodyTakesItForDoneOrGoesOnWaiting() throws Exception {
        Semaphore underWay = new Semaphore(0);
        Semaphore end = new Semaphore(0);
        AtomicInteger transaction = new AtomicInteger();
        SharedTurn<List<Change>> transactions = new SharedTurn<>(
                units -> {
                    if (transaction.incrementAndGet() > 1) {
                        throw new StackOverflowError();
                    }
                    underWay.release();
                    end.acquireUninterruptibly();
                },
                Duration.ofSeconds(30));
        Future<?> first = threads.submit(() -> transactions.run(CHANGES));
        underWay.acquire();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        List<Thread> sharing = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Thread thread = new Thread(() -> transactions.run(CHANGES));
            thread.setUncaughtExceptionHandler((of, e) -> failures.add(e));
            thread.start();
            sharing.add(thread);
        }
        for (Thread thread : sharing) {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.sleep(2);
            }
        }
        end.release();
        first.get();
        for (Thread thread : sharing) {
            thread.join();
        }
        assertThat(failures)
                .hasSize(3)
                .filteredOn(IllegalStateException.class::isInstance)
                .hasSize(2)
                .allSatisfy(e -> assertThat(e).hasCauseInstanceOf(StackOverflowError.class));
    }

    private static void lookFrom(long moment, SharedTurn<?> transactions) {
        for (long now = System.nanoTime(); now - moment < 5_000_000; now = System.nanoTime()) {
            if (now - moment < 0) {
                LockSupport.parkNanos(moment - now);
            } else {
                transactions.look(now);
                LockSupport.parkNanos(20_000);
            }
        }
    }

    /** What is under way ends so much later than the patience of the first that waits; returns the second. */
    private Future<?> whereTheFirstGivesUpThen(Duration later) throws Exception {
        AtomicLong until = new AtomicLong(Long.MAX_VALUE);
        CountDownLatch underWay = new CountDownLatch(1);
        SharedTurn<List<Change>> transactions = new SharedTurn<>(
                units -> {
                    underWay.countDown();
                    for (long left = 1; left > 0; left = until.get() - System.nanoTime()) {
                        LockSupport.parkNanos(Math.min(left, 1_000_000));
                    }
                },
                PATIENCE);
        threads.submit(() -> transactions.run(CHANGES));
        underWay.await();
        threads.submit(() -> {
            long givenUp = System.nanoTime() + PATIENCE.toNanos();
            until.set(givenUp + later.toNanos());
            threads.submit(() -> lookFrom(givenUp, transactions));
            transactions.run(CHANGES);
        });
        Thread.sleep(PATIENCE.dividedBy(2));
        return threads.submit(() -> transactions.run(CHANGES));
    }
}
