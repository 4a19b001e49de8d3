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
import org.jspecify.annotations.Nullable;

/**
 * A statement for one row, as PostgreSQL takes it for any number of rows at once: each parameter becomes an array, and the
 * rows are what the arrays hold at the same place. The text is the same for any number of rows, so it is planned once.
 *
 * @param types of the parameters, as the database names them
 * @param set how many of them are what an update sets; the others find the row
 * @param decides whether it fails where it affects another number of rows than it was given
 */
record RowsAtOnce(String sql, List<String> types, int set, boolean decides) {

    /**
     * Where another number of rows is affected than was given it fails, by a number that is none, and the database does nothing
     * of what was sent after it.
     */
    private static final String EACH = """
            with affected as (%s)
            select cast(case count(*) when ?::bigint then '1' else 'a row was changed meanwhile' end as integer) from affected""";

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
    static List<RowsAtOnce> of(List<Change.Form> statements, Connection connection) throws SQLException {
        String texts = statements.stream().map(Change.Form::sql).collect(Collectors.joining(";\n"));
        try (PreparedStatement all = connection.prepareStatement(texts)) {
            ParameterMetaData parameters = all.getParameterMetaData();
            List<RowsAtOnce> forMany = new ArrayList<>();
            int next = 1;
            for (Change.Form statement : statements) {
                int count = parameters(statement.sql());
                forMany.add(of(statement, types(parameters, next, count)));
                next += count;
            }
            return List.copyOf(forMany);
        }
    }

    private static RowsAtOnce of(Change.Form statement, List<String> types) {
        String text = on(rewritten(statement.sql()).orElseThrow(), source(types, ""));
        Matcher update = UPDATE.matcher(statement.sql());
        int set = update.matches() ? parameters(update.group(1)) : 0;
        if (statement.decides()) {
            boolean selects = HOLD.matcher(statement.sql()).matches();
            text = EACH.formatted(selects ? text : text + " returning 1");
        }
        return new RowsAtOnce(text, types, set, statement.decides());
    }

    /** The query for a row, as one that finds many; its column {@code nth} tells by which parameters each was found, from 1. */
    static RowsAtOnce found(String query, Connection connection) throws SQLException {
        try (PreparedStatement one = connection.prepareStatement(query)) {
            List<String> types = types(one.getParameterMetaData(), 1, parameters(query));
            String text = numbered("select given.nth, found.* from @ cross join lateral (" + query + ") found");
            return new RowsAtOnce(on(text, source(types, "nth")), types, 0, false);
        }
    }

    private static List<String> types(ParameterMetaData parameters, int first, int count) throws SQLException {
        List<String> types = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            types.add(parameters.getParameterTypeName(i));
        }
        return List.copyOf(types);
    }

    private static int parameters(String sql) {
        return (int) sql.chars().filter(c -> c == '?').count();
    }

    private static String on(String text, String source) {
        return text.replaceFirst("@", Matcher.quoteReplacement(source));
    }

    /** @param place the column that tells the place in the arrays; empty for none */
    private static String source(List<String> types, String place) {
        String arrays = types.stream().map(type -> "?::" + type + "[]").collect(Collectors.joining(", "));
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= types.size(); i++) {
            columns.add("p" + i);
        }
        if (!place.isEmpty()) {
            columns.add(place);
        }
        return "unnest(" + arrays + ")" + (place.isEmpty() ? "" : " with ordinality") + " as given("
                + String.join(", ", columns) + ")";
    }

    /** Sets the statement's parameters from the index on, those of each row; returns the next index. */
    int set(PreparedStatement statement, int index, List<@Nullable Object[]> rows) throws SQLException {
        int next = index;
        for (int i = 0; i < types.size(); i++) {
            String[] values = new String[rows.size()];
            for (int row = 0; row < values.length; row++) {
                values[row] = text(rows.get(row)[i]);
            }
            statement.setArray(next++, statement.getConnection().createArrayOf(types.get(i), values));
        }
        if (decides) {
            statement.setLong(next++, rows.size());
        }
        return next;
    }

    /** Whether it adds rows that nobody else adds. */
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
