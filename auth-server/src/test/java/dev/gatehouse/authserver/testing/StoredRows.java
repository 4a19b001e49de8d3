package dev.gatehouse.authserver.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * All rows of a database as text, by table and column.
 *
 * @param rows what is in each table but Flyway's own
 */
public record StoredRows(Map<String, List<Map<String, String>>> rows) {

    private static final Pattern HASHED = Pattern.compile("sha256\\('([^']*)'\\)");

    public static StoredRows read(DataSource dataSource) {
        JdbcClient jdbc = JdbcClient.create(dataSource);
        Map<String, List<Map<String, String>>> all = new TreeMap<>();
        jdbc
                .sql("select table_name from information_schema.tables where lower(table_schema) = 'public'")
                .query(String.class)
                .list()
                .stream()
                // Partitions are read with their table.
                .filter(table -> !table.startsWith("flyway") && !table.matches("token_(default|\\d+)"))
                .forEach(table -> all.put(
                        table,
                        jdbc.sql("select * from " + table).query().listOfRows().stream()
                                .map(StoredRows::text)
                                .toList()));
        return new StoredRows(all);
    }

    private static Map<String, String> text(Map<String, Object> row) {
        Map<String, String> text = new TreeMap<>();
        row.forEach((column, value) ->
                text.put(column, value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : "" + value));
        return text;
    }

    /** Runs a script in which {@code sha256('...')} stands for the hash of that text. */
    public static void fill(DataSource dataSource, String script, Database kind) {
        try {
            String sql = new ClassPathResource(script).getContentAsString(StandardCharsets.UTF_8);
            String literal = kind == Database.H2 ? "X'%s'" : "decode('%s', 'hex')";
            String hashed = HASHED.matcher(sql).replaceAll(match -> literal.formatted(sha256(match.group(1))));
            new ResourceDatabasePopulator(new ByteArrayResource(hashed.getBytes(StandardCharsets.UTF_8)))
                    .execute(dataSource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each row that there was is there, with the same values in the same columns; the table may have more of either. */
    public void assertStillIn(DataSource dataSource, int version) {
        Map<String, List<Map<String, String>>> now = read(dataSource).rows();
        rows.forEach((table, before) -> before.forEach(row -> assertThat(now.getOrDefault(table, List.of()))
                .as("%s after migration %d", table, version)
                .anyMatch(left -> left.entrySet().containsAll(row.entrySet()))));
    }

    public List<String> emptyTables() {
        return rows.entrySet().stream()
                .filter(table -> table.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }
}
