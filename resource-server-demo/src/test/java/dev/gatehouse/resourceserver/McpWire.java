package dev.gatehouse.resourceserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to an MCP endpoint in bare HTTP, as right or as wrong as a test wants. */
public final class McpWire {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String origin;

    public McpWire(int port) {
        this.origin = "http://127.0.0.1:" + port;
    }

    public static String toolCall(String tool, Map<String, ?> arguments) {
        return JSON.writeValueAsString(Map.of(
                "jsonrpc",
                "2.0",
                "id",
                1,
                "method",
                "tools/call",
                "params",
                Map.of("name", tool, "arguments", arguments)));
    }

    public static String request(String method) {
        return JSON.writeValueAsString(Map.of("jsonrpc", "2.0", "id", 1, "method", method));
    }

    public static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    public HttpResponse<String> get(String path) {
        return send(path, request -> request);
    }

    /** Posts a message to the MCP endpoint. */
    public HttpResponse<String> post(@Nullable String token, String message) {
        return post("/mcp", token, message);
    }

    public HttpResponse<String> post(String path, @Nullable String token, String message) {
        return send(path, request -> {
            if (token != null) {
                request.header("Authorization", "Bearer " + token);
            }
            return message(request, message);
        });
    }

    public static HttpRequest.Builder message(HttpRequest.Builder request, String message) {
        return request.header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(message));
    }

    public HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> request) {
        try {
            return HTTP.send(
                    request.apply(HttpRequest.newBuilder(URI.create(origin + path)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static String challenge(HttpResponse<String> response) {
        return response.headers().firstValue("WWW-Authenticate").orElse("");
    }
}
