package dev.gatehouse.authserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients over the interface of administrators. */
@ParameterizedClass
@EnumSource(Database.class)
class ClientsApiTests {

    private static final String SECRET = "first-secret-first-secret-first-secret";

    private final TestServer server;

    private final Oauth oauth;

    private AdminApi api;

    ClientsApiTests(Database database) {
        this.server = TestServer.on(database);
        this.oauth = new Oauth(server);
        this.api = AdminApi.without(server);
    }

    @BeforeEach
    void authorize() {
        api = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE);
    }

    private static Map<String, Object> worker(String secret) {
        Map<String, Object> worker = new HashMap<>(Map.of(
                "name", "Worker",
                "auth_method", "client_secret_basic",
                "grant_types", List.of("client_credentials"),
                "scopes", List.of("tools:read"),
                "resources", List.of("https://mcp1.test/mcp")));
        if (!secret.isEmpty()) {
            worker.put("secret", secret);
        }
        return worker;
    }

    private HttpResponse<String> token(String clientId, String secret) {
        return oauth.post(
                "/token", Oauth.with(List.of("grant_type=client_credentials")), Oauth.basic(clientId, secret));
    }

    @Test
    @DisplayName("A5 a client is made with a secret that works and is never read, kept where none is named, and replaced")
    void madeAndReplaced() {
        String id = "worker-" + UUID.randomUUID();
        HttpResponse<String> made = api.put("/clients/" + id, worker(SECRET), AdminApi.NEW);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(made.body()).doesNotContain("secret\":").doesNotContain(SECRET);
        assertThat(token(id, SECRET).statusCode()).isEqualTo(200);

        Map<String, Object> renamed = worker("");
        renamed.put("name", "Renamed");
        renamed.put("scopes", List.of("tools:write"));
        HttpResponse<String> kept = api.put("/clients/" + id, renamed, AdminApi.seen(made));
        assertThat(kept.statusCode()).as(kept.body()).isEqualTo(200);
        assertThat(Oauth.json(kept)).containsEntry("name", "Renamed").containsEntry("scopes", List.of("tools:write"));
        assertThat(AdminApi.text(token(id, SECRET), "scope")).isEqualTo("tools:write");
        assertThat(api.put("/clients/" + id, renamed, AdminApi.seen(made)).statusCode())
                .isEqualTo(412);

        String second = "second-secret-second-secret-second-secret";
        assertThat(api.put("/clients/" + id, worker(second), AdminApi.seen(kept)).statusCode())
                .isEqualTo(200);
        assertThat(token(id, SECRET).statusCode()).isEqualTo(401);
        assertThat(token(id, second).statusCode()).isEqualTo(200);
        assertThat(server.dump()).doesNotContain(SECRET).doesNotContain(second);
    }

    @Test
    @DisplayName("a client that is disabled gets nothing, one that is removed is gone with what it held")
    void disabledAndRemoved() {
        String id = "worker-" + UUID.randomUUID();
        HttpResponse<String> made = api.put("/clients/" + id, worker(SECRET), AdminApi.NEW);
        assertThat(token(id, SECRET).statusCode()).isEqualTo(200);
        Map<String, Object> disabled = worker("");
        disabled.put("status", "disabled");
        HttpResponse<String> off = api.put("/clients/" + id, disabled, AdminApi.seen(made));
        assertThat(AdminApi.text(off, "status")).isEqualTo("disabled");
        assertThat(token(id, SECRET).statusCode()).isEqualTo(401);
        HttpResponse<String> dry = api.delete("/clients/" + id + "?dry_run=true", AdminApi.seen(off));
        assertThat(Oauth.json(dry)).containsEntry("grants_ended", 1);
        assertThat(api.get("/clients/" + id).statusCode()).isEqualTo(200);
        assertThat(api.delete("/clients/" + id, AdminApi.seen(off)).statusCode()).isEqualTo(200);
        assertThat(api.get("/clients/" + id).statusCode()).isEqualTo(404);
        assertThat(server.jdbc()
                        .sql("select count(*) from audit_entry where client_id = ? and actor = 'client:OPS'")
                        .param(id)
                        .query(Integer.class)
                        .single())
                .as("added, changed, disabled, removed")
                .isEqualTo(4);
    }

    @Test
    @DisplayName("a client that breaks a rule is refused with the part that does")
    void faults() {
        assertFault(Map.of("name", "x"), "/redirect_uris");
        assertFault(Map.of("name", "x", "redirect_uris", List.of("http://plain.test/cb")), "/redirect_uris/0");
        assertFault(Map.of("name", "x", "redirect_uris", List.of(server.issuer() + "/x")), "/redirect_uris/0");
        assertFault(worker("short"), "/secret");
        assertFault(worker(""), "/secret");
        Map<String, Object> nowhere = worker(SECRET);
        nowhere.put("resources", List.of("https://none.test/mcp"));
        assertFault(nowhere, "/resources");
        Map<String, Object> registered = worker(SECRET);
        registered.put("source", "registered");
        assertFault(registered, "/source");
    }

    private void assertFault(Map<String, Object> body, String pointer) {
        HttpResponse<String> answer = api.put("/clients/faulty-" + UUID.randomUUID(), body, AdminApi.NEW);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(AdminApi.pointers(answer)).as(answer.body()).containsExactly(pointer);
    }

    @Test
    @DisplayName("R7 a client that registered itself keeps what it said; its standing alone is changed, or it is removed")
    void selfRegistered() {
        HttpResponse<String> registered = oauth.browser()
                .send(HttpRequest.newBuilder(server.url("/register"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"client_name\":\"Itself\",\"redirect_uris\":[\"https://self.test/cb\"],"
                                        + "\"token_endpoint_auth_method\":\"none\"}")));
        String id = AdminApi.text(registered, "client_id");
        // Any name may come in Base64url, and one that has slashes must.
        String path = "/clients/~"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> before = api.get(path);
        assertThat(Oauth.json(before)).containsEntry("source", "registered").containsEntry("name", "Itself");
        HttpResponse<String> put = api.put(
                path,
                Map.of("name", "Other", "redirect_uris", List.of("https://evil.test/"), "status", "disabled"),
                AdminApi.seen(before));
        assertThat(Oauth.json(put))
                .containsEntry("name", "Itself")
                .containsEntry("redirect_uris", List.of("https://self.test/cb"))
                .containsEntry("status", "disabled");
        assertThat(api.delete(path, AdminApi.seen(put)).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("lists go on where they ended, and are narrowed")
    void pages() {
        String mark = "page" + UUID.randomUUID().toString().substring(0, 8);
        for (int i = 0; i < 3; i++) {
            Map<String, Object> worker = worker(SECRET);
            worker.put("name", mark + " " + i);
            api.put("/clients/" + mark + "-" + i, worker, AdminApi.NEW);
        }
        HttpResponse<String> first = api.get("/clients?q=" + mark + "&limit=2&source=administrator");
        assertThat(AdminApi.items(first)).extracting("name").containsExactly(mark + " 2", mark + " 1");
        HttpResponse<String> second =
                api.get("/clients?q=" + mark + "&limit=2&after=" + AdminApi.text(first, "next"));
        assertThat(AdminApi.items(second)).extracting("name").containsExactly(mark + " 0");
        assertThat(Oauth.json(second)).doesNotContainKey("next");
        assertThat(AdminApi.items(api.get("/clients?q=" + mark + "&status=disabled"))).isEmpty();
        for (String wrong : List.of("limit=0", "limit=201", "limit=x", "after=x", "status=x", "source=x")) {
            assertThat(api.get("/clients?" + wrong).statusCode()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    @DisplayName("no client removes itself")
    void notItself() {
        HttpResponse<String> self = api.get("/clients/OPS");
        assertThat(api.delete("/clients/OPS", AdminApi.seen(self)).statusCode()).isEqualTo(409);
        assertThat(api.get("/clients/OPS").statusCode()).isEqualTo(200);
    }
}
