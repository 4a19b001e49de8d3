package dev.gatehouse.authserver.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.SqlTypeValue;
import org.springframework.jdbc.core.StatementCreatorUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Statements that change rows. Those of a unit of work {@link #together} are sent at its end, in one round trip where the
 * database takes several statements so, and in the order in which they came; elsewhere each is executed where it stands.
 *
 * <p>What is put off is taken to succeed. If it turns out otherwise, the whole is rolled back and done once more step by
 * step, so that whoever lost a race is told exactly why. Whether something is consumed is decided by the database in either
 * case, never by what was read before.
 */
@Component
public class Changes {

    private static final ScopedValue<List<Change>> PUT_OFF = ScopedValue.newInstance();

    private final JdbcOperations jdbc;

    private final TransactionTemplate transaction;

    private final boolean pipelined;

    Changes(JdbcTemplate jdbc, PlatformTransactionManager transactions, DatabaseProduct product) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.pipelined = product == DatabaseProduct.POSTGRESQL;
    }

    /** A statement; one that decides must affect exactly one row, or select one where it holds a row. */
    private record Change(String sql, @Nullable Object[] parameters, boolean decides) {}

    /** Something put off turned out not to hold. Not an error: it is done once more, step by step. */
    private static final class Contradicted extends RuntimeException {

        Contradicted() {
            super("A row was changed meanwhile", null, false, false);
        }
    }

    /**
     * Does the work in one transaction, its changes sent together at its end. The work may be done twice, so it may change
     * nothing but rows; and it reads the rows as they were before its own changes.
     */
    public <T> T together(Supplier<T> work) {
        try {
            return ScopedValue.where(PUT_OFF, new ArrayList<>())
                    .call(() -> inTransaction(() -> {
                        T result = work.get();
                        send(PUT_OFF.get());
                        return result;
                    }));
        } catch (Contradicted meanwhile) {
            return inTransaction(work);
        }
    }

    @SuppressWarnings("NullAway") // the work's own word on null holds
    private <T> T inTransaction(Supplier<T> work) {
        return transaction.execute(status -> work.get());
    }

    /** Does the work in one transaction, each statement where it stands. */
    public void transaction(Runnable work) {
        transaction.executeWithoutResult(status -> work.run());
    }

    /** Changes rows, however many. */
    public void apply(String sql, @Nullable Object... parameters) {
        if (PUT_OFF.isBound()) {
            PUT_OFF.get().add(new Change(sql, parameters, false));
        } else {
            jdbc.update(sql, parameters);
        }
    }

    /** Changes one row; false if the statement found none to change. */
    public boolean changesOne(String sql, @Nullable Object... parameters) {
        if (PUT_OFF.isBound()) {
            PUT_OFF.get().add(new Change(sql, parameters, true));
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
        return selects(query + (pipelined ? " for share" : " for update"), parameters);
    }

    private boolean selects(String query, @Nullable Object... parameters) {
        if (PUT_OFF.isBound()) {
            PUT_OFF.get().add(new Change(query, parameters, true));
            return true;
        }
        return !jdbc.queryForList(query, parameters).isEmpty();
    }

    private void send(List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        if (pipelined) {
            // Where nothing is left to be decided the commit goes along, and the transaction manager finds it done.
            boolean decided = changes.stream().noneMatch(Change::decides);
            sendAtOnce(decided ? committed(changes) : changes);
        } else {
            changes.forEach(change -> sendAtOnce(List.of(change)));
        }
    }

    private static List<Change> committed(List<Change> changes) {
        List<Change> all = new ArrayList<>(changes);
        all.add(new Change("commit", new Object[0], false));
        return all;
    }

    /** The PostgreSQL driver sends all statements of a text before it waits for the first answer. */
    private void sendAtOnce(List<Change> changes) {
        String text = changes.stream().map(Change::sql).collect(Collectors.joining(";\n"));
        jdbc.execute(text, (PreparedStatementCallback<Boolean>) statement -> {
            int index = 1;
            for (Change change : changes) {
                for (@Nullable Object parameter : change.parameters()) {
                    StatementCreatorUtils.setParameterValue(statement, index++, SqlTypeValue.TYPE_UNKNOWN, parameter);
                }
            }
            boolean rows = statement.execute();
            for (Change change : changes) {
                boolean one = rows ? statement.getResultSet().next() : statement.getUpdateCount() == 1;
                if (change.decides() && !one) {
                    throw new Contradicted();
                }
                rows = statement.getMoreResults();
            }
            return true;
        });
    }
}
