package dev.gatehouse.client.mcp;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What every revision has in common that posts JSON-RPC: the messages, the pages of tools, the sentences about errors. */
abstract class PostingWire implements McpWire {

    private static final int MOST_PAGES = 100;

    final ProtectedEndpoint endpoint;

    PostingWire(ProtectedEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** @return the result of one request */
    abstract JsonNode request(Step step, String method, ObjectNode params);

    @Override
    public List<JsonNode> listTools() {
        List<JsonNode> tools = new ArrayList<>();
        Set<String> cursors = new HashSet<>();
        Optional<String> cursor = Optional.empty();
        do {
            ObjectNode params = Json.MAPPER.createObjectNode();
            cursor.ifPresent(next -> params.put("cursor", next));
            JsonNode page = request(Step.CONNECTION, "tools/list", params);
            page.path("tools").forEach(tools::add);
            cursor = Json.string(page, "nextCursor");
        } while (cursor.isPresent() && cursors.add(cursor.get()) && cursors.size() < MOST_PAGES);
        return tools;
    }

    @Override
    public JsonNode callTool(String name, ObjectNode arguments) {
        ObjectNode params = Json.MAPPER.createObjectNode();
        params.put("name", name);
        params.set("arguments", arguments);
        return request(Step.CALL, "tools/call", params);
    }

    /** Who this program says it is. */
    static ObjectNode clientInfo() {
        return Json.MAPPER.createObjectNode().put("name", "gatehouse").put("version", "0.1.0");
    }

    static ObjectNode message(String method) {
        ObjectNode message = Json.MAPPER.createObjectNode();
        message.put("jsonrpc", "2.0");
        message.put("method", method);
        return message;
    }

    /** The result in a response, or a failure that tells its error. */
    static JsonNode result(Step step, String method, JsonNode response) {
        JsonNode error = response.path("error");
        if (response.has("error")) {
            throw new Failure(
                    step,
                    "the server answers " + method + " with the error "
                            + error.path("code").asString("?") + ": "
                            + Printable.phrase(error.path("message").asString("")));
        }
        return response.path("result");
    }

    final Failure unexpected(Step step, String method, HttpAnswer answer) {
        String detail = Json.findObject(answer.body())
                .flatMap(body -> Json.string(body.path("error"), "message")
                        .or(() -> Json.string(body, "error_description"))
                        .or(() -> Json.string(body, "error")))
                .map(text -> ": " + Printable.phrase(text))
                .orElse("");
        String moved = answer.header("location")
                .map(location ->
                        " It redirects to " + Printable.phrase(location) + "; use that address if you trust it.")
                .orElse("");
        return new Failure(
                step, endpoint.uri() + " answers " + answer.status() + " to " + method + detail + "." + moved);
    }
}
