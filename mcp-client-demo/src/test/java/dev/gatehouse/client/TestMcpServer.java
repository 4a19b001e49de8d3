package dev.gatehouse.client;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.gatehouse.client.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A protected MCP server with the tools {@code echo} (scope read), {@code write} (scope write) and {@code fail}. */
final class TestMcpServer implements AutoCloseable {

    static final String TOOLS = """
            [{"name":"echo","description":"Says it again.","inputSchema":{"type":"object","additionalProperties":false,
              "required":["text"],"properties":{"text":{"type":"string"},"times":{"type":"integer"},"loud":{"type":"boolean"}}}},
             {"name":"write","inputSchema":{"type":"object"}}]""";

    final TestHttp http = new TestHttp();
    final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    final List<String> sessions = new CopyOnWriteArrayList<>();
    final List<String> metadataRequests = new CopyOnWriteArrayList<>();
    private final TestAuthorizationServer authorizationServer;
    private final CountDownLatch stopped = new CountDownLatch(1);

    Consumer<ObjectNode> metadata = document -> {};
    Set<String> metadataPlaces = Set.of("/.well-known/oauth-protected-resource/mcp");
    String challenge;
    boolean streams;
    boolean alwaysForbids;
    /** Streams end before the response, and bring it when they are resumed. */
    boolean breaksStreams;

    final List<String> resumptions = new CopyOnWriteArrayList<>();
    private String interrupted = "";
    /** Speaks MCP 2026-07-28 as well, or only. */
    boolean stateless;

    boolean onlyStateless;
    /** Tools get their header annotations after the first list. */
    boolean annotatesLater;

    final List<Headers> statelessCalls = new CopyOnWriteArrayList<>();
    boolean isProtected = true;
    boolean forgetsSessionsOnce;
    String refused = "";
    int padding;

    TestMcpServer(TestAuthorizationServer authorizationServer) {
        this.authorizationServer = authorizationServer;
        challenge = "Bearer resource_metadata=\"" + http.origin()
                + "/.well-known/oauth-protected-resource/mcp\", scope=\"read\"";
        http.on("/.well-known/oauth-protected-resource", this::metadata);
        http.on("/mcp", this::handle);
    }

    String url() {
        return http.origin() + "/mcp";
    }

