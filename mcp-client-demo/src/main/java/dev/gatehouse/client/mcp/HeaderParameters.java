package dev.gatehouse.client.mcp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The arguments that a tool wants mirrored into headers: {@code x-mcp-header} in its schema, of MCP 2026-07-28
 * (Streamable HTTP, custom headers from tool parameters).
 */
final class HeaderParameters {

    private static final String ANNOTATION = "x-mcp-header";
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Set<String> TYPES = Set.of("string", "integer", "boolean");
    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7E]([\\x20-\\x7E\\t]*[\\x21-\\x7E])?");
    private static final Pattern SENTINEL = Pattern.compile("=\\?base64\\?.*\\?=");

    private final Map<String, List<String>> paths = new LinkedHashMap<>();

    private HeaderParameters() {}

    /** @throws IllegalArgumentException if an annotation breaks the rules, so that the tool must not be offered */
    static HeaderParameters of(JsonNode inputSchema) {
        HeaderParameters parameters = new HeaderParameters();
        parameters.collect(inputSchema, List.of());
        // Whatever is annotated but was not reached by properties alone stands where no annotation may stand.
        if (parameters.paths.size() != annotations(inputSchema)) {
            throw new IllegalArgumentException(ANNOTATION + " stands where it cannot be reached by properties alone");
        }
        return parameters;
    }

    /** The headers for a call with these arguments; absent and null arguments have none. */
    Map<String, String> headers(JsonNode arguments) {
        Map<String, String> headers = new LinkedHashMap<>();
        paths.forEach((name, path) -> {
            JsonNode value = arguments;
            for (String step : path) {
                value = value.path(step);
            }
            if (value.isValueNode() && !value.isNull()) {
                headers.put("Mcp-Param-" + name, encode(value.asString()));
            }
        });
        return headers;
    }

    /** A value as a header may carry it: plain where that is safe, else in the base64 form. */
    static String encode(String value) {
        if (PLAIN.matcher(value).matches() && !SENTINEL.matcher(value).matches()) {
            return value;
        }
        return "=?base64?" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    private void collect(JsonNode schema, List<String> path) {
        schema.path("properties").properties().forEach(property -> {
            List<String> there = new ArrayList<>(path);
            there.add(property.getKey());
            JsonNode annotation = property.getValue().path(ANNOTATION);
            if (!annotation.isMissingNode()) {
                add(annotation.asString(""), property.getValue().path("type").asString(""), there);
            }
            collect(property.getValue(), List.copyOf(there));
        });
    }

    private void add(String name, String type, List<String> path) {
        if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException(ANNOTATION + " is no header name");
        }
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException(ANNOTATION + " is on a parameter that is no string, integer or boolean");
        }
        Set<String> taken = new TreeSet<>();
        paths.keySet().forEach(one -> taken.add(one.toLowerCase(Locale.ROOT)));
        if (!taken.add(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(ANNOTATION + " is given twice");
        }
        paths.put(name, List.copyOf(path));
    }

    /** A parameter may itself be called x-mcp-header, and is no annotation then: under properties names are names. */
    private static int annotations(JsonNode schema) {
        int found = schema.isObject() && schema.has(ANNOTATION) ? 1 : 0;
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            if (member.getKey().equals("properties") && member.getValue().isObject()) {
                for (JsonNode property : member.getValue()) {
                    found += annotations(property);
                }
            } else {
                found += annotations(member.getValue());
            }
        }
        for (JsonNode element : schema.isArray() ? schema : List.<JsonNode>of()) {
            found += annotations(element);
        }
        return found;
    }
}
