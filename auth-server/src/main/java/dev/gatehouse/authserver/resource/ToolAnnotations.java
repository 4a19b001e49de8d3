package dev.gatehouse.authserver.resource;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what an MCP server says of one tool. Its hints are a proposal and no more. Pure. */
final class ToolAnnotations {

    private static final int LONGEST = 120;

    private static final int MOST_SCOPES = 10;

    private ToolAnnotations() {}

    /** Empty where it has no name that could be written down here. */
    static Optional<PublishedTools.Tool> read(JsonNode tool) {
        String name = text(tool.path("name"));
        boolean sound = !name.isBlank() && name.length() <= LONGEST && name.equals(clean(name));
        if (!sound) {
            return Optional.empty();
        }
        JsonNode hints = tool.path("annotations");
        return Optional.of(new PublishedTools.Tool(
                name, title(tool.path("title"), hints.path("title")), risk(hints), scopes(tool)));
    }

    /** MCP has no word for it; what hosts of apps read is {@code securitySchemes}, which many servers put into {@code _meta}. */
    private static List<String> scopes(JsonNode tool) {
        JsonNode schemes = tool.has("securitySchemes")
                ? tool.path("securitySchemes")
                : tool.path("_meta").path("securitySchemes");
        return schemes.valueStream()
                .filter(scheme -> text(scheme.path("type")).equals("oauth2"))
                .flatMap(scheme -> scheme.path("scopes").valueStream())
                .map(ToolAnnotations::text)
                .filter(ResourceRules::registrable)
                .distinct()
                .limit(MOST_SCOPES)
                .toList();
    }

    /** Without a word on it a tool may destroy; one that is said both to read and to destroy is taken for the worse. */
    private static Risk risk(JsonNode hints) {
        JsonNode destroys = hints.path("destructiveHint");
        if (destroys.isBoolean() && destroys.booleanValue()) {
            return Risk.DESTRUCTIVE;
        }
        JsonNode reads = hints.path("readOnlyHint");
        if (reads.isBoolean() && reads.booleanValue()) {
            return Risk.READ;
        }
        return destroys.isBoolean() ? Risk.WRITE : Risk.DESTRUCTIVE;
    }

    private static @Nullable String title(JsonNode title, JsonNode older) {
        String text = clean(title.isString() ? text(title) : text(older));
        return text.isEmpty() ? null : text.substring(0, Math.min(LONGEST, text.length()));
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : "";
    }

    private static String clean(String text) {
        return text.replaceAll("\\p{C}", " ").strip();
    }
}
