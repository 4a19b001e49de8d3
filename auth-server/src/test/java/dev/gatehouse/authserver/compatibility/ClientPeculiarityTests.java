package dev.gatehouse.authserver.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.compatibility.RecordedClient.Request;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** P20: what single clients do beside connecting. */
@Tag("P20")
@ParameterizedClass
@EnumSource(Database.class)
class ClientPeculiarityTests {

    @Parameter
    Database database;

    private Oauth oauth() {
        return CompatibilityServer.on(database);
    }

    private JsonNode register(RecordedClient client) {
        return ConnectingClient.register(oauth(), Objects.requireNonNull(client.registration()));
    }

    @ParameterizedTest
    @DisplayName("P20 claude.ai registers twice at once, and goes by either registration")
    @ValueSource(strings = {"claude-ai-with-secret", "claude-ai-public"})
    void registersTwice(String name) {
        RecordedClient recorded = RecordedClient.named(name);
        List<ConnectingClient> both = List.of(
                ConnectingClient.registered(oauth(), register(recorded)),
                ConnectingClient.registered(oauth(), register(recorded)));

        assertThat(both.get(0).clientId()).isNotEqualTo(both.get(1).clientId());
        for (ConnectingClient client : both.reversed()) {
            Request request = recorded.requests().getFirst();
            assertIssued(client, request, client.authorized(request));
        }
    }

