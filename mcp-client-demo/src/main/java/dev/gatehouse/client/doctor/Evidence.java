package dev.gatehouse.client.doctor;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WebUrl;
import dev.gatehouse.client.oauth.AuthorizationServerDiscovery;
import dev.gatehouse.client.oauth.Challenge;
import dev.gatehouse.client.oauth.ResourceDiscovery;
import dev.gatehouse.client.store.StoredTokens;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What the servers answer. Each probe is sent once, when the first check asks for it, and changes nothing there. */
public final class Evidence {

    /** The origin of a page that nobody trusts; a server that lets web pages in has to let this one read its metadata. */
    static final String ORIGIN = "https://doctor.example";

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int LARGEST = 1024 * 1024;
    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},\
            "clientInfo":{"name":"gatehouse-doctor","version":"0.1.0"}}}""";

    private final URI server;
    private final Http http;
    private final Optional<StoredTokens> tokens;
    private final Map<HttpCall, Reply> replies = new HashMap<>();

    /** @param tokens those that are held for this server; they are looked at and not sent */
    public Evidence(URI server, Http http, Optional<StoredTokens> tokens) {
        this.server = server;
        this.http = http;
        this.tokens = tokens;
    }

    URI server() {
        return server;
    }

    Optional<StoredTokens> tokens() {
        return tokens;
    }

    /** A call of the MCP server without a token. */
    Reply withoutToken() {
        return send(mcp());
    }

    /** The same with a token that no server issued. */
    Reply withRubbish() {
        return send(mcp().header("Authorization", "Bearer doctor.has.no.token"));
    }

    private HttpCall mcp() {
        return HttpCall.json(Step.DISCOVERY, server, INITIALIZE)
                .header("Accept", "application/json, text/event-stream");
    }

    Optional<Challenge> challenge() {
        return withoutToken().answer().flatMap(Challenge::forToken);
    }

    /** What the challenge names, then the well-known places. */
    Map<URI, Reply> resourceReplies() {
        Map<URI, Reply> found = new LinkedHashMap<>();
        challenge()
                .flatMap(challenge -> challenge.parameter("resource_metadata"))
                .flatMap(Evidence::uri)
                .ifPresent(place -> found.put(place, get(place)));
        ResourceDiscovery.places(server).forEach(place -> found.computeIfAbsent(place, this::get));
        return found;
    }

    /** The first document that a client would take. */
    Optional<ObjectNode> resourceDocument() {
        return firstDocument(resourceReplies());
    }

    /** The first authorization server that the resource names. */
    Optional<String> issuer() {
        return resourceDocument()
                .flatMap(document ->
                        Json.strings(document, "authorization_servers").stream().findFirst());
    }

    /** Every form in which clients look for its metadata. */
    Map<URI, Reply> issuerReplies() {
        Map<URI, Reply> found = new LinkedHashMap<>();
        issuer().flatMap(Evidence::uri)
                .filter(uri -> uri.getHost() != null)
                .ifPresent(
                        uri -> AuthorizationServerDiscovery.places(uri).forEach(place -> found.put(place, get(place))));
        return found;
    }

    Optional<ObjectNode> issuerDocument() {
        return firstDocument(issuerReplies());
    }

    /** An endpoint of the authorization server by its name in the metadata. */
    Optional<URI> endpoint(String name) {
        return issuerDocument().flatMap(document -> Json.string(document, name)).flatMap(Evidence::uri);
    }

    Reply get(URI place) {
        return send(HttpCall.get(Step.DISCOVERY, place).header("Origin", ORIGIN));
    }

    Reply post(URI endpoint, Map<String, String> form) {
        return send(HttpCall.form(Step.DISCOVERY, endpoint, form));
    }

    /** Asks as a browser does before a page may post there (CORS). */
    Reply preflight(URI endpoint, String headers) {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("Origin", ORIGIN);
        asked.put("Access-Control-Request-Method", "POST");
        asked.put("Access-Control-Request-Headers", headers);
        return send(new HttpCall(Step.DISCOVERY, "OPTIONS", endpoint, asked, "", LIMIT, LARGEST));
    }

    /** Every URL that a client will call here, with a name for it. */
    Map<String, String> urls() {
        Map<String, String> urls = new LinkedHashMap<>();
        urls.put("the MCP server", server.toString());
        issuer().ifPresent(issuer -> urls.put("the issuer", issuer));
        List<String> names = List.of("authorization_endpoint", "token_endpoint", "registration_endpoint", "jwks_uri");
        issuerDocument()
                .ifPresent(document ->
                        names.forEach(name -> Json.string(document, name).ifPresent(url -> urls.put(name, url))));
        return urls;
    }

    private Reply send(HttpCall call) {
        return replies.computeIfAbsent(call.within(LIMIT, LARGEST), bounded -> {
            try {
                WebUrl.require(Step.DISCOVERY, "the URL", bounded.uri());
                return new Reply(Optional.of(http.send(bounded)), "");
            } catch (Failure failure) {
                return new Reply(Optional.empty(), String.valueOf(failure.getMessage()));
            }
        });
    }

    private static Optional<ObjectNode> firstDocument(Map<URI, Reply> replies) {
        return replies.values().stream()
                .flatMap(reply -> reply.document().stream())
                .findFirst();
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text)).filter(uri -> uri.getHost() != null);
        } catch (URISyntaxException notAUri) {
            return Optional.empty();
        }
    }
}
