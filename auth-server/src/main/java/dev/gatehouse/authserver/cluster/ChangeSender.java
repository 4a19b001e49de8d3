package dev.gatehouse.authserver.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.SqlTypeValue;
import org.springframework.jdbc.core.StatementCreatorUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Sends what {@link Changes} put off. */
@Component
class ChangeSender {

    private final JdbcOperations jdbc;

    private final TransactionTemplate transaction;

    private final boolean pipelined;

    private final Map<List<Change.Form>, Optional<SharedTurn<List<Change>>>> shapes = new ConcurrentHashMap<>();

    ChangeSender(JdbcTemplate jdbc, PlatformTransactionManager transactions, DatabaseProduct product) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.pipelined = product == DatabaseProduct.POSTGRESQL;
    }

    /** Makes the changes in the order given, in the transaction that is under way. */
    void send(List<Change> changes) {
        if (pipelined && !changes.isEmpty()) {
            sendAtOnce(changes);
        } else {
            changes.forEach(change -> sendAtOnce(List.of(change)));
        }
    }

    /**
     * Makes the changes in a transaction and commits it.
     *
     * @throws Contradicted if one that decides affected no row, or should be tried by itself; nothing was changed then
     */
    void commit(List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        Optional<SharedTurn<List<Change>>> others = shapes.computeIfAbsent(
                changes.stream().map(Change::form).distinct().toList(), this::transactionsOf);
        if (others.isPresent()) {
            others.get().run(changes);
        } else {
            transaction.executeWithoutResult(status -> send(committed(changes)));
        }
    }

    private Optional<SharedTurn<List<Change>>> transactionsOf(List<Change.Form> shape) {
        boolean forMany =
                shape.stream().allMatch(form -> RowsAtOnce.rewritten(form.sql()).isPresent());
        if (!forMany) {
            return Optional.empty();
        }
        UnitsAtOnce together = new UnitsAtOnce(shape);
        return Optional.of(new SharedTurn<>(units -> transaction.executeWithoutResult(
                status -> jdbc.execute((ConnectionCallback<Boolean>) connection -> together.send(units, connection)))));
    }

    /** Where nothing is left to be decided the commit goes along, and the transaction manager finds it done. */
    private static List<Change> committed(List<Change> changes) {
        if (changes.stream().anyMatch(Change::decides)) {
            return changes;
        }
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