    @ParameterizedTest
    @DisplayName("P20 T2 A3 a client whose registration is gone reads invalid_client as JSON, and registers anew")
    @ValueSource(strings = {"claude-ai-with-secret", "typescript-sdk", "mcp-inspector"})
    void registersAnew(String name) {
        RecordedClient recorded = RecordedClient.named(name);
        JsonNode answer = register(recorded);
        ConnectingClient client = ConnectingClient.registered(oauth(), answer);
        Request request = recorded.requests().getFirst();
        Map<String, Object> tokens = assertIssued(client, request, client.authorized(request));
        HttpResponse<String> removed = new UserAgent()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        answer.path("registration_client_uri").stringValue()))
                                .DELETE(),
                        "Authorization",
                        "Bearer " + answer.path("registration_access_token").stringValue());
        assertThat(removed.statusCode()).isEqualTo(204);

        HttpResponse<String> refused = client.refresh(String.valueOf(tokens.get("refresh_token")), request.refresh());
        assertError(refused, 401, "invalid_client");

        ConnectingClient anew = ConnectingClient.registered(oauth(), register(recorded));
        assertIssued(anew, request, anew.authorized(request));
    }

    @ParameterizedTest
    @DisplayName("P20 T2 a client whose tokens are no good reads invalid_grant as JSON, and keeps its registration")
    @ValueSource(strings = {"claude-ai-with-secret", "typescript-sdk", "mcp-inspector"})
    void refusesAStrangeRefreshToken(String name) {
        RecordedClient recorded = RecordedClient.named(name);
        ConnectingClient client = ConnectingClient.registered(oauth(), register(recorded));
        Request request = recorded.requests().getFirst();

        assertError(client.refresh("a-token-of-another-server", request.refresh()), 400, "invalid_grant");
        assertIssued(client, request, client.authorized(request));
    }

    @ParameterizedTest
    @DisplayName(
            "P20 P02 processes that share one refresh token, and a broker with two exits, refresh at once and go on")
    @ValueSource(strings = {"claude-ai-with-secret", "claude-code", "codex-cli"})
    void refreshesFromSeveralProcesses(String name) throws Exception {
        RecordedClient recorded = RecordedClient.named(name);
        ConnectingClient client = ConnectingClient.registered(oauth(), register(recorded));
        Request request = recorded.requests().getFirst();
        String shared = String.valueOf(
                assertIssued(client, request, client.authorized(request)).get("refresh_token"));
        List<Map<String, Object>> answers;
        try (ExecutorService processes = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Map<String, Object>>> refreshes =
                    Collections.nCopies(5, () -> answered(client.refresh(shared, request.refresh())));
            answers = processes.invokeAll(refreshes).stream()
                    .map(Future::resultNow)
                    .toList();
        }
        Set<Object> successors =
                answers.stream().map(answer -> answer.get("refresh_token")).collect(Collectors.toSet());
        assertThat(successors).hasSize(1);
        String next = String.valueOf(successors.iterator().next());
        assertThat(answered(client.refresh(next, request.refresh()))).containsKey("access_token");
    }

    private static Map<String, Object> answered(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Oauth.json(response);
    }

    @Test
    @DisplayName(
            "P20 U1 Z2 a desktop app whose document lacks its own scheme gets a page that says so, and no redirect")
    void saysThatARedirectUriIsNotRegistered() {
        RecordedClient recorded = RecordedClient.named("claude-code-document");
        HttpResponse<String> page = oauth().follow(
                        oauth().signedIn("alice"),
                        "client_id="
                                + Objects.requireNonNull(recorded.document())
                                        .path("client_id")
                                        .stringValue(),
                        "redirect_uri=claude://code/mcp/callback");

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.headers().firstValue("Location")).isEmpty();
        assertThat(Jsoup.parse(page.body()).text())
                .contains("asked to be answered at a place it never registered", "redirect URI");
    }

    @ParameterizedTest
    @DisplayName("P20 U1 a loopback client changes its port alone: no other path, host or scheme")
    @ValueSource(
            strings = {
                "http://127.0.0.1:47110/callback/another-server",
                "http://127.0.0.1:47110/callback",
                "http://127.0.0.1:47110/callback/5YtG-x/",
                "http://localhost:41233/callback/5YtG-x",
                "https://127.0.0.1:41233/callback/5YtG-x"
            })
    void changesItsPortAlone(String redirectUri) {
        ConnectingClient codex = ConnectingClient.registered(oauth(), register(RecordedClient.named("codex-cli")));

        HttpResponse<String> page =
                oauth().follow(codex.alice(), "client_id=" + codex.clientId(), "redirect_uri=" + redirectUri);

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.headers().firstValue("Location")).isEmpty();
    }

    @Test
    @DisplayName("P20 K1 K2 Cursor is held to PKCE with S256 on every redirect URI, its own scheme too")
    void demandsProofKeys() {
        RecordedClient recorded = RecordedClient.named("cursor");
        ConnectingClient cursor = ConnectingClient.registered(oauth(), register(recorded));
        for (Request request : recorded.requests()) {
            for (String[] weaker : List.of(
                    new String[] {"-code_challenge", "-code_challenge_method"},
                    new String[] {"-code_challenge_method"},
                    new String[] {"code_challenge_method=plain"})) {
                HttpResponse<String> answer = oauth().follow(cursor.alice(), cursor.authorization(request, weaker));
                assertThat(UserAgent.location(answer)).startsWith(request.redirectUri() + "?");
                assertThat(Oauth.query(UserAgent.location(answer)))
                        .containsEntry("error", "invalid_request")
                        .containsEntry("iss", oauth().server().issuer())
                        .doesNotContainKey("code");
            }
        }
    }

    @Test
    @DisplayName("P20 Cursor registers again while its person still looks at the page, and the first request goes on")
    void registersAgainWhileWaiting() {
        RecordedClient recorded = RecordedClient.named("cursor");
        ConnectingClient first = ConnectingClient.registered(oauth(), register(recorded));
        Request request = recorded.requests().getFirst();
        HttpResponse<String> page = oauth().follow(first.alice(), first.authorization(request));

        ConnectingClient second = ConnectingClient.registered(oauth(), register(recorded));
        HttpResponse<String> allowed = oauth().allow(first.alice(), page, "tools:read");

        assertIssued(first, request, Oauth.query(UserAgent.location(allowed)));
        assertIssued(second, request, second.authorized(request));
    }

    @Test
    @DisplayName("P20 O1 O2 MCP Inspector, a web page of another origin, may read and post wherever the metadata leads")
    void answersAWebPage() {
        JsonNode metadata = ConnectingClient.metadata(oauth());
        for (String endpoint : List.of("registration_endpoint", "token_endpoint", "revocation_endpoint")) {
            HttpResponse<String> preflight = new UserAgent()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create(metadata.path(endpoint).stringValue()))
                                    .method("OPTIONS", BodyPublishers.noBody()),
                            "Origin",
                            "http://localhost:6274",
                            "Access-Control-Request-Method",
                            "POST",
                            "Access-Control-Request-Headers",
                            "authorization,content-type,mcp-protocol-version");
            assertThat(preflight.statusCode()).as(endpoint).isIn(200, 204);
            Set<String> allowed = Set.of(preflight
                    .headers()
                    .firstValue("Access-Control-Allow-Headers")
                    .orElse("")
                    .toLowerCase(Locale.ROOT)
                    .split(", ?"));
            assertThat(allowed).contains("authorization", "content-type", "mcp-protocol-version");
        }
        HttpResponse<String> registered = new UserAgent()
                .send(
                        HttpRequest.newBuilder(oauth().server().url("/register"))
                                .POST(BodyPublishers.ofString(String.valueOf(
                                        RecordedClient.named("mcp-inspector").registration()))),
                        "Content-Type",
                        "application/json",
                        "Origin",
                        "http://localhost:6274");
        assertThat(registered.statusCode()).isEqualTo(201);
        assertThat(registered.headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue("*");
    }

    @Test
    @DisplayName(
            "P20 D8 clients that take the first method find none there, and what a metadata document needs beside it")
    void listsNoneFirst() {
        JsonNode metadata = ConnectingClient.metadata(oauth());

        assertThat(metadata.at("/token_endpoint_auth_methods_supported/0").stringValue())
                .isEqualTo("none");
        assertThat(metadata.path("client_id_metadata_document_supported").booleanValue())
                .isTrue();
    }

    private static Map<String, Object> assertIssued(
            ConnectingClient client, Request request, Map<String, String> answered) {
        HttpResponse<String> issued =
                client.exchange(Objects.requireNonNull(answered.get("code")), request.token(), request.redirectUri());
        assertThat(issued.statusCode()).as(issued.body()).isEqualTo(200);
        return Oauth.json(issued);
    }

    /** RFC 6749 section 5.2: what is not JSON makes some clients begin anew, and a redirect loses the post. */
    private static void assertError(HttpResponse<String> answer, int status, String error) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(Oauth.json(answer)).containsEntry("error", error);
    }
}
