package dev.gatehouse.resourceserver.mcp;

import dev.gatehouse.resourceserver.protection.Caller;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * MCP 2026-07-28: each request stands alone, says its version and the client's capabilities itself, and is answered with
 * one JSON object. Stands behind the protection, which has bounded and parsed the body, compared it with the headers and
 * checked the scopes.
 */
final class ModernWire {

    static final String VERSION = "2026-07-28";

    private static final List<String> SUPPORTED = Stream.concat(
                    Stream.of(VERSION), McpEndpoint.LEGACY_VERSIONS.stream())
            .toList();
    private static final int INVALID_REQUEST = -32600;
    private static final int METHOD_NOT_FOUND = -32601;
    private static final int INVALID_PARAMS = -32602;
    private static final int UNSUPPORTED_VERSION = -32022;
    private static final String META = "io.modelcontextprotocol/";
    /** The tools change only with the program. */
    private static final Duration LIST_LIVES = Duration.ofMinutes(5);

    private final JsonMapper json = JsonMapper.shared();
    private final ToolCalls calls = new ToolCalls();
    private final Map<String, BackOfficeTool> tools = new LinkedHashMap<>();
    private final List<Tool> descriptions;
    private final Implementation server;
    private final String instructions;

    ModernWire(List<BackOfficeTool> tools, Implementation server, String instructions) {
        tools.forEach(tool -> this.tools.put(tool.name(), tool));
        this.descriptions = tools.stream().map(ToolCalls::describe).toList();
        this.server = server;
        this.instructions = instructions;
    }

    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!isJson(request.getContentType())) {
            error(response, 415, Map.of(), INVALID_REQUEST, "The Content-Type must be application/json");
            return;
        }
        JsonNode message = json.readTree(request.getInputStream());
        JsonNode id = message.path("id");
        if (id.isMissingNode() && message.path("method").asString("").startsWith("notifications/")) {
            response.setStatus(HttpServletResponse.SC_ACCEPTED);
        } else if (!id.isString() && !id.isIntegralNumber()) {
            error(response, 400, Map.of(), INVALID_REQUEST, "A request needs an id, a text or a whole number");
        } else if (isMetaMissing(message.path("params").path("_meta"))) {
            error(
                    response,
                    400,
                    Map.of("id", id),
                    INVALID_PARAMS,
                    "params._meta needs " + META + "protocolVersion and " + META + "clientCapabilities");
        } else {
            dispatch(message, id, Caller.of(Objects.requireNonNull(request.getUserPrincipal())), response);
        }
    }

    /** The client named a version of neither wire; it learns all that there are. */
    void refuseVersion(HttpServletRequest request, HttpServletResponse response, String requested) throws IOException {
        JsonNode id = json.readTree(request.getInputStream()).path("id");
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", UNSUPPORTED_VERSION);
        error.put("message", "Unsupported protocol version");
        error.put("data", Map.of("supported", SUPPORTED, "requested", requested));
        write(response, 400, id.isMissingNode() ? Map.of() : Map.of("id", id), "error", error);
    }

    private void dispatch(JsonNode message, JsonNode id, Caller caller, HttpServletResponse response)
            throws IOException {
        JsonNode params = message.path("params");
        String method = message.path("method").asString("");
        switch (method) {
            case "server/discover" -> result(response, id, discovery());
            case "tools/list" -> {
                if (params.has("cursor")) {
                    error(response, 200, Map.of("id", id), INVALID_PARAMS, "There is one page only, and no cursor");
                } else {
                    result(response, id, cacheable(Map.of("tools", descriptions)));
                }
            }
            case "tools/call" -> call(params, id, caller, response);
            default -> error(response, 404, Map.of("id", id), METHOD_NOT_FOUND, "Method not found: " + method);
        }
    }

    private Map<String, Object> discovery() {
        return cacheable(Map.of(
                "supportedVersions",
                SUPPORTED,
                "capabilities",
                Map.of("tools", Map.of()),
                "instructions",
                instructions));
    }

    private void call(JsonNode params, JsonNode id, Caller caller, HttpServletResponse response) throws IOException {
        BackOfficeTool tool = tools.get(params.path("name").asString(""));
        JsonNode arguments = params.path("arguments");
        if (tool == null || !(arguments.isObject() || arguments.isMissingNode() || arguments.isNull())) {
            error(response, 200, Map.of("id", id), INVALID_PARAMS, "There is no such tool, or no such arguments");
            return;
        }
        Map<String, Object> values =
                arguments.isObject() ? json.convertValue(arguments, new TypeReference<>() {}) : Map.of();
        result(response, id, json.convertValue(calls.call(tool, caller, values), new TypeReference<>() {}));
    }

    /** The same for all callers, but only callers with a token get it: no shared cache may hand it on. */
    private static Map<String, Object> cacheable(Map<String, Object> result) {
        Map<String, Object> cacheable = new LinkedHashMap<>(result);
        cacheable.put("ttlMs", LIST_LIVES.toMillis());
        cacheable.put("cacheScope", "private");
        return cacheable;
    }

    private void result(HttpServletResponse response, JsonNode id, Map<String, Object> result) throws IOException {
        Map<String, Object> complete = new LinkedHashMap<>();
        complete.put("resultType", "complete");
        complete.putAll(result);
        complete.put("_meta", Map.of(META + "serverInfo", server));
        write(response, 200, Map.of("id", id), "result", complete);
    }

    private void error(HttpServletResponse response, int status, Map<String, JsonNode> id, int code, String message)
            throws IOException {
        write(response, status, id, "error", Map.of("code", code, "message", message));
    }

    private void write(
            HttpServletResponse response,
            int status,
            Map<String, JsonNode> id,
            String member,
            Map<String, Object> value)
            throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("jsonrpc", "2.0");
        answer.putAll(id);
        answer.put(member, value);
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.getOutputStream().write(json.writeValueAsBytes(answer));
    }

    private static boolean isMetaMissing(JsonNode meta) {
        return !meta.path(META + "protocolVersion").isString()
                || !meta.path(META + "clientCapabilities").isObject();
    }

    private static boolean isJson(@Nullable String contentType) {
        try {
            return contentType != null
                    && MediaType.APPLICATION_JSON.isCompatibleWith(MediaType.parseMediaType(contentType));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }
}
