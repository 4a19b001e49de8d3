package dev.gatehouse.authserver.admin;

import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes rows as CSV (RFC 4180) or as a JSON array of objects. In CSV a value that a spreadsheet would take for a formula
 * begins with an apostrophe, since clients choose their names.
 */
final class ExportFile {

    private static final String FORMULA = "=+-@\t\r\n";

    private final Writer out;

    private final @Nullable JsonMapper json;

    private final List<String> columns;

    private boolean begun;

    /** @param json null for CSV */
    ExportFile(Writer out, @Nullable JsonMapper json, List<String> columns) throws IOException {
        this.out = out;
        this.json = json;
        this.columns = List.copyOf(columns);
        if (json == null) {
            csv(this.columns);
        } else {
            out.write("[");
        }
    }

    /** One value for each column; null is left empty. */
    void row(@Nullable Object... values) throws IOException {
        if (json == null) {
            csv(java.util.Arrays.asList(values));
            return;
        }
        Map<String, @Nullable String> row = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            row.put(columns.get(i), values[i] == null ? null : values[i].toString());
        }
        out.write(begun ? ",\n" : "\n");
        out.write(json.writeValueAsString(row));
        begun = true;
    }

    void end() throws IOException {
        if (json != null) {
            out.write("\n]\n");
        }
        out.flush();
    }

    private void csv(List<? extends @Nullable Object> values) throws IOException {
        for (int i = 0; i < values.size(); i++) {
            out.write(i == 0 ? "" : ",");
            Object value = values.get(i);
            out.write(cell(value == null ? "" : value.toString()));
        }
        out.write("\r\n");
    }

    static String cell(String text) {
        boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
    }
}
