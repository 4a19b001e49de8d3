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
 * Units that can be done together: those that change the same tables by the same statements, or look for rows by the same.
 * What arrives while one turn is under way shares the next: whoever finds nothing under way begins it, for all who wait. So
 * under load the database is asked once for many, and at rest nobody waits for another.
 *
 * <p>A unit stands or falls with those it shares with. If one of them turns out not to hold, all are told so, and each is
 * then done by itself.
 */
final class SharedTurn<U> implements Watch.Watched {

    /** In one turn at most. */
    static final int MOST = 64;

    /** A unit that has not begun by then is given up: the database stalls. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Does all units. */
    interface Work<U> {
        void run(List<U> units);
    }

    private static final class Waiting<U> {

        private final U unit;

        private final Thread thread = Thread.currentThread();

        /** By {@link System#nanoTime()}. */
        private final long deadline;

        private @Nullable RuntimeException failure;

        /** Written after the failure and read before it. */
        private volatile boolean done;

        Waiting(U unit, Duration patience) {
            this.unit = unit;
            this.deadline = System.nanoTime() + patience.toNanos();
        }

        boolean overdue(long now) {
            return now - deadline >= 0;
        }

        void end(@Nullable RuntimeException how) {
            failure = how;
            done = true;
            LockSupport.unpark(thread);
        }
    }

    private final Work<U> work;

    private final Duration patience;

    private final Queue<Waiting<U>> waiting = new ConcurrentLinkedQueue<>();

    private final Semaphore turn = new Semaphore(1);

    SharedTurn(Work<U> work) {
        this(work, PATIENCE);
    }

    SharedTurn(Work<U> work, Duration patience) {
        this.work = work;
        this.patience = patience;
        Watch.over(this);
    }

    /**
     * Returns when the unit is done.
     *
     * @throws Contradicted if it, or another one, turned out not to hold; nothing was changed then
     */
    void run(U todo) {
        Waiting<U> unit = new Waiting<>(todo, patience);
        waiting.add(unit);
        // Not while it leads: what it does then is done for others too.
        boolean interrupted = Thread.interrupted();
        while (!unit.done) {
            if (turn.tryAcquire()) {
                lead();
            } else if (unit.overdue(System.nanoTime()) && waiting.remove(unit)) {
                unit.end(new TransientDataAccessResourceException("The database took too long for those before"));
                // It may have been woken for its turn, which others wait for.
                wakeNext();
            } else {
                LockSupport.park(this);
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

    /** Those who are overdue find that out themselves, once they are awake. */
    @Override
    public void look(long now) {
        for (Waiting<U> unit : waiting) {
            if (unit.overdue(now)) {
                LockSupport.unpark(unit.thread);
            }
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
        Waiting<U> next = waiting.peek();
        if (next != null) {
            LockSupport.unpark(next.thread);
        }
    }

    private List<Waiting<U>> next() {
        List<Waiting<U>> units = new ArrayList<>();
        while (units.size() < MOST) {
            Waiting<U> unit = waiting.poll();
            if (unit == null) {
                break;
            }
            units.add(unit);
        }
        return units;
    }

    private void together(List<Waiting<U>> units) {
        if (units.isEmpty()) {
            return;
        }
        RuntimeException outcome = null;
        try {
            work.run(units.stream().map(one -> one.unit).toList());
        } catch (DataAccessException e) {
            outcome = rolledBack(e) ? new Contradicted() : e;
        } catch (RuntimeException e) {
            outcome = e;
        } catch (Throwable e) {
            outcome = new IllegalStateException("The transaction was not finished", e);
            throw e;
        } finally {
            for (Waiting<U> unit : units) {
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
