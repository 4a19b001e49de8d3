package dev.gatehouse.authserver.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sends the changes of several units of one shape, each statement once for all rows, all in one round trip.
 *
 * <p>Several units of the same statements in the same order: what one of them decides by, all do.
 */
final class UnitsAtOnce {

    /** A row that somebody else holds keeps up those who share a transaction for no longer than this. */
    private static final String SHORT_WAIT = "set local lock_timeout = '250ms'";

    private final List<Change.Form> shape;

    private volatile @Nullable Prepared prepared;

    UnitsAtOnce(List<Change.Form> shape) {
        this.shape = shape;
    }

    private record Prepared(List<RowsAtOnce> statements, String text) {

        static Prepared of(List<RowsAtOnce> statements) {
            String text = statements.stream().map(RowsAtOnce::sql).collect(Collectors.joining(";\n"));
            // What adds rows that nobody else adds waits for nobody.
            boolean waits = !statements.stream().allMatch(RowsAtOnce::adds);
            return new Prepared(statements, (waits ? SHORT_WAIT + ";\n" : "") + text + ";\ncommit");
        }
    }

    /**
     * In the transaction of the connection, with its commit.
     *
     * @throws SQLException also if one that decides did not affect exactly one row; nothing was changed then
     */
    boolean send(List<List<Change>> units, Connection connection) throws SQLException {
        Prepared with = prepared(connection);
        List<List<Change>> rows = rows(units, with);
        try (PreparedStatement statement = connection.prepareStatement(with.text())) {
            int index = 1;
            for (int i = 0; i < shape.size(); i++) {
                List<@Nullable Object[]> parameters =
                        rows.get(i).stream().map(Change::parameters).toList();
                index = with.statements().get(i).set(statement, index, parameters);
            }
            statement.execute();
            return true;
        }
    }

    private Prepared prepared(Connection connection) throws SQLException {
        Prepared known = prepared;
        if (known == null) {
            known = Prepared.of(RowsAtOnce.of(shape, connection));
            prepared = known;
        }
        return known;
    }

    /** For each statement of the shape what is changed by it. */
    private List<List<Change>> rows(List<List<Change>> units, Prepared with) {
        Map<Change.Form, List<Change>> rows = new LinkedHashMap<>();
        shape.forEach(form -> rows.put(form, new ArrayList<>()));
        for (List<Change> unit : units) {
            for (Change change : unit) {
                Objects.requireNonNull(rows.get(change.form())).add(change);
            }
        }
        List<List<Change>> all = List.copyOf(rows.values());
        for (int i = 0; i < all.size(); i++) {
            RowsAtOnce statement = with.statements().get(i);
            if (!statement.adds()) {
                // All nodes take rows in the same order, so that they do not wait for each other crosswise.
                all.get(i).sort(Comparator.comparing(statement::key));
            }
        }
        return all;
    }
}
