package dev.gatehouse.authserver.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R10: RFC 7592 by wire. */
@ParameterizedClass
@EnumSource(Database.class)
class ClientManagementTests {

    private static final String BODY = """
            {%s"client_name":"Managed","redirect_uris":["https://managed.test/cb"],"token_endpoint_auth_method":"none"}""";

    @Parameter
    Database database;

    private Oauth oauth() {
        return new Oauth(TestServer.on(database));
    }

    private Map<String, Object> register() {
        HttpResponse<String> response = send("POST", oauth().server().url("/register"), BODY.formatted(""), null);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return Oauth.json(response);
    }

    private static HttpResponse<String> send(String method, URI uri, String body, String token) {
        List<String> headers = new ArrayList<>(List.of("Content-Type", "application/json"));
        if (token != null) {
            headers.addAll(List.of("Authorization", "Bearer " + token));
        }
        return new UserAgent()
                .send(
                        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.ofString(body)),
                        headers.toArray(String[]::new));
    }

    private static HttpResponse<String> manage(Map<String, Object> client, String method, String body) {
        return send(method, URI.create((String) client.get("registration_client_uri")), body, (String)
                client.get("registration_access_token"));
    }

    @Test
    @DisplayName("R10 reads, replaces and removes a registration by its own token")
    void managesARegistration() {
        Oauth oauth = oauth();
        Map<String, Object> client = register();
        String clientId = (String) client.get("client_id");
        assertThat(Oauth.json(manage(client, "GET", "")))
                .containsEntry("client_id", clientId)
                .containsEntry("client_name", "Managed")
                .containsEntry("registration_access_token", client.get("registration_access_token"));

        String changed = BODY.formatted("\"client_id\":\"" + clientId + "\",").replace("/cb", "/new");
        assertThat(Oauth.json(manage(client, "PUT", changed)))
                .containsEntry("redirect_uris", List.of("https://managed.test/new"));
        UserAgent alice = oauth.signedIn("alice");
        String named = "client_id=" + clientId;
        assertThat(oauth.authorize(alice, named, "redirect_uri=https://managed.test/cb")
                        .statusCode())
                .isEqualTo(400);
        String code = oauth.consented(alice, List.of("tools:read"), named, "redirect_uri=https://managed.test/new")
                .get("code");
        Map<String, Object> tokens = Oauth.json(oauth.token(code, named, "redirect_uri=https://managed.test/new"));

        assertThat(manage(client, "DELETE", "").statusCode()).isEqualTo(204);
        assertThat(oauth.active(tokens.get("access_token"))).isFalse();
        HttpResponse<String> refresh = oauth.refresh((String) tokens.get("refresh_token"), named);
        assertThat(refresh.statusCode()).isEqualTo(401);
        assertThat(Oauth.json(refresh)).containsEntry("error", "invalid_client");
        assertThat(manage(client, "GET", "").statusCode()).isEqualTo(401);
        HttpResponse<String> page = oauth.authorize(alice, named, "redirect_uri=https://managed.test/new");
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(Jsoup.parse(page.body()).text())
                .contains(
                        "Managed is not registered here any more",
                        "Remove the connection in the app and connect again");
    }

    @Test
    @DisplayName("R09 R10 shows nobody another's registration, and says nothing of what is there")
    void refusesOtherTokens() {
        Map<String, Object> mine = register();
        Map<String, Object> other = register();
        String mineToken = (String) mine.get("registration_access_token");
        URI others = URI.create((String) other.get("registration_client_uri"));
        for (String method : List.of("GET", "PUT", "DELETE")) {
            for (String token : new String[] {
                mineToken, null, "x", "a".repeat(43), (String) oauth().tokens().get("access_token")
            }) {
                HttpResponse<String> response = send(method, others, BODY.formatted(""), token);
                assertThat(response.statusCode()).as(method + " " + token).isIn(401, 429);
                assertThat(response.body()).doesNotContain("Managed");
            }
        }
    }

    @ParameterizedTest
    @DisplayName("R10 refuses a replacement that could not be registered, or is another's, and changes nothing")
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"client_id\":\"other\",\"redirect_uris\":[\"https://managed.test/x\"]}",
                "{\"client_id\":\"SELF\",\"redirect_uris\":[\"http://evil.test/x\"],\"token_endpoint_auth_method\":\"none\"}",
                "{\"client_id\":\"SELF\",\"redirect_uris\":[\"https://managed.test/x\"],\"token_endpoint_auth_method\":\"client_secret_basic\"}",
                "{\"client_id\":\"SELF\",\"client_secret\":\"chosen\",\"redirect_uris\":[\"https://managed.test/x\"],\"token_endpoint_auth_method\":\"none\"}",
                "{\"client_id\":\"SELF\",\"registration_access_token\":\"chosen\",\"redirect_uris\":[\"https://managed.test/x\"],\"token_endpoint_auth_method\":\"none\"}"
            })
    void refusesBadReplacements(String body) {
        Map<String, Object> client = register();
        HttpResponse<String> response = manage(client, "PUT", body.replace("SELF", (String) client.get("client_id")));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(Oauth.json(manage(client, "GET", "")))
                .containsEntry("redirect_uris", List.of("https://managed.test/cb"));
    }

    @ParameterizedTest
    @DisplayName("P13 U1 R4 refuses what a URI parser would throw at")
    @ValueSource(strings = {"https://app.test/[cb]", "https://[1]/cb", "https://app.test/cb?a=[b]", "https://[::1/cb"})
    void refusesStrayBrackets(String redirectUri) {
        HttpResponse<String> response = send(
                "POST",
                oauth().server().url("/register"),
                BODY.formatted("").replace("https://managed.test/cb", redirectUri),
                null);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Oauth.json(response)).containsEntry("error", "invalid_redirect_uri");
    }
}
