package dev.gatehouse.client.mcp;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns {@code key=value} pairs into a tool's arguments: by the type its input schema names, otherwise by their looks. */
public final class ToolArguments {

    private ToolArguments() {}

    /**
     * @param tool as the server lists it; empty if it does not
     * @throws Failure if a value is not of its type, or the tool says that it takes no such argument
     */
    public static ObjectNode of(Map<String, String> pairs, Optional<JsonNode> tool) {
        JsonNode schema = tool.map(listed -> listed.path("inputSchema")).orElse(Json.MAPPER.createObjectNode());
        ObjectNode arguments = Json.MAPPER.createObjectNode();
        pairs.forEach((name, value) -> arguments.set(name, value(name, value, schema)));
        return arguments;
    }

    /** Something that fits each required property, for calling a tool that is only known by its schema. */
    public static ObjectNode sample(JsonNode tool) {
        ObjectNode arguments = Json.MAPPER.createObjectNode();
        JsonNode schema = tool.path("inputSchema");
        for (String name : Json.strings(schema, "required")) {
            JsonNode property = schema.path("properties").path(name);
            JsonNode first = property.path("enum").path(0);
            arguments.set(
                    name, first.isMissingNode() ? sampleOf(property.path("type").asString("string")) : first);
        }
        return arguments;
    }

    private static JsonNode sampleOf(String type) {
        return switch (type) {
            case "number", "integer" -> Json.MAPPER.getNodeFactory().numberNode(1);
            case "boolean" -> Json.MAPPER.getNodeFactory().booleanNode(true);
            case "array" -> Json.MAPPER.createArrayNode();
            case "object" -> Json.MAPPER.createObjectNode();
            default -> Json.MAPPER.getNodeFactory().stringNode("test");
        };
    }

    private static JsonNode value(String name, String text, JsonNode schema) {
        JsonNode property = schema.path("properties").path(name);
        if (property.isMissingNode()
                && schema.path("additionalProperties")
                        .equals(Json.MAPPER.getNodeFactory().booleanNode(false))) {
            TreeSet<String> known = new TreeSet<>(schema.path("properties").propertyNames());
            throw new Failure(
                    Step.USAGE,
                    "the tool takes no argument " + name + ", but " + Printable.phrase(String.join(", ", known)) + ".");
        }
        JsonNode type = property.path("type");
        if (!type.isString()) {
            return guessed(text);
        }
        return switch (type.stringValue()) {
            case "string" -> Json.MAPPER.getNodeFactory().stringNode(text);
            case "integer" -> typed(name, text, "an integer", JsonNode::isIntegralNumber);
            case "number" -> typed(name, text, "a number", JsonNode::isNumber);
            case "boolean" -> typed(name, text, "true or false", JsonNode::isBoolean);
            case "array" -> typed(name, text, "a JSON array", JsonNode::isArray);
            case "object" -> typed(name, text, "a JSON object", JsonNode::isObject);
            default -> guessed(text);
        };
    }

    private static JsonNode typed(String name, String text, String what, Predicate<JsonNode> fits) {
        JsonNode parsed = Json.parse(text);
        if (parsed == null || !fits.test(parsed)) {
            throw new Failure(
                    Step.USAGE,
                    "the argument " + name + " must be " + what + ", not \"" + Printable.phrase(text) + "\".");
        }
        return parsed;
    }

    private static JsonNode guessed(String text) {
        JsonNode parsed = Json.parse(text);
        return parsed == null || parsed.isString() || parsed.isNull()
                ? Json.MAPPER.getNodeFactory().stringNode(text)
                : parsed;
    }
}
