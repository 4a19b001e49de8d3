package dev.gatehouse.authserver.cluster;

import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A statement for one row, as PostgreSQL takes it for any number of rows at once: each parameter becomes an array, and the
 * rows are what the arrays hold at the same place. The text is the same for any number of rows, so it is planned once.
 *
 * @param types of the parameters, as the database names them
 * @param set how many of them are what an update sets; the others find the row
 */
record RowsAtOnce(String sql, List<String> types, int set) {

    private static final Pattern INSERT =
            Pattern.compile("(insert into \\w+ \\([^()]*\\))\\s+values\\s+\\(([^()]*)\\)(\\s+on conflict do nothing)?");

    private static final Pattern UPDATE = Pattern.compile("(update \\w+ set .*?)\\s(where .*)", Pattern.DOTALL);

    private static final Pattern HOLD = Pattern.compile("select 1\\s+from .* for (?:update|share)", Pattern.DOTALL);

    /** The same for many rows; empty where the statement is of none of the three forms. */
    static Optional<String> rewritten(String sql) {
        Matcher insert = INSERT.matcher(sql);
        if (insert.matches()) {
            String end = insert.group(3) == null ? "" : insert.group(3);
            return Optional.of(numbered(insert.group(1) + " select " + insert.group(2) + " from @" + end));
        }
        Matcher update = UPDATE.matcher(sql);
        if (update.matches()) {
            return Optional.of(numbered(update.group(1) + " from @ " + update.group(2)));
        }
        return HOLD.matcher(sql).matches()
                ? Optional.of(numbered("select 1 from @ cross join lateral (" + sql + ") held"))
                : Optional.empty();
    }

    /** Each question mark becomes a column of the rows, whose place is marked by an at sign. */
    private static String numbered(String text) {
        StringBuilder numbered = new StringBuilder();
        int parameters = 0;
        for (String part : text.split("\\?", -1)) {
            if (parameters > 0) {
                numbered.append("given.p").append(parameters);
            }
            numbered.append(part);
            parameters++;
        }
        return numbered.toString();
    }

    /** Asks the database, in one round trip, for the types of the statements' parameters. */
    static List<RowsAtOnce> of(List<String> statements, Connection connection) throws SQLException {
        try (PreparedStatement all = connection.prepareStatement(String.join(";\n", statements))) {
            ParameterMetaData parameters = all.getParameterMetaData();
            List<RowsAtOnce> forMany = new ArrayList<>();
            int next = 1;
            for (String sql : statements) {
                List<String> types = new ArrayList<>();
                for (int left = parameters(sql); left > 0; left--) {
                    types.add(parameters.getParameterTypeName(next++));
                }
                String text = rewritten(sql).orElseThrow().replaceFirst("@", Matcher.quoteReplacement(source(types)));
                Matcher update = UPDATE.matcher(sql);
                forMany.add(
                        new RowsAtOnce(text, List.copyOf(types), update.matches() ? parameters(update.group(1)) : 0));
            }
            return List.copyOf(forMany);
        }
    }

    private static int parameters(String sql) {
        return (int) sql.chars().filter(c -> c == '?').count();
    }

    private static String source(List<String> types) {
        return types.stream().map(type -> "?::" + type + "[]").collect(Collectors.joining(", ", "unnest(", ")"))
                + IntStream.rangeClosed(1, types.size())
                        .mapToObj(i -> "p" + i)
                        .collect(Collectors.joining(", ", " as given(", ")"));
    }

    /** Sets the statement's parameters from the index on; returns the next index. */
    int set(PreparedStatement statement, int index, List<Change> rows) throws SQLException {
        int next = index;
        for (int i = 0; i < types.size(); i++) {
            String[] values = new String[rows.size()];
            for (int row = 0; row < values.length; row++) {
                values[row] = text(rows.get(row).parameters()[i]);
            }
            statement.setArray(next++, statement.getConnection().createArrayOf(types.get(i), values));
        }
        return next;
    }

    /** Whether it changes no row that is there. */
    boolean adds() {
        return sql.startsWith("insert");
    }

    /** By what its row is found or told from others, so that all nodes can take rows in the same order. */
    String key(Change change) {
        StringBuilder key = new StringBuilder();
        for (int i = set; i < types.size(); i++) {
            key.append(text(change.parameters()[i])).append(' ');
        }
        return key.toString();
    }

    private static @Nullable String text(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case byte[] bytes -> "\\x" + HexFormat.of().formatHex(bytes);
            default -> value.toString();
        };
    }
}
