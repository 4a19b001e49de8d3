package dev.gatehouse.client;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.gatehouse.client.http.Json;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** An MCP server and its authorization server that do all that the doctor asks for, and can be broken one by one. */
final class TestPatient implements AutoCloseable {

    final TestHttp http = new TestHttp();
    String path = "";
    String challenge = "Bearer resource_metadata=\"" + http.origin()
            + "/.well-known/oauth-protected-resource/mcp\", scope=\"read\"";
    int withoutToken = 401;
    int toRubbish = 401;
    String rubbishError = "invalid_token";
    boolean redirects;
    boolean cors = true;
    /** To preflights. */
    int preflight = 204;

    boolean openRedirect;
    boolean tokenPage;
    String caching = "no-store";
    Consumer<ObjectNode> resource = document -> {};
    Consumer<ObjectNode> issuer = document -> {};
    Consumer<ObjectNode> key = key -> {};
    /** Paths that answer 404. */
    final Set<String> missing = new HashSet<>();

    TestPatient() {
        http.on("/", this::handle);
    }

    String url() {
        return http.origin() + "/mcp";
    }

    String issuer() {
        return http.origin() + path;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String asked = exchange.getRequestURI().getPath();
        Headers headers = exchange.getResponseHeaders();
        if (cors) {
            headers.set("Access-Control-Allow-Origin", "*");
            headers.set("Access-Control-Allow-Headers", "Authorization, Content-Type, MCP-Protocol-Version");
        }
        if (missing.contains(asked)) {
            TestHttp.answer(exchange, 404, "text/plain", "");
        } else if (exchange.getRequestMethod().equals("OPTIONS")) {
            TestHttp.answer(exchange, preflight, "text/plain", "");
        } else if (asked.startsWith("/.well-known/oauth-protected-resource")) {
            TestHttp.json(exchange, 200, resourceDocument());
        } else if (asked.contains("/.well-known/")) {
            TestHttp.json(exchange, 200, issuerDocument());
        } else {
            endpoint(exchange, asked, headers);
        }
    }

    private void endpoint(HttpExchange exchange, String asked, Headers headers) throws IOException {
        switch (asked) {
            case "/mcp" -> mcp(exchange, headers);
            case "/keys" -> TestHttp.json(exchange, 200, keys());
            case "/authorize" -> authorize(exchange);
            case "/token" -> token(exchange, headers);
            default -> TestHttp.answer(exchange, 404, "text/plain", "");
        }
    }

    private void mcp(HttpExchange exchange, Headers headers) throws IOException {
        if (redirects) {
            TestHttp.redirect(exchange, "/mcp/");
            return;
        }
        boolean withToken = exchange.getRequestHeaders().containsKey("Authorization");
        headers.set("WWW-Authenticate", withToken ? challenge + ", error=\"" + rubbishError + "\"" : challenge);
        TestHttp.answer(exchange, withToken ? toRubbish : withoutToken, "text/plain", "");
    }

    private void authorize(HttpExchange exchange) throws IOException {
        String redirectUri =
                TestHttp.form(exchange.getRequestURI().getRawQuery()).get("redirect_uri");
        if (openRedirect) {
            TestHttp.redirect(exchange, redirectUri + "?error=invalid_client");
        } else {
            TestHttp.answer(exchange, 400, "text/html", "<h1>Unknown client</h1>");
        }
    }

    private void token(HttpExchange exchange, Headers headers) throws IOException {
        headers.set("Cache-Control", caching);
        if (tokenPage) {
            TestHttp.answer(exchange, 500, "text/html", "<h1>Oops</h1>");
        } else {
            TestHttp.json(exchange, 401, "{\"error\":\"invalid_client\"}");
        }
    }

    private ObjectNode resourceDocument() {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("resource", url());
        document.putArray("authorization_servers").add(issuer());
        document.putArray("scopes_supported").add("read");
        document.putArray("bearer_methods_supported").add("header");
        resource.accept(document);
        return document;
    }

    private ObjectNode issuerDocument() {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("issuer", issuer());
        document.put("authorization_endpoint", http.origin() + "/authorize");
        document.put("token_endpoint", http.origin() + "/token");
        document.put("registration_endpoint", http.origin() + "/register");
        document.put("jwks_uri", http.origin() + "/keys");
        document.putArray("response_types_supported").add("code");
        document.putArray("grant_types_supported").add("authorization_code").add("refresh_token");
        document.putArray("code_challenge_methods_supported").add("S256");
        document.putArray("token_endpoint_auth_methods_supported").add("none");
        document.put("authorization_response_iss_parameter_supported", true);
        document.put("client_id_metadata_document_supported", true);
        issuer.accept(document);
        return document;
    }

    private ObjectNode keys() {
        ObjectNode document = Json.MAPPER.createObjectNode();
        ObjectNode one = document.putArray("keys").addObject();
        one.put("kty", "EC").put("crv", "P-256").put("x", "x").put("y", "y").put("kid", "key-1");
        key.accept(one);
        return document;
    }

    @Override
    public void close() {
        http.close();
    }
}
