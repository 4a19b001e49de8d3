package dev.gatehouse.authserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Dpop;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who gets a token for administration, and how long it is good. */
@ParameterizedClass
@EnumSource(Database.class)
class AdminTokenTests {

    private final TestServer server;

    private final Oauth oauth;

    private final String resource;

    AdminTokenTests(Database database) {
        this.server = TestServer.on(database);
        this.oauth = new Oauth(server);
        this.resource = server.issuer() + "/admin/api";
    }

    @Test
    @DisplayName("R7 X4 a client that may ask for every resource and every scope may not ask for this one")
    void everyResourceIsNotThisOne() {
        HttpResponse<String> machine = oauth.post(
                "/token",
                Oauth.with(List.of("grant_type=client_credentials"), "resource=" + resource, "scope=" + AdminApi.READ),
                Oauth.basic("GUESSED", "guess-secret-guess-secret-guess-secret"));
        assertThat(machine.statusCode()).isEqualTo(400);
        assertThat(Oauth.json(machine)).containsEntry("error", "invalid_target");
        assertThat(oauth.consented(oauth.signedIn("root"), List.of(), "resource=" + resource, "scope=" + AdminApi.READ))
                .containsEntry("error", "invalid_target");
    }

    @Test
    @DisplayName("R7 a client that may use the interface, and of which no scope is said, gets none of its scopes")
    void everyScopeIsNotThese() {
        String id = "scopeless-" + java.util.UUID.randomUUID();
        String secret = "scopeless-secret-scopeless-secret-1";
        HttpResponse<String> made = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE)
                .put(
                        "/clients/" + id,
                        Map.of(
                                "name",
                                "Scopeless",
                                "secret",
                                secret,
                                "grant_types",
                                List.of("client_credentials"),
                                "resources",
                                List.of(resource)),
                        AdminApi.NEW);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        for (List<String> form : List.of(
                List.of("grant_type=client_credentials"),
                List.of("grant_type=client_credentials", "scope=" + AdminApi.READ))) {
            HttpResponse<String> answer =
                    oauth.post("/token", Oauth.with(form, "resource=" + resource), Oauth.basic(id, secret));
            assertThat(Oauth.json(answer)).as("%s", form).containsEntry("error", "invalid_scope");
        }
    }

    @Test
    @DisplayName("R7 a client that registered itself never gets one, whoever would allow it")
    void neverForSelfRegistered() {
        HttpResponse<String> registered = oauth.browser()
                .send(HttpRequest.newBuilder(server.url("/register"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"client_name\":\"x\",\"redirect_uris\":[\"https://self.test/cb\"],\"scope\":\""
                                        + AdminApi.READ + "\",\"token_endpoint_auth_method\":\"none\"}")));
        String clientId = String.valueOf(Oauth.json(registered).get("client_id"));
        // As if a row had been made to name it.
        server.jdbc()
                .sql(
                        "insert into client_resource (client_id, resource_uri) select id, ? from client where client_id = ?")
                .params(resource, clientId)
                .update();
        assertThat(oauth.consented(
                        oauth.signedIn("root"),
                        List.of(),
                        "client_id=" + clientId,
                        "redirect_uri=https://self.test/cb",
                        "resource=" + resource,
                        "scope=" + AdminApi.READ))
                .containsEntry("error", "invalid_target");
    }

    @Test
    @DisplayName("L3 only who administers may let a program do so, and is asked in plain words")
    void onlyAdministratorsGrant() {
        assertThat(AdminApi.granted(server, "alice", AdminApi.READ)).containsEntry("error", "access_denied");
        assertThat(signingInOnTheWay("alice")).containsEntry("error", "access_denied");
        assertThat(signingInOnTheWay("auditor")).containsKey("code");
        HttpResponse<String> page = oauth.follow(
                oauth.signedIn("auditor"),
                "client_id=OPSAPP",
                "redirect_uri=https://ops.test/cb",
                "resource=" + resource,
                "scope=" + AdminApi.READ + " " + AdminApi.WRITE);
        assertThat(page.body())
                .contains("Gatehouse administration")
                .contains("See all that administrators see here")
                .contains("Change clients, rules, MCP servers and people here, and end grants");
    }

    /** How it ends for who is not signed in when the request comes. */
    private Map<String, String> signingInOnTheWay(String username) {
        UserAgent browser = oauth.browser();
        HttpResponse<String> page = oauth.follow(
                browser,
                "client_id=OPSAPP",
                "redirect_uri=https://ops.test/cb",
                "resource=" + resource,
                "scope=" + AdminApi.READ);
        HttpResponse<String> answer = browser.follow(oauth.signIn(browser, page, username));
        if (answer.statusCode() == 200) {
            answer = oauth.allow(browser, answer, AdminApi.READ);
        }
        return Oauth.query(UserAgent.location(answer));
    }

    @Test
    @DisplayName("L3 a role that is taken away is gone from the tokens at once, and so is a person who was disabled")
    void presentRolesCount() {
        AdminApi auditor = AdminApi.person(server, "auditor", AdminApi.READ);
        assertThat(auditor.get("/clients").statusCode()).isEqualTo(200);
        roles("auditor", "PERSON");
        try {
            assertThat(auditor.get("/clients").statusCode()).isEqualTo(403);
        } finally {
            roles("auditor", "AUDITOR PERSON");
        }
        assertThat(auditor.get("/clients").statusCode()).isEqualTo(200);
        server.jdbc()
                .sql("update app_user set status = 'DISABLED' where username = 'auditor'")
                .update();
        try {
            assertThat(auditor.get("/clients").statusCode()).isEqualTo(401);
        } finally {
            server.jdbc()
                    .sql("update app_user set status = 'ACTIVE' where username = 'auditor'")
                    .update();
        }
    }

    private void roles(String username, String roles) {
        server.jdbc()
                .sql("update app_user set roles = ? where username = ?")
                .params(roles, username)
                .update();
    }

    @Test
    @DisplayName("V3 a token that was revoked, or has expired, is good for nothing")
    void revokedAndExpired() {
        AdminApi machine = AdminApi.machine(server, AdminApi.READ);
        assertThat(machine.get("/mode").statusCode()).isEqualTo(200);
        oauth.post(
                "/revoke",
                Oauth.with(List.of("token=" + machine.token())),
                Oauth.basic("OPS", "ops-secret-ops-secret-ops-secret-ops"));
        assertThat(machine.get("/mode").statusCode()).isEqualTo(401);
    }

    @Test
    @DisplayName("RFC 9449 7.1 a token that is bound to a key needs a proof for this request and this token, once")
    void boundTokens() {
        Dpop key = new Dpop(server);
        HttpResponse<String> answer = oauth.post(
                "/token",
                Oauth.with(List.of("grant_type=client_credentials"), "resource=" + resource, "scope=" + AdminApi.READ),
                join(Oauth.basic("OPS", "ops-secret-ops-secret-ops-secret-ops"), "DPoP", key.proof("/token")));
        String token = String.valueOf(Oauth.json(answer).get("access_token"));
        assertThat(AdminApi.with(server, token).get("/mode").statusCode()).isEqualTo(401);
        assertThat(bound(token, "").statusCode()).isEqualTo(401);

        HttpResponse<String> withoutNonce = bound(token, proof(key, token, "GET", "/admin/api/v1/mode", null));
        assertThat(withoutNonce.headers().firstValue("WWW-Authenticate").orElse(""))
                .startsWith("DPoP ")
                .contains("error=\"use_dpop_nonce\"");
        String nonce = withoutNonce.headers().firstValue("DPoP-Nonce").orElseThrow();
        String good = proof(key, token, "GET", "/admin/api/v1/mode", nonce);
        assertThat(bound(token, good).statusCode()).isEqualTo(200);
        assertThat(bound(token, good).statusCode()).as("again").isEqualTo(401);
        for (String wrong : List.of(
                proof(key, token, "POST", "/admin/api/v1/mode", nonce),
                proof(key, token, "GET", "/admin/api/v1/keys", nonce),
                proof(key, token + "x", "GET", "/admin/api/v1/mode", nonce),
                proof(new Dpop(server), token, "GET", "/admin/api/v1/mode", nonce))) {
            assertThat(bound(token, wrong).statusCode()).isEqualTo(401);
        }
        String unbound = AdminApi.machine(server, AdminApi.READ).token();
        assertThat(bound(unbound, proof(key, unbound, "GET", "/admin/api/v1/mode", nonce))
                        .statusCode())
                .isEqualTo(401);
    }

    private static String[] join(String[] headers, String... more) {
        return java.util.stream.Stream.of(headers, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new);
    }

    private static String proof(
            Dpop key, String token, String method, String path, @org.jspecify.annotations.Nullable String nonce) {
        JWTClaimsSet.Builder claims =
                key.claims(path).claim("htm", method).claim("ath", Secrets.base64Url(Secrets.sha256(token)));
        return key.sign(key.header().build(), (nonce == null ? claims : claims.claim("nonce", nonce)).build());
    }

    private HttpResponse<String> bound(String token, String proof) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.url("/admin/api/v1/mode")).header("Authorization", "DPoP " + token);
        return oauth.browser().send(proof.isEmpty() ? request : request.header("DPoP", proof));
    }

    @Test
    @DisplayName("D11 no MCP server takes its place or its scopes, and no list of MCP servers has it")
    void standsAlone() {
        AdminApi owner = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE);
        Map<String, Object> scope = Map.of("name", "a:b", "text", "Do it", "risk", "read");
        HttpResponse<String> same = owner.put(
                AdminApi.server(resource),
                Map.of("uri", resource, "name", "Other", "scopes", List.of(scope)),
                AdminApi.NEW);
        assertThat(same.statusCode()).as(same.body()).isEqualTo(409);
        String uri = "https://reserved.test/mcp";
        HttpResponse<String> reserved = owner.put(
                AdminApi.server(uri),
                Map.of(
                        "uri",
                        uri,
                        "name",
                        "Other",
                        "scopes",
                        List.of(Map.of("name", AdminApi.READ, "text", "Do it", "risk", "read"))),
                AdminApi.NEW);
        assertThat(reserved.statusCode()).isEqualTo(422);
        assertThat(AdminApi.pointers(reserved)).containsExactly("/scopes/0/name");
        assertThat(owner.get("/servers").body()).doesNotContain(resource);
        assertThat(oauth.signedIn("root").get(server.url("/admin/servers")).body())
                .doesNotContain(resource);
        Object supported = Oauth.json(oauth.browser().get(server.url("/.well-known/oauth-authorization-server")))
                .get("scopes_supported");
        assertThat(String.valueOf(supported)).doesNotContain("gatehouse.");
        assertThat(Oauth.json(oauth.browser().get(server.url("/.well-known/oauth-protected-resource/admin/api"))))
                .containsEntry("resource", resource)
                .containsEntry("authorization_servers", List.of(server.issuer()));
        assertThat(Set.of(200)).contains(owner.get("/openapi.json").statusCode());
    }
}
