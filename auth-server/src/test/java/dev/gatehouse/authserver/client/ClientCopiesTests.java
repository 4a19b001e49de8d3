package dev.gatehouse.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two nodes on one PostgreSQL: what one changes of a client, the other goes by. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientCopiesTests {

    private static final String BODY = """
            {%s"client_name":"Copied","redirect_uris":["https://copied.test/%s"],\
            "token_endpoint_auth_method":"client_secret_basic"}""";

    private static final Duration POLL = Duration.ofMillis(10);

    private final List<Oauth> nodes = new ArrayList<>();

    @BeforeAll
    void start() {
        List<String> arguments = TestServer.arguments(Database.POSTGRESQL, TestServer.temporaryFolder());
        arguments.add("--gatehouse.issuer=http://127.0.0.1:9");
        for (int i = 0; i < 2; i++) {
            nodes.add(new Oauth(TestServer.start(arguments)));
        }
    }

    @AfterAll
    void stop() {
        nodes.forEach(node -> node.server().close());
    }

    private Oauth first() {
        return nodes.getFirst();
    }

    private Oauth second() {
        return nodes.getLast();
    }

    private static HttpResponse<String> send(Oauth node, String method, String path, String body, Object token) {
        return new UserAgent()
                .send(
                        HttpRequest.newBuilder(node.server().url(path))
                                .method(method, HttpRequest.BodyPublishers.ofString(body)),
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        "Bearer " + token);
    }

    private Map<String, Object> register() {
        HttpResponse<String> response = new UserAgent()
                .send(
                        HttpRequest.newBuilder(first().server().url("/register"))
                                .POST(HttpRequest.BodyPublishers.ofString(BODY.formatted("", "cb"))),
                        "Content-Type",
                        "application/json");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return Oauth.json(response);
    }

    private static HttpResponse<String> manage(Oauth node, Map<String, Object> client, String method, String body) {
        String path = URI.create((String) client.get("registration_client_uri")).getPath();
        return send(node, method, path, body, client.get("registration_access_token"));
    }

    /** What the client with its secret is answered to a code that there is not. */
    private static String error(Oauth node, Map<String, Object> client) {
        HttpResponse<String> answer = node.post(
                "/token",
                Oauth.with(List.of(), "+grant_type=authorization_code", "+code=x", "+code_verifier=" + Oauth.VERIFIER),
                Oauth.basic((String) client.get("client_id"), (String) client.get("client_secret")));
        return (String) Oauth.json(answer).get("error");
    }

    @Test
    @DisplayName(
            "R10 a client that one node removes is refused by the other, which had a copy of it, well within its age")
    void removesACopy() {
        Map<String, Object> client = register();
        ClientCopies copies = second().server().bean(ClientCopies.class);
        String clientId = (String) client.get("client_id");
        // A node that begins to listen drops all copies, and one that was read while it is told of any change is not
        // kept.
        Awaitility.await().untilAsserted(() -> {
            assertThat(error(second(), client)).isEqualTo("invalid_grant");
            assertThat(copies.find(clientId)).isPresent();
        });

        long start = System.nanoTime();
        assertThat(manage(first(), client, "DELETE", "").statusCode()).isEqualTo(204);
        Awaitility.await().pollInterval(POLL).until(() -> copies.find(clientId).isEmpty());

        // Its age alone would end it too, but only after some five seconds.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ClientCopies.OLDEST.dividedBy(2));
        assertThat(error(second(), client)).isEqualTo("invalid_client");
        assertThat(error(first(), client)).isEqualTo("invalid_client");
    }

    @Test
    @DisplayName(
            "nobody is refused by a copy: what a client was changed to a moment ago counts on the other node at once")
    void refusesNobodyByACopy() {
        Map<String, Object> client = register();
        String named = "client_id=" + client.get("client_id");
        assertThat(error(second(), client)).isEqualTo("invalid_grant");

        String body = BODY.formatted("\"client_id\":\"" + client.get("client_id") + "\",", "new");
        assertThat(manage(first(), client, "PUT", body).statusCode()).isEqualTo(200);

        HttpResponse<String> answer =
                second().authorize(second().browser(), named, "redirect_uri=https://copied.test/new");
        assertThat(answer.statusCode()).as(answer.body()).isIn(302, 303);
    }

    @Test
    @DisplayName("L03 a node whose connection for that was ended connects again, and is told as before")
    void isToldAgain() {
        List<Integer> ended = listening();
        assertThat(ended).hasSize(2);
        ended.forEach(session -> first().server()
                .jdbc()
                .sql("select pg_terminate_backend(?)")
                .param(session)
                .query(Boolean.class)
                .single());

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> listening().stream()
                                .filter(session -> !ended.contains(session))
                                .count()
                        == 2);

        removesACopy();
    }

    /** The sessions of the nodes that wait for notifications. */
    private List<Integer> listening() {
        return first().server()
                .jdbc()
                .sql(
                        "select pid from pg_stat_activity where datname = current_database()"
                                + " and application_name = 'gatehouse node' and query in ('listen gatehouse_changed', 'select 1')")
                .query(Integer.class)
                .list();
    }
}
