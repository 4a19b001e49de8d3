package dev.gatehouse.resourceserver.protection;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Decides, from the JSON-RPC message alone, what it needs. Pure. Whatever is not known to be open is refused, so that a
 * tool that somebody forgot to list stays shut.
 */
final class MessageGate {

    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int HEADER_MISMATCH = -32020;
    private static final int MAX_DEPTH = 32;

    /** What a message needs. */
    sealed interface Verdict {}

    /** It may go on when the token has these scopes. */
    record Needs(Set<String> scopes) implements Verdict {}

    /** It is not JSON-RPC that this transport takes: an HTTP 400. */
    record Malformed(int code, String message) implements Verdict {}

    /** It is answered with a JSON-RPC error, in an HTTP answer of this status. */
    record Unanswerable(JsonNode id, int status, int code, String message) implements Verdict {}

    private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    // Two readers of a doubled key may see two different tools.
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ToolScopes toolScopes;
    private final Set<String> openMethods;

    MessageGate(ToolScopes toolScopes, Set<String> openMethods) {
        this.toolScopes = toolScopes;
        this.openMethods = Set.copyOf(openMethods);
    }

    Verdict judge(String body, MirroredHeaders headers) {
        JsonNode message = parse(body);
        if (message == null) {
            return new Malformed(PARSE_ERROR, "The body is not valid JSON");
        }
        if (message.isArray()) {
            return new Malformed(INVALID_REQUEST, "Batches are not part of this protocol version: send one message");
        }
        if (!message.isObject() || !"2.0".equals(message.path("jsonrpc").asString(""))) {
            return new Malformed(INVALID_REQUEST, "The body is not a JSON-RPC 2.0 message");
        }
        if (!message.path("method").isString()) {
            return new Malformed(INVALID_REQUEST, "The server accepts requests and notifications only");
        }
        return judge(message, message.path("method").stringValue(), headers);
    }

    private Verdict judge(JsonNode message, String method, MirroredHeaders headers) {
        Optional<String> mismatch = headers.findMismatch(message, method);
        if (mismatch.isPresent()) {
            return new Unanswerable(message.path("id"), 400, HEADER_MISMATCH, "Header mismatch: " + mismatch.get());
        }
        if (method.equals("tools/call")) {
            return judgeToolCall(message.path("id"), message.path("params"));
        }
        if (openMethods.contains(method) || method.startsWith("notifications/")) {
            return new Needs(Set.of());
        }
        // Without these headers the protocol has no status for it.
        int status = headers.areRequired() ? 404 : 200;
        return new Unanswerable(message.path("id"), status, METHOD_NOT_FOUND, "Method not found: " + method);
    }

    private Verdict judgeToolCall(JsonNode id, JsonNode params) {
        if (!params.path("name").isString()) {
            return new Unanswerable(id, 200, INVALID_PARAMS, "tools/call needs the name of a tool");
        }
        JsonNode arguments = params.path("arguments");
        if (!arguments.isMissingNode() && !arguments.isNull() && !arguments.isObject()) {
            return new Unanswerable(id, 200, INVALID_PARAMS, "The arguments of a tool are an object");
        }
        String tool = params.path("name").stringValue();
        return toolScopes
                .findScopes(tool)
                .<Verdict>map(Needs::new)
                .orElseGet(() -> new Unanswerable(id, 200, INVALID_PARAMS, "Unknown tool: " + tool));
    }

    private @Nullable JsonNode parse(String body) {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            return null;
        }
    }
}
