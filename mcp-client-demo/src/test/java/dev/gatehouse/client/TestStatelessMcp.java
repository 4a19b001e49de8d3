package dev.gatehouse.client;

import com.sun.net.httpserver.HttpExchange;
import dev.gatehouse.client.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of a server that speaks MCP 2026-07-28: compares headers with the body, as such servers must. */
final class TestStatelessMcp {

    static final String VERSION = "2026-07-28";
    private static final String META = "io.modelcontextprotocol/";
    private static final String TOOLS = """
            [{"name":"echo","inputSchema":{"type":"object","required":["text"],
              "properties":{"text":{"type":"string","x-mcp-header":"Text"},"times":{"type":"integer"}}}},
             {"name":"unsound","inputSchema":{"type":"object","properties":{"n":{"type":"number","x-mcp-header":"N"}}}}]""";

    private TestStatelessMcp() {}

    static boolean means(HttpExchange exchange) {
        return VERSION.equals(header(exchange, "MCP-Protocol-Version"));
    }

    static void respond(HttpExchange exchange, JsonNode message, ObjectNode called, boolean annotated)
            throws IOException {
        String method = message.path("method").asString("");
        JsonNode params = message.path("params");
        if (!matches(exchange, method, params)) {
            answer(exchange, message, 400, error(-32020, "Header mismatch"));
            return;
        }
        switch (method) {
            case "server/discover" -> answer(exchange, message, 200, discovered());
            case "tools/list" ->
                answer(
                        exchange,
                        message,
                        200,
                        result(Json.MAPPER
                                .createObjectNode()
                                .set(
                                        "tools",
                                        Json.MAPPER.readTree(
                                                annotated ? TOOLS : TOOLS.replace("x-mcp-header", "x-other")))));
            case "tools/call" -> answer(exchange, message, 200, result(called));
            default -> answer(exchange, message, 404, error(-32601, "Method not found"));
        }
    }

    private static boolean matches(HttpExchange exchange, String method, JsonNode params) {
        boolean metaIsThere =
                params.path("_meta").path(META + "protocolVersion").asString("").equals(VERSION)
                        && params.path("_meta").has(META + "clientInfo")
                        && params.path("_meta").has(META + "clientCapabilities");
        boolean named =
                !params.has("name") || params.path("name").asString("").equals(decode(header(exchange, "Mcp-Name")));
        boolean mirrored = !params.path("arguments").has("text")
                || params.path("arguments")
                        .path("text")
                        .asString("")
                        .equals(decode(header(exchange, "Mcp-Param-Text")));
        return metaIsThere && named && mirrored && method.equals(header(exchange, "Mcp-Method"));
    }

    private static ObjectNode discovered() {
        ObjectNode result = Json.MAPPER.createObjectNode();
        result.putArray("supportedVersions").add(VERSION);
        result.putObject("capabilities").putObject("tools");
        result.putObject("_meta").putObject(META + "serverInfo").put("name", "stateless test");
        return result(result);
    }

    private static ObjectNode result(JsonNode result) {
        ((ObjectNode) result).put("resultType", "complete");
        return Json.MAPPER.createObjectNode().set("result", result);
    }

    private static ObjectNode error(int code, String message) {
        ObjectNode error = Json.MAPPER.createObjectNode();
        error.putObject("error").put("code", code).put("message", message);
        return error;
    }

    private static void answer(HttpExchange exchange, JsonNode message, int status, ObjectNode response)
            throws IOException {
        response.put("jsonrpc", "2.0").set("id", message.path("id"));
        TestHttp.json(exchange, status, response);
    }

    private static String decode(String value) {
        return value.startsWith("=?base64?") && value.endsWith("?=")
                ? new String(
                        Base64.getDecoder().decode(value.substring("=?base64?".length(), value.length() - 2)),
                        StandardCharsets.UTF_8)
                : value;
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }
}
