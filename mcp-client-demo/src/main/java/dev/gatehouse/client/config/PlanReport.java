package dev.gatehouse.client.config;

import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Printable;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A plan for a person or a program to read. */
public final class PlanReport {

    private static final String RESET = "\u001b[0m";

    private final Plan plan;

    public PlanReport(Plan plan) {
        this.plan = plan;
    }

    /** A line for each thing, and below it one for each value that differs. */
    public void print(PrintWriter out, boolean colours) {
        for (Change change : plan.changes()) {
            String place = change.described() == null
                    ? ""
                    : "   (" + change.described().place() + ")";
            line(out, colours, change.action().sign(), "", change.words() + place);
            for (Difference difference : change.differences()) {
                line(out, colours, sign(difference), "    ", words(difference));
            }
            if (change.sendsSecret()) {
                line(out, colours, "~", "    ", "secret: (not shown)");
            }
        }
        plan.notes().forEach(note -> out.println(Printable.phrase(note)));
        if (plan.isEmpty()) {
            out.println("No differences.");
        }
        out.flush();
    }

    public ObjectNode toJson() {
        ObjectNode document = Json.MAPPER.createObjectNode();
        var changes = document.putArray("changes");
        for (Change change : plan.changes()) {
            ObjectNode one = changes.addObject();
            one.put("action", change.action().name().toLowerCase(Locale.ROOT));
            one.put("kind", change.kind().word()).put("id", change.id());
            if (change.described() != null) {
                Place place = change.described().place();
                one.put("file", place.file()).put("line", place.line());
            }
            var fields = one.putArray("fields");
            for (Difference difference : change.differences()) {
                fields.addObject()
                        .put("path", difference.path())
                        .set("from", difference.from())
                        .set("to", difference.to());
            }
            one.put("sets_secret", change.sendsSecret());
        }
        var notes = document.putArray("notes");
        plan.notes().forEach(notes::add);
        return document;
    }

    private static String sign(Difference difference) {
        return difference.from() == null ? "+" : difference.to() == null ? "-" : "~";
    }

    private static String words(Difference difference) {
        String from = text(difference.from());
        String to = text(difference.to());
        String value = difference.from() == null ? to : difference.to() == null ? from : from + " -> " + to;
        return difference.path() + ": " + value;
    }

    private static String text(@Nullable JsonNode value) {
        return value == null ? "" : value.isString() ? value.stringValue() : value.toString();
    }

    private static void line(PrintWriter out, boolean colours, String sign, String indent, String text) {
        String line = indent + sign + " " + Printable.phrase(text);
        out.println(colours ? colour(sign) + line + RESET : line);
    }

    private static String colour(String sign) {
        return switch (sign) {
            case "+" -> "\u001b[32m";
            case "-" -> "\u001b[31m";
            default -> "\u001b[33m";
        };
    }
}
