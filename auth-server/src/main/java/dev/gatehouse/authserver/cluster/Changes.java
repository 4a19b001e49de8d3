package dev.gatehouse.authserver.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Statements that change rows. Those of a unit of work {@link #together} are sent at its end, in one round trip where the
 * database takes several statements so; elsewhere each is executed where it stands.
 *
 * <p>What is put off is taken to succeed. If it turns out otherwise, the whole is rolled back and done once more step by
 * step, so that whoever lost a race is told exactly why. Whether something is consumed is decided by the database in either
 * case, never by what was read before.
 */
@Component
public class Changes {

    private static final ScopedValue<PutOff> PUT_OFF = ScopedValue.newInstance();

    private final JdbcOperations jdbc;

    private final TransactionTemplate transaction;

    private final boolean postgresql;

    private final ChangeSender sender;

    Changes(JdbcTemplate jdbc, PlatformTransactionManager transactions, DatabaseProduct product, ChangeSender sender) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.postgresql = product == DatabaseProduct.POSTGRESQL;
        this.sender = sender;
    }

    /**
     * @param inTransaction whether the work runs in the transaction that its changes will be part of
     * @param afterwards what is done once they are committed, if it is not
     */
    private record PutOff(List<Change> changes, boolean inTransaction, List<Runnable> afterwards) {}

    /** @throws Contradicted if the current work's changes are put off to a transaction that has not begun */
    static void requireTransaction() {
        if (PUT_OFF.isBound() && !PUT_OFF.get().inTransaction()) {
            throw new Contradicted();
        }
    }

    /**
     * Does the work, and its changes in one transaction, all or none. The work may be done twice, so it may change nothing
     * but rows; it reads the rows as they were before its own changes.
     *
     * <p>On PostgreSQL the transaction begins when the work is done, and units that change rows in the same manner at the
     * same time may share it. Work that changes a row by other means than this class is done in a transaction of its own.
     */
    public <T> T together(Supplier<T> work) {
        try {
            return postgresql && !TransactionSynchronizationManager.isActualTransactionActive()
                    ? workThenTransaction(work)
                    : inTransaction(() -> workThenChanges(work));
        } catch (Contradicted meanwhile) {
            return inTransaction(work);
        }
    }

    private <T> T workThenTransaction(Supplier<T> work) {
        PutOff putOff = new PutOff(new ArrayList<>(), false, new ArrayList<>());
        T result = ScopedValue.where(PUT_OFF, putOff).call(work::get);
        sender.commit(putOff.changes());
        putOff.afterwards().forEach(Runnable::run);
        return result;
    }

    private <T> T workThenChanges(Supplier<T> work) {
        PutOff putOff = new PutOff(new ArrayList<>(), true, List.of());
        T result = ScopedValue.where(PUT_OFF, putOff).call(work::get);
        sender.send(putOff.changes());
        return result;
    }

    @SuppressWarnings("NullAway") // the work's own word on null holds
    private <T> T inTransaction(Supplier<T> work) {
        return transaction.execute(status -> work.get());
    }

    /** Does the work in one transaction, each statement where it stands. */
    public void transaction(Runnable work) {
        transaction.executeWithoutResult(status -> work.run());
    }

    /**
     * Has the work under way done in a transaction of its own, for one that knows already that something does not hold: those
     * who share a transaction with it would all have to be done once more.
     */
    public void stepByStep() {
        requireTransaction();
    }

    /** Does something once the changes of the work under way are committed; now where there is no such work. */
    public void afterCommit(Runnable action) {
        if (PUT_OFF.isBound() && !PUT_OFF.get().inTransaction()) {
            PUT_OFF.get().afterwards().add(action);
        } else if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    action.run();
                }
            });
        } else {
            action.run();
        }
    }

    /** Changes rows, however many. */
    public void apply(String sql, @Nullable Object... parameters) {
        if (PUT_OFF.isBound()) {
            PUT_OFF.get().changes().add(new Change(sql, parameters, false));
        } else {
            jdbc.update(sql, parameters);
        }
    }

    /** Changes one row; false if the statement found none to change. */
    public boolean changesOne(String sql, @Nullable Object... parameters) {
        if (PUT_OFF.isBound()) {
            PUT_OFF.get().changes().add(new Change(sql, parameters, true));
            return true;
        }
        return jdbc.update(sql, parameters) == 1;
    }

    /** Holds the row that the query selects, alone, until the transaction ends; false if it selects none. */
    public boolean holds(String query, @Nullable Object... parameters) {
        return selects(query + " for update", parameters);
    }

    /** Keeps the row that the query selects as it is until the transaction ends, as others may too; false if there is none. */
    public boolean shares(String query, @Nullable Object... parameters) {
        return selects(query + (postgresql ? " for share" : " for update"), parameters);
    }

    private boolean selects(String query, @Nullable Object... parameters) {
        if (PUT_OFF.isBound()) {
            PUT_OFF.get().changes().add(new Change(query, parameters, true));
            return true;
        }
        return !jdbc.queryForList(query, parameters).isEmpty();
    }
}
