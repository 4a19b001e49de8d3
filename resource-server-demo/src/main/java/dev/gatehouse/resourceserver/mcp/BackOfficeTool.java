package dev.gatehouse.resourceserver.mcp;

import dev.gatehouse.resourceserver.protection.Caller;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tool: what clients are told about it, the scopes it needs, and what it does.
 *
 * @param name what {@code tools/call} names
 * @param title for people
 * @param description for models; the scopes are added to it
 * @param scopes all are needed; none means that any valid token opens it
 * @param effect what it may do to the data, for the annotations
 * @param arguments the arguments it takes; others are refused
 * @param action gives the result, a JSON object; {@link InvalidArgumentException} becomes an error result
 */
public record BackOfficeTool(
        String name,
        String title,
        String description,
        List<String> scopes,
        Effect effect,
        List<Argument> arguments,
        Action action) {

    /** What a call may change. */
    public enum Effect {
        /** Nothing. */
        READS,
        /** Adds something; the same call twice adds it once. */
        ADDS_ONCE,
        /** Adds something with every call. */
        ADDS,
        /** Does something that cannot be taken back. */
        IRREVERSIBLE
    }

    /** One argument; {@code schema} is its JSON Schema. */
    public record Argument(String name, boolean required, Map<String, Object> schema) {

        public static Argument required(String name, Map<String, Object> schema) {
            return new Argument(name, true, schema);
        }

        public static Argument optional(String name, Map<String, Object> schema) {
            return new Argument(name, false, schema);
        }
    }

    /** The work of a tool. */
    @FunctionalInterface
    public interface Action {
        Map<String, Object> call(Arguments arguments, Caller caller);
    }

    String fullDescription() {
        return switch (scopes.size()) {
            case 0 -> description + " Needs no scope.";
            case 1 -> description + " Needs the scope " + scopes.getFirst() + ".";
            default -> description + " Needs the scopes " + String.join(" and ", scopes) + ".";
        };
    }

    Map<String, Object> inputSchema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        arguments.forEach(argument -> properties.put(argument.name(), argument.schema()));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put(
                "required",
                arguments.stream()
                        .filter(Argument::required)
                        .map(Argument::name)
                        .toList());
        schema.put("additionalProperties", false);
        return schema;
    }
}