    private void metadata(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        metadataRequests.add(path);
        if (!metadataPlaces.contains(path)) {
            TestHttp.answer(exchange, 404, "text/plain", "");
            return;
        }
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("resource", url());
        document.putArray("authorization_servers").add(authorizationServer.issuer());
        document.putArray("scopes_supported").add("read").add("list");
        metadata.accept(document);
        TestHttp.json(exchange, 200, document);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String scopes = scopes(authorization);
        TestProofs proofs = authorizationServer.proofs;
        if (scopes != null && proofs != null && !proofs.isGood(exchange, Map.of(), authorization.substring(5))) {
            exchange.getResponseHeaders().set("DPoP-Nonce", proofs.nonce);
            exchange.getResponseHeaders().set("WWW-Authenticate", "DPoP error=\"use_dpop_nonce\"");
            TestHttp.answer(exchange, 401, "text/plain", "");
            return;
        }
        if (isProtected && scopes == null) {
            exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
            TestHttp.answer(exchange, 401, "text/plain", "");
            return;
        }
        if (exchange.getRequestMethod().equals("DELETE")) {
            sessions.remove(exchange.getRequestHeaders().getFirst("Mcp-Session-Id"));
            TestHttp.answer(exchange, 204, "text/plain", "");
            return;
        }
        if (exchange.getRequestMethod().equals("GET")) {
            resumptions.add(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
            TestHttp.answer(exchange, 200, "text/event-stream", "data: " + interrupted + "\n\n");
            return;
        }
        JsonNode message = Json.MAPPER.readTree(TestHttp.body(exchange));
        messages.add(message);
        String method = message.path("method").asString("");
        if (forgetsSessionsOnce && method.equals("tools/call")) {
            forgetsSessionsOnce = false;
            sessions.clear();
        }
        String tool = message.path("params").path("name").asString("");
        boolean mayWrite = scopes != null && List.of(scopes.split(" ")).contains("write");
        if (method.equals("tools/call") && (alwaysForbids || (tool.equals("write") && !mayWrite))) {
            exchange.getResponseHeaders()
                    .set("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"write\"");
            TestHttp.answer(exchange, 403, "text/plain", "");
        } else if (stateless && TestStatelessMcp.means(exchange)) {
            statelessCalls.add(exchange.getRequestHeaders());
            boolean annotated = !annotatesLater || methods().getOrDefault("tools/list", 0L) > 1;
            TestStatelessMcp.respond(exchange, message, result(message.path("params")), annotated);
        } else if (onlyStateless) {
            TestHttp.answer(exchange, 400, "text/plain", "");
        } else if (!message.has("id") || !message.has("method")) {
            TestHttp.answer(exchange, 202, "text/plain", "");
        } else if (!method.equals("initialize") && !known(exchange)) {
            TestHttp.answer(exchange, 404, "text/plain", "");
        } else {
            respond(exchange, method, message);
        }
    }

    private @Nullable String scopes(@Nullable String authorization) {
        String scheme = authorizationServer.proofs == null ? "Bearer " : "DPoP ";
        return authorization == null || !authorization.startsWith(scheme) || authorization.equals(scheme + refused)
                ? null
                : authorizationServer.accessTokens.get(authorization.substring(scheme.length()));
    }

    private boolean known(HttpExchange exchange) {
        return sessions.contains(exchange.getRequestHeaders().getFirst("Mcp-Session-Id"))
                && "2025-11-25".equals(exchange.getRequestHeaders().getFirst("MCP-Protocol-Version"));
    }

    private void respond(HttpExchange exchange, String method, JsonNode message) throws IOException {
        ObjectNode response = Json.MAPPER.createObjectNode();
        response.put("jsonrpc", "2.0");
        response.set("id", message.path("id"));
        switch (method) {
            case "initialize" -> {
                String session = "session-" + sessions.size() + "-0123456789";
                sessions.add(session);
                exchange.getResponseHeaders().set("Mcp-Session-Id", session);
                response.putObject("result")
                        .put("protocolVersion", "2025-11-25")
                        .putObject("serverInfo")
                        .put("name", "test\u001b[31m");
            }
            case "tools/list" -> response.set("result", page(message));
            default -> response.set("result", result(message.path("params")));
        }
        write(exchange, response.toString());
    }

    /** Each tool is a page of its own. */
    private static ObjectNode page(JsonNode message) {
        int at = Integer.parseInt(message.path("params").path("cursor").asString("0"));
        JsonNode tools = Json.MAPPER.readTree(TOOLS);
        ObjectNode result = Json.MAPPER.createObjectNode();
        result.putArray("tools").add(tools.get(at));
        if (at + 1 < tools.size()) {
            result.put("nextCursor", String.valueOf(at + 1));
        }
        return result;
    }

    private ObjectNode result(JsonNode params) {
        ObjectNode result = Json.MAPPER.createObjectNode();
        String text = params.path("arguments").toString() + "x".repeat(padding);
        result.putArray("content").addObject().put("type", "text").put("text", text);
        result.put("isError", params.path("name").asString("").equals("fail"));
        return result;
    }

    private void write(HttpExchange exchange, String response) throws IOException {
        if (!streams) {
            TestHttp.answer(exchange, 200, "application/json", response);
            return;
        }
        if (breaksStreams) {
            interrupted = response;
            String half = "id: event-7\nretry: 5\ndata:\n\ndata: " + response.substring(0, 20);
            TestHttp.answer(exchange, 200, "text/event-stream", half);
            return;
        }
        // The stream stays open after the response, as a server's may.
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":\"ask-1\",\"method\":\"ping\"}";
        String events = ": hello\n\nid: 1\ndata:\n\nevent: message\ndata: " + ping + "\n\n" + "data: "
                + response.substring(0, 1) + "\ndata: " + response.substring(1) + "\n\n";
        exchange.getResponseBody().write(events.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        try {
            stopped.await(3, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    Map<String, Long> methods() {
        return messages.stream()
                .collect(Collectors.groupingBy(
                        message -> message.path("method").asString("reply"), Collectors.counting()));
    }

    @Override
    public void close() {
        stopped.countDown();
        http.close();
    }
}
