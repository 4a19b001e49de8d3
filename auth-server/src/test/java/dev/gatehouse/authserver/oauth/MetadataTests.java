package dev.gatehouse.authserver.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTests {

    private static final String RFC8414 = "/.well-known/oauth-authorization-server";

    private static final String OPENID = "/.well-known/openid-configuration";

    private final TestServer server = TestServer.on(Database.H2);

    private final UserAgent agent = new UserAgent();

    @ParameterizedTest
    @ValueSource(strings = {RFC8414, OPENID})
    @DisplayName("D1 D3 D4 D5 serves each form of the metadata as JSON, with the exact issuer, S256 and iss")
    void servesTheMetadata(String path) {
        HttpResponse<String> response = agent.get(server.url(path));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        Map<String, Object> document = Oauth.json(response);
        assertThat(document)
                .containsEntry("issuer", server.issuer())
                .containsEntry("code_challenge_methods_supported", List.of("S256"))
                .containsEntry("authorization_response_iss_parameter_supported", true)
                .containsEntry("response_types_supported", List.of("code"));
        assertThat(document.values()).doesNotContainNull();
    }

    @Test
    @DisplayName("D2 serves a path issuer at the inserted and the appended places, byte for byte the same issuer")
    void servesAPathIssuer() {
        TestServer pathServer = TestServer.startWithIssuerPath("/t1");
        try {
            String issuer = pathServer.issuer();
            assertThat(issuer).endsWith("/t1");
            String origin = issuer.substring(0, issuer.length() - 3);
            for (String url :
                    List.of(origin + RFC8414 + "/t1", origin + OPENID + "/t1", issuer + OPENID, issuer + RFC8414)) {
                HttpResponse<String> response = agent.get(URI.create(url));
                assertThat(response.statusCode()).as(url).isEqualTo(200);
                assertThat(Oauth.json(response)).containsEntry("issuer", issuer);
            }
            Map<String, Object> document = Oauth.json(agent.get(URI.create(issuer + OPENID)));
            HttpResponse<String> jwks = agent.get(URI.create((String) document.get("jwks_uri")));
            assertThat(jwks.statusCode()).isEqualTo(200);
            for (String url :
                    List.of(origin + RFC8414, origin + OPENID, origin + "/t1x" + OPENID, origin + "/sign-in")) {
                assertThat(agent.get(URI.create(url)).statusCode()).as(url).isEqualTo(404);
            }
            HttpResponse<String> guessed = agent.get(
                    URI.create(new Oauth(pathServer).authorizeUri().toString().replace("/t1/", "/")));
            assertThat(UserAgent.location(guessed)).startsWith("/t1/sign-in?continue=/consent");
            for (String token : List.of(origin + "/token", origin + "/token/", issuer + "/token/")) {
                HttpResponse<String> answer = agent.post(
                        URI.create(token),
                        Oauth.with(List.of("grant_type=refresh_token", "refresh_token=x", "client_id=PUB")));
                assertThat(Oauth.json(answer)).as(token).containsEntry("error", "invalid_grant");
            }
            HttpResponse<String> page = agent.get(URI.create(issuer + "/sign-in"));
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("/t1/assets/").doesNotContain("href=\"/assets/");
        } finally {
            pathServer.close();
        }
    }

    @Test
    @DisplayName("D7 D8 advertises what works and refuses what it does not advertise")
    void advertisesWhatWorks() {
        Map<String, Object> document = Oauth.json(agent.get(server.url(RFC8414)));

        assertThat(document)
                .containsEntry(
                        "grant_types_supported", List.of("authorization_code", "refresh_token", "client_credentials"))
                .containsEntry(
                        "token_endpoint_auth_methods_supported",
                        List.of("none", "private_key_jwt", "client_secret_basic", "client_secret_post"))
                .containsEntry(
                        "introspection_endpoint_auth_methods_supported",
                        List.of("private_key_jwt", "client_secret_basic", "client_secret_post"))
                .doesNotContainKeys("device_authorization_endpoint", "userinfo_endpoint");
        for (String endpoint : List.of(
                "authorization_endpoint",
                "token_endpoint",
                "revocation_endpoint",
                "introspection_endpoint",
                "pushed_authorization_request_endpoint",
                "jwks_uri",
                "registration_endpoint")) {
            HttpResponse<String> answer = agent.get(URI.create((String) document.get(endpoint)));
            assertThat(answer.statusCode()).as(endpoint).isNotEqualTo(404);
        }
        for (String path : List.of("/device_authorization", "/userinfo", "/oauth2/token", "/oauth2/authorize")) {
            assertThat(agent.get(server.url(path)).statusCode()).as(path).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @DisplayName("ruling 17 answers a post with a slash behind the endpoint too, without a redirect")
    @ValueSource(strings = {"/token/", "/revoke/", "/introspect/", "/register/"})
    void answersWithASlash(String path) {
        HttpResponse<String> answer = new Oauth(server).post(path, Oauth.with(List.of("token=x")));

        assertThat(answer.statusCode()).isIn(400, 401, 415);
        assertThat(Oauth.json(answer)).containsKey("error");
    }

    @ParameterizedTest
    @DisplayName("D7 refuses grants it does not advertise")
    @ValueSource(
            strings = {
                "password",
                "implicit",
                "urn:ietf:params:oauth:grant-type:device_code",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "urn:ietf:params:oauth:grant-type:jwt-bearer"
            })
    void refusesOtherGrants(String grantType) {
        HttpResponse<String> response = new Oauth(server)
                .post(
                        "/token",
                        Oauth.with(List.of("grant_type=" + grantType, "client_id=PUB", "username=a", "password=b")));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Oauth.json(response)).containsEntry("error", "unsupported_grant_type");
    }

    @Test
    @DisplayName("D9 N4 P12 takes no word of a header for the issuer or any link")
    void ignoresHostHeaders() {
        String honest = agent.get(server.url(RFC8414)).body();
        for (String header : List.of(
                "X-Forwarded-Host", "X-Forwarded-Prefix", "X-Forwarded-Proto", "X-Forwarded-Port", "Forwarded")) {
            String value = header.equals("Forwarded") ? "host=evil.test;proto=https" : "evil.test";
            assertThat(agent.get(server.url(RFC8414), header, value).body()).isEqualTo(honest);
        }
    }

    @Test
    @DisplayName("D11 lists default scopes and offline_access, not all there is")
    void listsFewScopes() {
        Map<String, Object> document = Oauth.json(agent.get(server.url(RFC8414)));

        assertThat(document.get("scopes_supported"))
                .isEqualTo(List.of("tools:read", "files:read", "keys:use", "offline_access"));
    }

    @Test
    @DisplayName("ruling 12 adds to the OpenID form just what its parsers demand")
    void completesTheOpenidForm() {
        Map<String, Object> plain = Oauth.json(agent.get(server.url(RFC8414)));
        Map<String, Object> openid = Oauth.json(agent.get(server.url(OPENID)));

        assertThat(openid)
                .containsAllEntriesOf(plain)
                .containsEntry("subject_types_supported", List.of("public"))
                .containsKey("id_token_signing_alg_values_supported")
                .hasSize(plain.size() + 2);
    }

    @Test
    @DisplayName("Y1 publishes public members only, unique kids, with use and alg")
    void publishesPublicKeys() {
        HttpResponse<String> response = agent.get(server.url("/jwks"));
        @SuppressWarnings("unchecked")
        List<Map<String, Object>> keys =
                (List<Map<String, Object>>) Oauth.json(response).get("keys");

        assertThat(keys).extracting(key -> key.get("alg")).containsExactlyInAnyOrder("ES256", "RS256");
        assertThat(keys).extracting(key -> key.get("kid")).doesNotContainNull().doesNotHaveDuplicates();
        assertThat(keys)
                .allSatisfy(key -> assertThat(key)
                        .containsEntry("use", "sig")
                        .doesNotContainKeys("d", "p", "q", "dp", "dq", "qi", "k"));
    }

    @ParameterizedTest
    @DisplayName("Y2 a document that was not changed is not sent again, and is only read")
    @ValueSource(strings = {RFC8414, OPENID, "/jwks"})
    void namesTheVersionOfADocument(String path) {
        HttpResponse<String> first = agent.get(server.url(path));
        String etag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(first.headers().firstValue("Cache-Control")).hasValue("max-age=300, public");

        HttpResponse<String> again = agent.get(server.url(path), "If-None-Match", etag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(agent.get(server.url(path), "If-None-Match", "\"other\"").body())
                .isEqualTo(first.body());

        HttpResponse<String> head = agent.send(
                HttpRequest.newBuilder(server.url(path)).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("ETag")).hasValue(etag);
        HttpResponse<String> posted =
                agent.send(HttpRequest.newBuilder(server.url(path)).POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }

    @ParameterizedTest
    @DisplayName("O1 O2 answers scripts of any origin without credentials where no cookie counts")
    @ValueSource(strings = {RFC8414, OPENID, "/jwks", "/register", "/token", "/revoke"})
    void allowsCrossOrigin(String path) {
        for (String origin : List.of("https://inspector.test", "null")) {
            HttpResponse<String> preflight = agent.send(
                    HttpRequest.newBuilder(server.url(path)).method("OPTIONS", HttpRequest.BodyPublishers.noBody()),
                    "Origin",
                    origin,
                    "Access-Control-Request-Method",
                    path.contains("well-known") || path.equals("/jwks") ? "GET" : "POST",
                    "Access-Control-Request-Headers",
                    "content-type, mcp-protocol-version, authorization");
            assertThat(preflight.statusCode()).isIn(200, 204);
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("*");
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Credentials"))
                    .isEmpty();
        }
        HttpResponse<String> actual = agent.get(server.url(path), "Origin", "https://inspector.test");
        assertThat(actual.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(actual.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
                .contains("WWW-Authenticate", "Retry-After", "DPoP-Nonce");
    }

    @ParameterizedTest
    @DisplayName("O1 Z8 lets no other origin at what a cookie opens, nor at introspection")
    @ValueSource(strings = {"/authorize", "/sign-in", "/consent", "/account", "/introspect", "/"})
    void forbidsCrossOriginElsewhere(String path) {
        HttpResponse<String> response = agent.get(server.url(path), "Origin", "https://inspector.test");

        assertThat(response.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
    }

    @Test
    @DisplayName("L3 answers health on the management port alone, readiness with database and key")
    void answersHealthOnTheManagementPort() {
        assertThat(agent.get(server.managementUrl("/actuator/health/readiness")).body())
                .contains("UP");
        assertThat(agent.get(server.managementUrl("/actuator/health/liveness")).statusCode())
                .isEqualTo(200);
        assertThat(agent.get(server.managementUrl("/actuator/env")).statusCode())
                .isEqualTo(404);
        assertThat(agent.get(server.url("/actuator/health")).statusCode()).isEqualTo(404);
    }
}
