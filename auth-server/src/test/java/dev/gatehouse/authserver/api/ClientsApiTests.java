package dev.gatehouse.authserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients as a program sets them up. */
@ParameterizedClass
@EnumSource(Database.class)
class ClientsApiTests {

    private static final String SECRET = "made-secret-made-secret-made-secret-1";

    private final TestServer server;

    private final Oauth oauth;

    private final AdminApi api;

    private final String id = "MADE-" + UUID.randomUUID();

    private final String path = "/clients/" + id;

    ClientsApiTests(Database database) {
        this.server = TestServer.on(database);
        this.oauth = new Oauth(server);
        this.api = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE);
    }

    private Map<String, Object> described(String... scopes) {
        return new HashMap<>(Map.of(
                "name",
                "Made",
                "auth_method",
                "client_secret_basic",
                "grant_types",
                List.of("client_credentials"),
                "scopes",
                List.of(scopes),
                "resources",
                List.of(Oauth.RS1)));
    }

    private HttpResponse<String> token(String secret, String scope) {
        return oauth.post(
                "/token",
                Oauth.with(List.of("grant_type=client_credentials"), "resource=" + Oauth.RS1, "scope=" + scope),
                Oauth.basic(id, secret));
    }

    @Test
    @DisplayName("a client is made, gets tokens, is narrowed and removed with its grants; its secret is never told")
    void lives() {
        Map<String, Object> body = described("tools:read", "tools:write");
        body.put("secret", SECRET);
        HttpResponse<String> made = api.put(path, body, AdminApi.NEW);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(made.body()).doesNotContain(SECRET);
        assertThat(Oauth.json(made))
                .containsEntry("client_id", id)
                .containsEntry("status", "active")
                .containsEntry("source", "administrator")
                .containsEntry("live_grants", 0)
                .containsEntry("scopes", List.of("tools:read", "tools:write"));
        assertThat(token(SECRET, "tools:write").statusCode()).isEqualTo(200);

        HttpResponse<String> narrowed = api.put(path, described("tools:read"), AdminApi.seen(api.get(path)));
        assertThat(narrowed.statusCode()).as(narrowed.body()).isEqualTo(200);
        assertThat(Oauth.json(token(SECRET, "tools:write"))).containsEntry("error", "invalid_scope");
        HttpResponse<String> kept = token(SECRET, "tools:read");
        assertThat(kept.statusCode()).as("the secret stays where none is named").isEqualTo(200);

        HttpResponse<String> seen = api.get(path);
        assertThat(Oauth.json(seen)).containsEntry("live_grants", 2);
        assertThat(api.delete(path, AdminApi.seen(made)).statusCode()).isEqualTo(412);
        HttpResponse<String> removed = api.delete(path, AdminApi.seen(seen));
        assertThat(Oauth.json(removed)).containsEntry("grants_ended", 2);
        assertThat(api.get(path).statusCode()).isEqualTo(404);
        assertThat(token(SECRET, "tools:read").statusCode()).isEqualTo(401);
        assertThat(oauth.active(Oauth.json(kept).get("access_token"))).isFalse();
        assertThat(AdminApi.items(api.get("/audit?client=" + id)))
                .extracting(entry -> entry.get("type"))
                .contains("client.added", "client.changed", "client.removed");
        assertThat(server.dump()).doesNotContain(SECRET);
    }

    @Test
    @DisplayName("RFC 6749 2.3.1 a new secret, or its hash, takes the place of the old one at once")
    void changesTheSecret() {
        Map<String, Object> body = described("tools:read");
        body.put("secret", SECRET);
        HttpResponse<String> made = api.put(path, body, AdminApi.NEW);
        body.put("secret", "sha256:" + "0".repeat(64));
        HttpResponse<String> hashed = api.put(path, body, AdminApi.seen(made));
        assertThat(hashed.statusCode()).as(hashed.body()).isEqualTo(200);
        assertThat(token(SECRET, "tools:read").statusCode()).isEqualTo(401);
        body.put("secret", SECRET + "2");
        HttpResponse<String> again = api.put(path, body, AdminApi.seen(hashed));
        assertThat(token(SECRET + "2", "tools:read").statusCode()).isEqualTo(200);
        api.delete(path, AdminApi.seen(api.get(path)));
        assertThat(again.statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("a client is disabled and enabled, its access tokens with it")
    void disables() {
        Map<String, Object> body = described("tools:read");
        body.put("secret", SECRET);
        api.put(path, body, AdminApi.NEW);
        Object token = Oauth.json(token(SECRET, "tools:read")).get("access_token");
        Map<String, Object> disabled = described("tools:read");
        disabled.put("status", "disabled");
        HttpResponse<String> answer = api.put(path, disabled, AdminApi.seen(api.get(path)));
        assertThat(AdminApi.text(answer, "status")).isEqualTo("disabled");
        assertThat(token(SECRET, "tools:read").statusCode()).isEqualTo(401);
        assertThat(oauth.active(token)).isFalse();
        disabled.put("status", "active");
        assertThat(AdminApi.text(api.put(path, disabled, AdminApi.seen(answer)), "status"))
                .isEqualTo("active");
        assertThat(token(SECRET, "tools:read").statusCode()).isEqualTo(200);
        api.delete(path, AdminApi.seen(api.get(path)));
    }

    @Test
    @DisplayName("what breaks a rule is refused with where it stands, and changes nothing")
    void refuses() {
        String before = AdminApi.stored(server);
        assertThat(faults(Map.of())).containsExactly("/secret");
        assertThat(faults(Map.of("secret", "short"))).containsExactly("/secret");
        assertThat(faults(Map.of("secret", SECRET, "name", ""))).containsExactly("/name");
        assertThat(faults(Map.of("secret", SECRET, "grant_types", List.of("password"))))
                .containsExactly("/grant_types");
        assertThat(faults(Map.of("secret", SECRET, "redirect_uris", List.of("https://a.test/cb", "http://a.test/cb"))))
                .containsExactly("/redirect_uris/1");
        assertThat(faults(Map.of("secret", SECRET, "resources", List.of("https://nowhere.test"))))
                .containsExactly("/resources");
        assertThat(faults(Map.of("secret", SECRET, "scopes", List.of("tools:read gatehouse.admin.write"))))
                .containsExactly("/scopes");
        assertThat(faults(Map.of("secret", SECRET, "status", "asleep"))).containsExactly("/status");
        for (String label : List.of("x".repeat(61), "two\nlines", "a\u202eb")) {
            assertThat(faults(Map.of("secret", SECRET, "label", label))).containsExactly("/label");
        }
        assertThat(faults(Map.of("secret", SECRET, "client_id", "OTHER"))).containsExactly("/client_id");
        assertThat(faults(Map.of("secret", SECRET, "source", "registered"))).containsExactly("/source");
        Map<String, Object> good = described("tools:read");
        good.put("secret", SECRET);
        assertThat(api.put(path + "?dry_run=true", good, AdminApi.NEW).statusCode())
                .isEqualTo(201);
        assertThat(api.put("/clients/" + "x".repeat(256), good, AdminApi.NEW).statusCode())
                .isEqualTo(422);
        assertThat(api.get("/clients/~AA").statusCode()).isEqualTo(404);
        assertThat(AdminApi.stored(server)).isEqualTo(before);
    }

    private List<Object> faults(Map<String, Object> changes) {
        Map<String, Object> body = described("tools:read");
        body.putAll(changes);
        HttpResponse<String> answer = api.put(path, body, AdminApi.NEW);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        return AdminApi.pointers(answer);
    }

    @Test
    @DisplayName("of a client that registered itself the standing alone is changed")
    void othersSayWhatTheyAre() {
        String registered = "~"
                + java.util.Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(register().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        HttpResponse<String> seen = api.get("/clients/" + registered);
        assertThat(Oauth.json(seen)).containsEntry("source", "registered").containsEntry("name", "Itself");
        Map<String, Object> body = new HashMap<>(Oauth.json(seen));
        body.put("name", "Another");
        HttpResponse<String> refused = api.put("/clients/" + registered, body, AdminApi.seen(seen));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(AdminApi.pointers(refused)).containsExactly("/name");
        body.put("name", "Itself");
        body.put("status", "disabled");
        HttpResponse<String> disabled = api.put("/clients/" + registered, body, AdminApi.seen(seen));
        assertThat(disabled.statusCode()).as(disabled.body()).isEqualTo(200);
        assertThat(AdminApi.text(disabled, "status")).isEqualTo("disabled");
        assertThat(api.delete("/clients/" + registered, AdminApi.seen(disabled)).statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName(
            "a client is labelled with the rest that is said of it; its state is another then, and what is left out is gone")
    void labels() {
        Map<String, Object> body = described("tools:read");
        body.put("secret", SECRET);
        body.put("label", " Build bots ");
        HttpResponse<String> made = api.put(path, body, AdminApi.NEW);
        assertThat(Oauth.json(made)).containsEntry("label", "Build bots");
        body.put("label", "Team data");
        HttpResponse<String> renamed = api.put(path, body, AdminApi.seen(made));
        assertThat(Oauth.json(renamed)).containsEntry("label", "Team data");
        assertThat(AdminApi.items(api.get("/clients?q=" + id)))
                .first()
                .satisfies(item -> assertThat(item).containsEntry("label", "Team data"));
        assertThat(api.put(path, body, AdminApi.seen(made)).statusCode()).isEqualTo(412);

        HttpResponse<String> seen = api.get(path);
        labelInTheConsole("Named elsewhere");
        assertThat(api.put(path, body, AdminApi.seen(seen)).statusCode())
                .as("somebody named it meanwhile")
                .isEqualTo(412);
        assertThat(AdminApi.text(api.get(path), "label")).isEqualTo("Named elsewhere");

        assertThat(AdminApi.text(
                        api.put(path + "?dry_run=true", described("tools:read"), AdminApi.seen(api.get(path))), "name"))
                .isEqualTo("Made");
        assertThat(AdminApi.text(api.get(path), "label")).isEqualTo("Named elsewhere");
        HttpResponse<String> without = api.put(path, described("tools:read"), AdminApi.seen(api.get(path)));
        assertThat(Oauth.json(without)).doesNotContainKey("label");
        assertThat(AdminApi.items(api.get("/audit?client=" + id)))
                .filteredOn(entry -> String.valueOf(entry.get("type")).startsWith("client.label"))
                .hasSize(4);
        api.delete(path, AdminApi.seen(without));
    }

    private void labelInTheConsole(String label) {
        UserAgent root = oauth.signedIn("root");
        UUID client = server.jdbc()
                .sql("select id from client where client_id = ?")
                .param(id)
                .query(UUID.class)
                .single();
        HttpResponse<String> page = root.get(server.url("/admin/clients/" + client));
        assertThat(root.submit(page, Map.of("label", List.of(label))).statusCode())
                .isEqualTo(303);
    }

    @Test
    @DisplayName("a client that registered itself is labelled too, and keeps its label where none is said")
    void labelsThoseThatRegistered() {
        String registered = "/clients/" + register();
        HttpResponse<String> seen = api.get(registered);
        HttpResponse<String> named = api.put(registered, Map.of("label", "Ours"), AdminApi.seen(seen));
        assertThat(AdminApi.text(named, "label")).as(named.body()).isEqualTo("Ours");
        HttpResponse<String> disabled = api.put(registered, Map.of("status", "disabled"), AdminApi.seen(named));
        assertThat(AdminApi.text(disabled, "label")).isEqualTo("Ours");
        HttpResponse<String> bare = api.put(registered, Map.of("label", ""), AdminApi.seen(disabled));
        assertThat(Oauth.json(bare)).doesNotContainKey("label").containsEntry("status", "disabled");
        api.delete(registered, AdminApi.seen(bare));
    }

    private String register() {
        HttpResponse<String> answer = oauth.browser()
                .send(java.net.http.HttpRequest.newBuilder(server.url("/register"))
                        .header("Content-Type", "application/json")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                                "{\"client_name\":\"Itself\",\"redirect_uris\":[\"https://self.test/cb\"],"
                                        + "\"token_endpoint_auth_method\":\"none\"}")));
        return AdminApi.text(answer, "client_id");
    }

    @Test
    @DisplayName("the list is read part by part, each client once, and filters say what they are for")
    void lists() {
        Map<String, Integer> seen = new HashMap<>();
        String next = "";
        do {
            HttpResponse<String> part = api.get("/clients?limit=5" + next);
            AdminApi.items(part).forEach(item -> seen.merge(String.valueOf(item.get("client_id")), 1, Integer::sum));
            Object cursor = Oauth.json(part).get("next");
            next = cursor == null ? "" : "&after=" + cursor;
        } while (!next.isEmpty());
        assertThat(seen)
                .containsKeys("PUB", "M2M", "OPS")
                .allSatisfy((name, times) -> assertThat(times).as(name).isEqualTo(1));
        assertThat(AdminApi.items(api.get("/clients?q=Worker&source=administrator&status=active")))
                .extracting(item -> item.get("client_id"))
                .contains("M2M")
                .doesNotContain("PUB");
        for (String wrong : List.of("limit=0", "limit=201", "limit=x", "after=x", "status=asleep", "source=here")) {
            assertThat(api.get("/clients?" + wrong).statusCode()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    @DisplayName("a client does not remove itself")
    void staysItself() {
        HttpResponse<String> answer = api.delete("/clients/OPS", AdminApi.seen(api.get("/clients/OPS")));
        assertThat(answer.statusCode()).isEqualTo(409);
    }
}
