package dev.gatehouse.authserver.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Database.class)
class ClientAuthenticationTests {

    private static final String SECRET = "conf-secret-conf-secret-conf-secret-1";

    @Parameter
    Database database;

    private Oauth oauth() {
        return new Oauth(TestServer.on(database));
    }

    private HttpResponse<String> exchange(String code, List<String> changes, String... headers) {
        return oauth().post(
                        "/token",
                        Oauth.with(
                                List.of(
                                        "grant_type=authorization_code",
                                        "code=" + code,
                                        "code_verifier=" + Oauth.VERIFIER),
                                changes.toArray(String[]::new)),
                        headers);
    }

    private String code() {
        UserAgent alice = oauth().signedIn("alice");
        return oauth().consented(alice, List.of("tools:read"), "client_id=CONF", "redirect_uri=https://conf.test/cb")
                .get("code");
    }

    private static void assertInvalidClient(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(401);
        assertThat(Oauth.json(response)).containsEntry("error", "invalid_client");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    @DisplayName("A1 A2 A01 takes a confidential client by its registered method alone, and a failure burns nothing")
    void takesTheRegisteredMethod() {
        String code = code();
        assertInvalidClient(exchange(code, List.of("client_id=CONF")));
        assertInvalidClient(exchange(code, List.of("client_id=CONF", "client_secret=" + SECRET)));
        assertInvalidClient(exchange(code, List.of(), Oauth.basic("CONF", SECRET + "x")));
        assertInvalidClient(exchange(code, List.of(), Oauth.basic("PUB", "anything")));
        assertInvalidClient(exchange(code, List.of(), Oauth.basic("POST", "post-secret-post-secret-post-secret-1")));
        assertInvalidClient(exchange(code, List.of("client_id=PUB"), Oauth.basic("CONF", SECRET)));
        assertInvalidClient(exchange(code, List.of()));

        assertThat(exchange(code, List.of(), Oauth.basic("CONF", SECRET)).statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("A2 A03 refuses two methods at once")
    void refusesTwoMethods() {
        String code = code();
        HttpResponse<String> both =
                exchange(code, List.of("client_id=CONF", "client_secret=" + SECRET), Oauth.basic("CONF", SECRET));
        assertThat(both.statusCode()).isEqualTo(400);
        assertThat(Oauth.json(both)).containsEntry("error", "invalid_request");
        String[] header = Oauth.basic("CONF", SECRET);
        assertThat(exchange(code, List.of(), header[0], header[1], header[0], header[1])
                        .statusCode())
                .isEqualTo(400);
        assertThat(exchange(code, List.of("client_assertion=x", "client_assertion_type=y"), header)
                        .statusCode())
                .isEqualTo(400);
        assertInvalidClient(exchange(code, List.of("client_assertion=x", "client_assertion_type=y")));
    }

    @Test
    @DisplayName("A2 takes a posting client, with client_id in the body")
    void takesPostedSecrets() {
        UserAgent alice = oauth().signedIn("alice");
        String code = oauth().consented(
                        alice, List.of("tools:read"), "client_id=POST", "redirect_uri=https://post.test/cb")
                .get("code");
        String secret = "client_secret=post-secret-post-secret-post-secret-1";

        assertThat(exchange(code, List.of("client_id=POST", secret)).statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("A1 P13 takes a Basic secret raw or form-encoded, and refuses a client_id of any length")
    void takesRawSecrets() {
        String secret = "raw+secret/with%signs=raw+secret/with%";
        String encoded = java.net.URLEncoder.encode(secret, java.nio.charset.StandardCharsets.UTF_8);
        for (String presented : List.of(secret, encoded)) {
            HttpResponse<String> answer = oauth().post(
                            "/token",
                            Oauth.with(List.of("grant_type=client_credentials")),
                            Oauth.basic("RAW", presented));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        assertInvalidClient(exchange("x", List.of("client_id=" + "c".repeat(5000))));
        assertInvalidClient(exchange("x", List.of(), Oauth.basic("c".repeat(2000), "s")));
    }

    @Test
    @DisplayName("A3 names the scheme when the header failed, and not otherwise")
    void namesTheScheme() {
        assertThat(exchange("x", List.of(), Oauth.basic("CONF", "wrong"))
                        .headers()
                        .firstValue("WWW-Authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Basic "));
        assertThat(exchange("x", List.of("client_id=CONF")).headers().firstValue("WWW-Authenticate"))
                .isEmpty();
    }

    @ParameterizedTest
    @DisplayName("A05 A13 answers a malformed header with 401, never with a 5xx")
    @ValueSource(
            strings = {
                "Basic",
                "Basic ",
                "Basic !!!",
                "Basic Q09ORg==",
                "Basic OnNlY3JldA==",
                "Basic IDpzZWNyZXQ=",
                "Bearer abc",
                "Digest x",
                "Basic /////w=="
            })
    void answersMalformedHeaders(String header) {
        assertInvalidClient(exchange("x", List.of(), "Authorization", header));
    }

    @Test
    @DisplayName("A5 A07 P14 slows down who guesses, alike for a client that is there and one that is not")
    void slowsDownGuessing() {
        for (String clientId : List.of("GUESSED", "ghost")) {
            HttpResponse<String> last = null;
            for (int i = 0; i < 25; i++) {
                last = exchange("x", List.of(), Oauth.basic(clientId, "guess" + i));
            }
            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(last.headers().firstValue("Retry-After")).isPresent();
            assertThat(Oauth.json(last)).containsEntry("error", "invalid_client");
        }
    }

    @Test
    @DisplayName("I1 I2 ruling 19 shows a resource server its own access tokens, and nobody anything else")
    void introspects() {
        Oauth oauth = oauth();
        Map<String, Object> tokens = oauth.tokens();
        String access = (String) tokens.get("access_token");
        HttpResponse<String> own = oauth.introspect(access, "RS1");

        assertThat(own.statusCode()).isEqualTo(200);
        assertThat(own.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(Oauth.json(own))
                .containsEntry("active", true)
                .containsEntry("client_id", "PUB")
                .containsEntry("scope", "tools:read")
                .containsEntry("aud", Oauth.RS1)
                .containsEntry("iss", oauth.server().issuer())
                .containsKeys("sub", "exp", "iat");
        for (String token : List.of(
                (String) tokens.get("refresh_token"),
                "nonsense",
                access + "x",
                access.substring(0, access.length() - 2),
                access.substring(access.indexOf('.')),
                "a.b.c")) {
            assertThat(oauth.introspect(token, "RS1").body()).isEqualTo("{\"active\":false}");
        }
        assertThat(oauth.introspect(access, "RS2").body()).isEqualTo("{\"active\":false}");
    }

    @Test
    @DisplayName("I1 I01 answers every other caller with 401")
    void refusesOtherIntrospectors() {
        Oauth oauth = oauth();
        String access = (String) oauth.tokens().get("access_token");

        assertInvalidClient(oauth.post("/introspect", Oauth.with(List.of("token=" + access))));
        assertInvalidClient(oauth.post("/introspect", Oauth.with(List.of("token=" + access, "client_id=PUB"))));
        assertInvalidClient(
                oauth.post("/introspect", Oauth.with(List.of("token=" + access)), Oauth.basic("CONF", SECRET)));
        assertThat(oauth.post(
                                "/introspect",
                                Oauth.with(List.of()),
                                Oauth.basic("RS1", "rs1-secret-rs1-secret-rs1-secret-rs1"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("I3 a token is inactive once it has expired")
    void seesExpiry() {
        Oauth oauth = oauth();
        Object access = oauth.tokens().get("access_token");
        assertThat(oauth.active(access)).isTrue();
        oauth.server().clock().advance(java.time.Duration.ofMinutes(10));

        assertThat(oauth.active(access)).isFalse();
    }

    @Test
    @DisplayName("V1 V2 V3 revokes a public client's own tokens: the refresh token with its grant, whatever the hint")
    void revokes() {
        Oauth oauth = oauth();
        Map<String, Object> tokens = oauth.tokens();
        String refresh = (String) tokens.get("refresh_token");
        assertThat(oauth.revoke(refresh, "client_id=OTHER").statusCode()).isEqualTo(200);
        assertThat(oauth.active(tokens.get("access_token"))).isTrue();
        assertInvalidClient(oauth.revoke(refresh, "-client_id"));
        assertInvalidClient(oauth.revoke(refresh, "client_id=CONF"));

        assertThat(oauth.revoke(refresh, "token_type_hint=access_token").statusCode())
                .isEqualTo(200);
        assertThat(oauth.active(tokens.get("access_token"))).isFalse();
        assertThat(Oauth.json(oauth.refresh(refresh))).containsEntry("error", "invalid_grant");
        assertThat(oauth.revoke(refresh).statusCode()).isEqualTo(200);
        assertThat(oauth.revoke("unknown").statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("V1 V3 revokes one access token and leaves the grant")
    void revokesAnAccessToken() {
        Oauth oauth = oauth();
        Map<String, Object> tokens = oauth.tokens();
        String access = (String) tokens.get("access_token");

        assertThat(oauth.revoke(access, "client_id=OTHER").statusCode()).isEqualTo(200);
        assertThat(oauth.active(access)).isTrue();
        assertThat(oauth.revoke(access, "token_type_hint=refresh_token").statusCode())
                .isEqualTo(200);
        assertThat(oauth.active(access)).isFalse();
        assertThat(oauth.refresh((String) tokens.get("refresh_token")).statusCode())
                .isEqualTo(200);
    }
}
