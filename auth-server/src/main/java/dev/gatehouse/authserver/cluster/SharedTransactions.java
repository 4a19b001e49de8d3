package dev.gatehouse.authserver.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.TransientDataAccessResourceException;

/**
 * Units of one shape, which are those that change the same tables by the same statements. What arrives while one transaction
 * is under way shares the next: whoever finds nothing under way begins it, for all who wait. So under load a transaction is
 * begun, sent and made durable once for many, and at rest nobody waits for another.
 *
 * <p>A unit stands or falls with those it shares with. If one of them turns out not to hold, all are told so, and each is
 * then done by itself.
 */
final class SharedTransactions {

    /** In one transaction at most. */
    static final int MOST = 64;

    /** A unit that has not begun by then is given up: the database stalls. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Makes the changes of all units, in one transaction. */
    interface Work {
        void run(List<List<Change>> units);
    }

    private static final class Unit {

        private final List<Change> changes;

        private final Thread thread = Thread.currentThread();

        private @Nullable RuntimeException failure;

        /** Written after the failure and read before it. */
        private volatile boolean done;

        Unit(List<Change> changes) {
            this.changes = changes;
        }

        void end(@Nullable RuntimeException how) {
            failure = how;
            done = true;
            LockSupport.unpark(thread);
        }
    }

    private final Work work;

    private final Duration patience;

    private final Queue<Unit> waiting = new ConcurrentLinkedQueue<>();

    private final Semaphore turn = new Semaphore(1);

    SharedTransactions(Work work) {
        this(work, PATIENCE);
    }

    SharedTransactions(Work work, Duration patience) {
        this.work = work;
        this.patience = patience;
    }

    /**
     * Returns when the changes are committed.
     *
     * @throws Contradicted if they, or those of another unit, turned out not to hold; nothing was changed then
     */
    void run(List<Change> changes) {
        Unit unit = new Unit(changes);
        waiting.add(unit);
        long deadline = System.nanoTime() + patience.toNanos();
        // Not while it leads: what it does then is done for others too.
        boolean interrupted = Thread.interrupted();
        while (!unit.done) {
            long left = deadline - System.nanoTime();
            if (turn.tryAcquire()) {
                lead();
            } else if (left <= 0 && waiting.remove(unit)) {
                unit.end(new TransientDataAccessResourceException("The database took too long for those before"));
                // It may have been woken for its turn, which others wait for.
                wakeNext();
            } else {
                LockSupport.parkNanos(this, left > 0 ? left : patience.toNanos());
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (unit.failure != null) {
            throw unit.failure;
        }
    }

    /** Whoever waits was added before it looked for its turn, so one of those is woken after the turn is given back. */
    private void lead() {
        try {
            together(next());
        } finally {
            turn.release();
            wakeNext();
        }
    }

    private void wakeNext() {
        Unit next = waiting.peek();
        if (next != null) {
            LockSupport.unpark(next.thread);
        }
    }

    private List<Unit> next() {
        List<Unit> units = new ArrayList<>();
        while (units.size() < MOST) {
            Unit unit = waiting.poll();
            if (unit == null) {
                break;
            }
            units.add(unit);
        }
        return units;
    }

    private void together(List<Unit> units) {
        if (units.isEmpty()) {
            return;
        }
        RuntimeException outcome = null;
        try {
            work.run(units.stream().map(unit -> unit.changes).toList());
        } catch (DataAccessException e) {
            outcome = rolledBack(e) ? new Contradicted() : e;
        } catch (RuntimeException e) {
            outcome = e;
        } catch (Throwable e) {
            outcome = new IllegalStateException("The transaction was not finished", e);
            throw e;
        } finally {
            for (Unit unit : units) {
                unit.end(outcome);
            }
        }
    }

    /** The database refused a statement or a row, so nothing was committed, and it is for each to find out whose it was. */
    private static boolean rolledBack(DataAccessException e) {
        return e instanceof PessimisticLockingFailureException
                || (e instanceof NonTransientDataAccessException
                        && !(e instanceof NonTransientDataAccessResourceException));
    }
}
