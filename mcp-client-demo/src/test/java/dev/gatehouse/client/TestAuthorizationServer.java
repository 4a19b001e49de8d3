package dev.gatehouse.client;

import com.sun.net.httpserver.HttpExchange;
import dev.gatehouse.client.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An authorization server that checks what a client must send, and misbehaves where a test tells it to. */
final class TestAuthorizationServer implements AutoCloseable {

    final TestHttp http = new TestHttp();
    final List<JsonNode> registrations = new CopyOnWriteArrayList<>();
    final List<Map<String, String>> authorizations = new CopyOnWriteArrayList<>();
    final List<Map<String, String>> tokenRequests = new CopyOnWriteArrayList<>();
    final List<String> tokenAuthorizations = new CopyOnWriteArrayList<>();
    final List<Map<String, String>> revocations = new CopyOnWriteArrayList<>();
    /** Access tokens that are good, and their scopes. */
    final Map<String, String> accessTokens = new ConcurrentHashMap<>();

    final Set<String> refreshTokens = ConcurrentHashMap.newKeySet();
    final Set<String> clients = ConcurrentHashMap.newKeySet();

    Consumer<ObjectNode> metadata = document -> {};
    Consumer<Map<String, String>> redirect = parameters -> {};
    Consumer<ObjectNode> tokenAnswer = answer -> {};
    /** Scopes that the person does not allow. */
    Set<String> withheld = Set.of();

    /** Set where tokens are bound by DPoP. */
    @Nullable
    TestProofs proofs;

    String authMethod = "none";
    String path = "";
    long expiresIn = 3600;
    boolean pages;
    boolean refusesDirectGrants;
    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private int issued;

    TestAuthorizationServer() {
        http.on("/.well-known/", exchange -> TestHttp.json(exchange, 200, document()));
        http.on("/register", this::register);
        http.on("/authorize", this::authorize);
        http.on("/token", this::token);
        http.on("/revoke", exchange -> {
            revocations.add(TestHttp.form(TestHttp.body(exchange)));
            TestHttp.json(exchange, 200, "");
        });
        http.on("/sign-in", exchange -> new TestPages(this).signIn(exchange));
        http.on("/consent", exchange -> new TestPages(this).consent(exchange));
    }

    String issuer() {
        return http.origin() + path;
    }

    private ObjectNode document() {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("issuer", issuer());
        document.put("authorization_endpoint", http.origin() + "/authorize");
        document.put("token_endpoint", http.origin() + "/token");
        document.put("registration_endpoint", http.origin() + "/register");
        document.put("revocation_endpoint", http.origin() + "/revoke");
        document.putArray("code_challenge_methods_supported").add("S256");
        document.putArray("token_endpoint_auth_methods_supported").add(authMethod);
        document.put("authorization_response_iss_parameter_supported", true);
        metadata.accept(document);
        return document;
    }

    private void register(HttpExchange exchange) throws IOException {
        JsonNode request = Json.MAPPER.readTree(TestHttp.body(exchange));
        registrations.add(request);
        ObjectNode client = request.deepCopy().asObject();
        String id = "client-" + registrations.size();
        clients.add(id);
        client.put("client_id", id);
        if (!request.path("token_endpoint_auth_method").asString("").equals("none")) {
            client.put("client_secret", "secret-of-" + id + "-0123456789");
        }
        TestHttp.json(exchange, 201, client);
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> request = TestHttp.form(exchange.getRequestURI().getRawQuery());
        authorizations.add(request);
        if (pages) {
            TestHttp.redirect(exchange, "/sign-in?" + exchange.getRequestURI().getRawQuery());
        } else {
            finish(exchange, request, request.getOrDefault("scope", ""));
        }
    }

