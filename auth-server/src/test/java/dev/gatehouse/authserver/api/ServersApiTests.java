package dev.gatehouse.authserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** MCP servers as a program sets them up. */
@ParameterizedClass
@EnumSource(Database.class)
class ServersApiTests {

    private final TestServer server;

    private final Oauth oauth;

    private final AdminApi api;

    private final String uri = "https://made-" + UUID.randomUUID() + ".test/mcp";

    ServersApiTests(Database database) {
        this.server = TestServer.on(database);
        this.oauth = new Oauth(server);
        this.api = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE);
    }

    private Map<String, Object> described(String name) {
        return new HashMap<>(Map.of(
                "uri",
                uri,
                "name",
                name,
                "token_lifetime",
                "PT5M",
                "scopes",
                List.of(
                        Map.of("name", "made:read", "text", "Read it", "risk", "read", "tools", List.of("look")),
                        Map.of("name", "made:write", "text", "Change it", "risk", "write", "approval_needed", true))));
    }

    @Test
    @DisplayName("a server is made, counts at once, is read, replaced and removed, each with its record")
    void lives() {
        HttpResponse<String> made = api.put(AdminApi.server(uri), described("Made"), AdminApi.NEW);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(Oauth.json(made))
                .containsEntry("token_lifetime", "PT5M")
                .containsEntry("grant_ceiling", "PT24H")
                .containsEntry("signing_algorithm", "ES256")
                .containsEntry("dpop_required", false);
        assertThat(made.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(AdminApi.items(api.get("/servers")))
                .anySatisfy(item -> assertThat(item).containsEntry("uri", uri).containsEntry("name", "Made"));

        HttpResponse<String> changed =
                api.put(AdminApi.server(uri), described("Made anew"), AdminApi.seen(api.get(AdminApi.server(uri))));
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(AdminApi.text(api.get(AdminApi.server(uri)), "name")).isEqualTo("Made anew");

        assertThat(token("made:read").statusCode()).isEqualTo(200);
        String[] seen = AdminApi.seen(api.get(AdminApi.server(uri)));
        HttpResponse<String> tried = api.delete(AdminApi.server(uri) + "?dry_run=true", seen);
        assertThat(Oauth.json(tried)).containsEntry("grants_ended", 1).containsEntry("complete", true);
        assertThat(api.get(AdminApi.server(uri)).statusCode()).isEqualTo(200);
        HttpResponse<String> removed = api.delete(AdminApi.server(uri), seen);
        assertThat(Oauth.json(removed)).containsEntry("grants_ended", 1);
        assertThat(api.get(AdminApi.server(uri)).statusCode()).isEqualTo(404);
        assertThat(Oauth.json(token("made:read"))).containsEntry("error", "invalid_target");
        assertThat(AdminApi.items(api.get("/audit?resource=" + uri)))
                .extracting(entry -> entry.get("type"))
                .contains("resource.added", "resource.changed", "resource.removed", "grants.ended");
        assertThat(AdminApi.items(api.get("/audit?resource=" + uri + "&type=resource.removed")))
                .singleElement()
                .satisfies(entry -> assertThat(entry).containsEntry("actor", "client:OPS"));
    }

    private HttpResponse<String> token(String scope) {
        return oauth.post(
                "/token",
                Oauth.with(List.of("grant_type=client_credentials"), "resource=" + uri, "scope=" + scope),
                Oauth.basic("GUESSED", "guess-secret-guess-secret-guess-secret"));
    }

    @Test
    @DisplayName("RFC 9110 13 a change names the state that was seen, and of two at once the second is told")
    void locks() {
        String path = AdminApi.server(uri);
        assertThat(api.put(path, described("Made")).statusCode()).isEqualTo(428);
        assertThat(api.put(path, described("Made"), "If-Match", "\"1\"").statusCode())
                .isEqualTo(412);
        assertThat(api.put(path, described("Made"), AdminApi.NEW).statusCode()).isEqualTo(201);
        String[] seen = AdminApi.seen(api.get(path));
        assertThat(api.put(path, described("Made"), AdminApi.NEW).statusCode()).isEqualTo(412);
        assertThat(api.put(path, described("Made")).statusCode()).isEqualTo(428);
        assertThat(api.put(path, described("One"), seen).statusCode()).isEqualTo(200);
        assertThat(api.put(path, described("Two"), seen).statusCode()).isEqualTo(412);
        assertThat(api.delete(path).statusCode()).isEqualTo(428);
        assertThat(api.delete(path, seen).statusCode()).isEqualTo(412);
        assertThat(AdminApi.text(api.get(path), "name")).isEqualTo("One");
        assertThat(api.delete(path, AdminApi.seen(api.get(path))).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("P03 consents and grants at a server end with it; a dry run counts them and ends nothing")
    void endsGrants() {
        HttpResponse<String> made = api.put(AdminApi.server(uri), described("Made"), AdminApi.NEW);
        String code = oauth.consented(
                        oauth.signedIn("alice"), List.of("made:read"), "resource=" + uri, "scope=made:read")
                .get("code");
        String refresh = AdminApi.text(oauth.token(code, "resource=" + uri), "refresh_token");
        HttpResponse<String> dry = api.delete(AdminApi.server(uri) + "?dry_run=true", AdminApi.seen(made));
        assertThat(Oauth.json(dry)).containsEntry("grants_ended", 1).containsEntry("consents_ended", 1);
        HttpResponse<String> refreshed = oauth.refresh(refresh, "resource=" + uri);
        assertThat(refreshed.statusCode()).as(refreshed.body()).isEqualTo(200);
        assertThat(Oauth.json(api.delete(AdminApi.server(uri), AdminApi.seen(made))))
                .containsEntry("grants_ended", 1)
                .containsEntry("consents_ended", 1);
        assertThat(oauth.refresh(AdminApi.text(refreshed, "refresh_token"), "resource=" + uri)
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("what was read can be written as it is")
    void writesWhatWasRead() {
        HttpResponse<String> read = api.get(AdminApi.server(Oauth.RS1));
        HttpResponse<String> same =
                api.put(AdminApi.server(Oauth.RS1) + "?dry_run=true", read.body(), AdminApi.seen(read));
        assertThat(Oauth.json(same)).isEqualTo(Oauth.json(read));
        assertThat(api.send("PATCH", AdminApi.server(Oauth.RS1), "{}").statusCode())
                .isEqualTo(405);
    }

    @Test
    @DisplayName("a dry run says what would be, and changes nothing")
    void triesOut() {
        String before = AdminApi.stored(server);
        HttpResponse<String> made = api.put(AdminApi.server(uri) + "?dry_run=true", described("Made"), AdminApi.NEW);
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(AdminApi.text(made, "name")).isEqualTo("Made");
        assertThat(AdminApi.stored(server)).isEqualTo(before);
        assertThat(api.put(AdminApi.server(uri) + "?dry_run=yes", described("Made"), AdminApi.NEW)
                        .statusCode())
                .isEqualTo(400);
        assertThat(token("made:read").statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("what breaks a rule is refused with where it stands, and changes nothing")
    void refusesWhatIsWrong() {
        String before = AdminApi.stored(server);
        Map<String, Object> wrong = described("");
        assertThat(faults(wrong)).containsExactly("/name");
        wrong = described("Made");
        wrong.put("uri", "http://plain.test/mcp");
        assertThat(faults(wrong)).containsExactly("/uri");
        wrong.put("uri", uri);
        wrong.put("token_lifetime", "PT2H");
        assertThat(faults(wrong)).containsExactly("/token_lifetime");
        wrong.put("token_lifetime", "ten minutes");
        assertThat(faults(wrong)).containsExactly("/token_lifetime");
        wrong.put("token_lifetime", "PT5M");
        wrong.put("signing_algorithm", "none");
        assertThat(faults(wrong)).containsExactly("/signing_algorithm");
        wrong.put("signing_algorithm", "ES256");
        wrong.put("default_scope", List.of("other"));
        assertThat(faults(wrong)).containsExactly("/default_scope");
        wrong.remove("default_scope");
        wrong.put("scopes", List.of(Map.of("name", "a b", "text", "x", "risk", "read")));
        assertThat(faults(wrong)).containsExactly("/scopes/0/name");
        wrong.put("scopes", List.of(Map.of("name", "a", "text", "x", "risk", "harmless")));
        assertThat(faults(wrong)).containsExactly("/scopes/0/risk");
        wrong = described("Made");
        wrong.put("aliases", List.of(Oauth.RS1));
        assertThat(api.put(AdminApi.server(uri), wrong, AdminApi.NEW).statusCode())
                .isEqualTo(409);
        assertThat(AdminApi.stored(server)).isEqualTo(before);
    }

    private List<Object> faults(Map<String, Object> body) {
        HttpResponse<String> answer = api.put(AdminApi.server(uri), body, AdminApi.NEW);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(Oauth.json(answer)).containsEntry("status", 422).containsKeys("type", "title", "detail");
        return AdminApi.pointers(answer);
    }

    @Test
    @DisplayName("what is no JSON of this kind is refused before anything is read of it")
    void refusesOtherBodies() {
        String path = AdminApi.server(uri);
        assertThat(api.send("PUT", path, "{}", "Content-Type", "text/plain", "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(415);
        for (String body : List.of(
                "",
                "{",
                "[]",
                "null",
                "{\"uri\":1}",
                "{\"uri\":true}",
                "{\"aliases\":[1.5]}",
                "{\"aliases\":\"x\"}",
                "{\"dpop_required\":\"true\"}",
                "{\"nme\":\"x\"}",
                "{} {}",
                "{\"uri\":\"\\u0000\"}")) {
            assertThat(api.put(path, body, AdminApi.NEW).statusCode()).as(body).isEqualTo(400);
        }
        HttpResponse<String> twice = api.put(path, "{\"name\":\"a\",\"name\":\"b\"}", AdminApi.NEW);
        assertThat(twice.statusCode()).isEqualTo(400);
        HttpResponse<String> large = api.put(path, "\"" + "x".repeat(300_000) + "\"", AdminApi.NEW);
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(AdminApi.pointers(api.put(path, "{\"scopes\":[{\"nme\":1}]}", AdminApi.NEW)))
                .containsExactly("/scopes/0/nme");
        assertThat(api.put("/servers/!!", described("x"), AdminApi.NEW).statusCode())
                .isEqualTo(404);
    }

    @Test
    @DisplayName("D12 the server that requests are for which name none stays")
    void keepsTheDefault() {
        HttpResponse<String> answer =
                api.delete(AdminApi.server(Oauth.RS1), AdminApi.seen(api.get(AdminApi.server(Oauth.RS1))));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(api.get(AdminApi.server(Oauth.RS1)).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("a server that nobody has looked at differs in nothing yet")
    void tellsDrift() {
        HttpResponse<String> drift = api.get(AdminApi.server("https://mcp2.test/mcp") + "/drift");
        assertThat(drift.statusCode()).as(drift.body()).isEqualTo(200);
        assertThat(Oauth.json(drift)).containsEntry("differences", List.of());
    }
}
