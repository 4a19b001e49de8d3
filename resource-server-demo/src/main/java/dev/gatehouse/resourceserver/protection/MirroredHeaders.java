package dev.gatehouse.resourceserver.protection;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The headers that repeat what the body says (MCP 2026-07-28, Streamable HTTP, request metadata). Something on the way may
 * have decided by them, so that a body which says something else is refused: on every wire where they are there, and where
 * that protocol version is named they must be there.
 */
record MirroredHeaders(List<String> versions, List<String> methods, List<String> names) {

    static final String VERSION = "MCP-Protocol-Version";
    static final String METHOD = "Mcp-Method";
    static final String NAME = "Mcp-Name";

    /** In the {@code _meta} of the body. */
    private static final String META_VERSION = "io.modelcontextprotocol/protocolVersion";

    private static final Set<String> REQUIRING_VERSIONS = Set.of("2026-07-28");
    private static final Map<String, String> NAME_FIELDS =
            Map.of("tools/call", "name", "prompts/get", "name", "resources/read", "uri");
    private static final String ENCODED_PREFIX = "=?base64?";
    private static final String ENCODED_SUFFIX = "?=";

    static MirroredHeaders of(HttpServletRequest request) {
        return new MirroredHeaders(
                Collections.list(request.getHeaders(VERSION)),
                Collections.list(request.getHeaders(METHOD)),
                Collections.list(request.getHeaders(NAME)));
    }

    /** Whether the protocol version requires these headers. */
    boolean areRequired() {
        return versions.size() == 1 && REQUIRING_VERSIONS.contains(versions.getFirst());
    }

    /** What differs from the message, as a sentence without the values; empty when they agree. */
    Optional<String> findMismatch(JsonNode message, String method) {
        if (versions.size() > 1 || methods.size() > 1 || names.size() > 1) {
            return Optional.of("A header is there more than once");
        }
        return findVersionMismatch(message)
                .or(() -> findMethodMismatch(message, method))
                .or(() -> findNameMismatch(message, method));
    }

    private Optional<String> findVersionMismatch(JsonNode message) {
        JsonNode version = message.path("params").path("_meta").path(META_VERSION);
        boolean agrees = version.isMissingNode() || (version.isString() && versions.contains(version.stringValue()));
        return agrees ? Optional.empty() : Optional.of(VERSION + " is missing or differs from the version in the body");
    }

    private Optional<String> findMethodMismatch(JsonNode message, String method) {
        boolean agrees = methods.isEmpty() ? !areRequired() || !message.has("id") : methods.contains(method);
        return agrees ? Optional.empty() : Optional.of(METHOD + " is missing or differs from the method in the body");
    }

    private Optional<String> findNameMismatch(JsonNode message, String method) {
        String field = NAME_FIELDS.get(method);
        JsonNode name = field == null
                ? MissingNode.getInstance()
                : message.path("params").path(field);
        boolean agrees = names.isEmpty()
                ? !areRequired() || !message.has("id") || !name.isString()
                : name.isString() && name.stringValue().equals(decode(names.getFirst()));
        return agrees ? Optional.empty() : Optional.of(NAME + " is missing or differs from the name in the body");
    }

    /** Value encoding: a text that no header can carry comes as marked Base64. */
    private static @Nullable String decode(String value) {
        int encoded = value.length() - ENCODED_PREFIX.length() - ENCODED_SUFFIX.length();
        if (encoded < 0 || !value.startsWith(ENCODED_PREFIX) || !value.endsWith(ENCODED_SUFFIX)) {
            return value;
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(value.substring(ENCODED_PREFIX.length(), ENCODED_PREFIX.length() + encoded));
            return new String(decoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
