package dev.gatehouse.authserver.testing;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that lists its tools on two pages, of MCP 2026-07-28 or of the versions before, to whoever has its token. */
public final class FakeMcp {

    private static final String SESSION = "session-1";

    private final JsonMapper json = JsonMapper.builder().build();

    private final List<String> methods = new CopyOnWriteArrayList<>();

    private final boolean stateless;

    private final String token;

    private final String first;

    private final String second;

    /** @param first and second are the tools of a page each, as JSON objects with a comma between */
    public FakeMcp(boolean stateless, String token, String first, String second) {
        this.stateless = stateless;
        this.token = token;
        this.first = first;
        this.second = second;
    }

    /** What it was asked for, in turn. */
    public List<String> methods() {
        return methods;
    }

    public void handle(HttpExchange exchange) throws IOException {
        if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.sendResponseHeaders(401, -1);
            return;
        }
        JsonNode message = json.readTree(exchange.getRequestBody().readAllBytes());
        String method = message.path("method").asString("");
        methods.add(method);
        String id = message.path("id").toString();
        String version = exchange.getRequestHeaders().getFirst("MCP-Protocol-Version");
        if (stateless) {
            boolean sound = "2026-07-28".equals(version)
                    && method.equals(exchange.getRequestHeaders().getFirst("Mcp-Method"))
                    && message.at("/params/_meta/io.modelcontextprotocol~1protocolVersion")
                            .asString("")
                            .equals(version);
            answer(exchange, sound ? 200 : 400, "application/json", sound ? page(id, message) : "{}");
        } else if (method.equals("initialize")) {
            exchange.getResponseHeaders().set("Mcp-Session-Id", SESSION);
            events(exchange, "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"protocolVersion\":\"2025-06-18\"}}");
        } else if (!SESSION.equals(exchange.getRequestHeaders().getFirst("Mcp-Session-Id"))
                || !"2025-06-18".equals(version)) {
            exchange.sendResponseHeaders(400, -1);
        } else if (method.equals("notifications/initialized")) {
            exchange.sendResponseHeaders(202, -1);
        } else {
            events(exchange, page(id, message));
        }
    }

    private String page(String id, JsonNode message) {
        boolean next = message.at("/params/cursor").asString("").equals("next");
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"tools\":[" + (next ? second : first) + "]"
                + (next ? "" : ",\"nextCursor\":\"next\"") + "}}";
    }

    /** A stream that first tells something else, and is not ended by the server. */
    private static void events(HttpExchange exchange, String message) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        String other = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}";
        exchange.getResponseBody()
                .write((": hello\n\ndata: " + other + "\n\nevent: message\ndata: " + message + "\n\n")
                        .getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        try {
            // Longer than any call is waited for in the tests (2 s), so that one that waits for the end fails.
            Thread.sleep(3_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
