package dev.gatehouse.authserver.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** P20: a client of 2025-03-26, which knows no metadata and no resource, where the issuer has a path. */
@Tag("P20")
class ClientWithoutMetadataTests {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.startWithIssuerPath("/t1");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @DisplayName(
            "P20 ruling 17 X1 a client without metadata connects at the root of the host, for the default resource")
    void connectsAtTheRoot() {
        String root = server.issuer().replace("/t1", "");
        Oauth oauth = new Oauth(server);
        UserAgent agent = new UserAgent();
        HttpResponse<String> registered = agent.send(
                HttpRequest.newBuilder(URI.create(root + "/register"))
                        .POST(BodyPublishers.ofString(String.valueOf(
                                RecordedClient.named("client-of-2025-03-26").registration()))),
                "Content-Type",
                "application/json");
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
        Map<String, Object> client = Oauth.json(registered);
        String clientId = String.valueOf(client.get("client_id"));

        URI underThePath = oauth.authorizeUri(
                "client_id=" + clientId, "redirect_uri=http://127.0.0.1:5001/", "-scope", "-resource");
        UserAgent alice = oauth.signedIn("alice");
        HttpResponse<String> page =
                alice.follow(alice.get(URI.create(underThePath.toString().replace("/t1/", "/"))));
        Map<String, String> answered = Oauth.query(UserAgent.location(oauth.allow(alice, page, "tools:read")));
        assertThat(answered).containsEntry("iss", server.issuer());

        HttpResponse<String> issued = agent.post(
                URI.create(root + "/token"),
                Oauth.with(List.of(
                        "grant_type=authorization_code",
                        "code=" + Objects.requireNonNull(answered.get("code")),
                        "code_verifier=" + Oauth.VERIFIER,
                        "redirect_uri=http://127.0.0.1:5001/")),
                Oauth.basic(clientId, String.valueOf(client.get("client_secret"))));
        assertThat(issued.statusCode()).as(issued.body()).isEqualTo(200);
        assertThat(Oauth.claims(Oauth.json(issued).get("access_token")))
                .containsEntry("aud", Oauth.RS1)
                .containsEntry("iss", server.issuer());
    }
}