    /** Sends the browser back with a code for these scopes. */
    void finish(HttpExchange exchange, Map<String, String> request, String scope) throws IOException {
        Set<String> granted = new HashSet<>(List.of(scope.split(" ")));
        granted.removeAll(withheld);
        Map<String, String> bound = new LinkedHashMap<>(request);
        bound.put("scope", String.join(" ", granted));
        String code = "code-" + codes.size() + "-0123456789abcdef";
        codes.put(code, bound);
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("code", code);
        sendBack(exchange, request, answer);
    }

    void sendBack(HttpExchange exchange, Map<String, String> request, Map<String, String> answer) throws IOException {
        answer.put("state", request.getOrDefault("state", ""));
        answer.put("iss", issuer());
        redirect.accept(answer);
        TestHttp.redirect(exchange, request.get("redirect_uri") + "?" + TestHttp.encode(answer));
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> request = TestHttp.form(TestHttp.body(exchange));
        tokenRequests.add(request);
        tokenAuthorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        String client = client(exchange, request);
        if (proofs != null && !proofs.isGood(exchange, request, null)) {
            exchange.getResponseHeaders().set("DPoP-Nonce", proofs.nonce);
            error(exchange, 400, "use_dpop_nonce");
            return;
        }
        if (List.of("client_credentials", JWT_BEARER).contains(request.getOrDefault("grant_type", ""))) {
            answer(exchange, refusesDirectGrants ? null : request.getOrDefault("scope", "read"));
            return;
        }
        if (!clients.contains(client)) {
            error(exchange, 401, "invalid_client");
        } else if ("refresh_token".equals(request.get("grant_type"))) {
            boolean good = refreshTokens.remove(request.getOrDefault("refresh_token", ""));
            answer(exchange, good ? "read" : null);
        } else {
            answer(exchange, redeem(request, client));
        }
    }

    private static String client(HttpExchange exchange, Map<String, String> request) {
        String basic = exchange.getRequestHeaders().getFirst("Authorization");
        if (basic == null) {
            return request.getOrDefault("client_id", "");
        }
        String pair =
                new String(Base64.getDecoder().decode(basic.substring("Basic ".length())), StandardCharsets.UTF_8);
        return pair.split(":")[0];
    }

    /** The scopes of the code, or null if anything that was bound to it is different. */
    private @Nullable String redeem(Map<String, String> request, String client) {
        Map<String, String> bound = codes.remove(request.getOrDefault("code", ""));
        boolean good = bound != null
                && client.equals(bound.get("client_id"))
                && bound.getOrDefault("redirect_uri", "").equals(request.get("redirect_uri"))
                && bound.getOrDefault("resource", "").equals(request.getOrDefault("resource", ""))
                && bound.getOrDefault("code_challenge", "")
                        .equals(challenge(request.getOrDefault("code_verifier", "")));
        return bound != null && good ? bound.get("scope") : null;
    }

    private void answer(HttpExchange exchange, @Nullable String scope) throws IOException {
        if (scope == null) {
            error(exchange, 400, "invalid_grant");
            return;
        }
        issued++;
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("access_token", "access-" + issued + "-0123456789abcdef");
        answer.put("refresh_token", "refresh-" + issued + "-0123456789abcdef");
        answer.put("token_type", proofs == null ? "Bearer" : "DPoP");
        answer.put("expires_in", expiresIn);
        answer.put("scope", scope);
        tokenAnswer.accept(answer);
        accessTokens.put(answer.path("access_token").asString(""), scope);
        refreshTokens.add(answer.path("refresh_token").asString(""));
        TestHttp.json(exchange, 200, answer);
    }

    private static void error(HttpExchange exchange, int status, String error) throws IOException {
        TestHttp.json(exchange, status, Json.MAPPER.createObjectNode().put("error", error));
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    List<String> askedScopes() {
        List<String> scopes = new ArrayList<>();
        authorizations.forEach(request -> scopes.add(request.getOrDefault("scope", "")));
        return scopes;
    }

    @Override
    public void close() {
        http.close();
    }
}
