package dev.gatehouse.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every SQL statement of the code, against what docs/scale.md says of the keys of tables. */
class StatementTests {

    private static final Pattern TEXT =
            Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);

    private static final Pattern STATEMENT = Pattern.compile("(?:select|insert into|update|delete from)\\s.*");

    private static final Pattern TABLE =
            Pattern.compile("\\b(?:from|join|insert into|(?<!for )update)\\s+([a-z_]+)(?:\\s+(?:as\\s+)?([a-z]+))?");

    private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\| `([a-z_]+)` \\| [^|]+ \\| ([^|]+) \\|");

    /** The command after a restore goes over whole tables. */
    private static final String OVER_ALL = "CutOff";

    /** @param others the classes whose statements may go without the key */
    private record Described(String key, String others) {}

    private record Statement(String className, String sql) {}

    @Test
    @DisplayName("every statement names the key of each of its tables, or docs/scale.md names its class")
    void namesTheKey() throws IOException {
        Map<String, Described> tables = described();
        List<String> unexpected = new ArrayList<>();
        int checked = 0;
        for (Statement statement : statements()) {
            List<MatchResult> named = TABLE.matcher(statement.sql()).results().toList();
            for (MatchResult match : named) {
                Described table = tables.get(match.group(1));
                if (table != null) {
                    checked++;
                    if (!byKey(statement.sql(), table.key()) && !table.others().contains(statement.className())) {
                        unexpected.add(match.group(1) + " in " + statement);
                    }
                }
            }
        }
        assertThat(checked).isGreaterThan(100);
        assertThat(unexpected).isEmpty();
    }

    @Test
    @DisplayName("docs/scale.md describes every table that a migration makes")
    void describesEveryTable() throws IOException {
        List<String> made = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/db/migration"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Pattern.compile("create table ([a-z_]+)")
                        .matcher(Files.readString(file))
                        .results()
                        .map(match -> match.group(1))
                        .filter(name -> !name.endsWith("_next") && !name.equals("token_default"))
                        .forEach(made::add);
            }
        }
        assertThat(described().keySet()).containsExactlyInAnyOrderElementsOf(made);
    }

    private static boolean byKey(String sql, String key) {
        return Pattern.compile("\\b" + key + " (?:= |in \\()[?:a-z]")
                        .matcher(sql)
                        .find()
                || Pattern.compile("insert into [a-z_]+\\s*\\([^)]*\\b" + key + "\\b")
                        .matcher(sql)
                        .find();
    }

    private static Map<String, Described> described() throws IOException {
        Map<String, Described> tables = new TreeMap<>();
        ROW.matcher(Files.readString(Path.of("../docs/scale.md")))
                .results()
                .forEach(row -> tables.put(row.group(1), new Described(row.group(2), row.group(3))));
        return tables;
    }

    private static List<Statement> statements() throws IOException {
        List<Statement> statements = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                if (name.equals(OVER_ALL)) {
                    continue;
                }
                TEXT.matcher(Files.readString(file))
                        .results()
                        .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
                        .map(text -> text.replaceAll("\\s+", " ").strip())
                        .filter(text -> STATEMENT.matcher(text).matches())
                        .forEach(text -> statements.add(new Statement(name, text)));
            }
        }
        return statements;
    }
}
