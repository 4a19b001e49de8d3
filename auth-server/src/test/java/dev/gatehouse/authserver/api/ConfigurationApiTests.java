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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** MCP servers, rules, the mode and policies over the interface of administrators. */
@ParameterizedClass
@EnumSource(Database.class)
class ConfigurationApiTests {

    private final TestServer server;

    private final Oauth oauth;

    private AdminApi api;

    ConfigurationApiTests(Database database) {
        this.server = TestServer.on(database);
        this.oauth = new Oauth(server);
        this.api = AdminApi.without(server);
    }

    @BeforeEach
    void authorize() {
        api = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE);
    }

    private static String uri() {
        return "https://" + UUID.randomUUID() + ".test/mcp";
    }

    private static Map<String, Object> described(String uri, String name) {
        return Map.of(
                "uri",
                uri,
                "name",
                name,
                "token_lifetime",
                "PT5M",
                "aliases",
                List.of(uri + "/alias"),
                "scopes",
                List.of(
                        Map.of("name", "notes:read", "text", "Read notes", "risk", "read", "tools", List.of("list")),
                        Map.of(
                                "name",
                                "notes:send",
                                "text",
                                "Send notes",
                                "risk",
                                "destructive",
                                "self_registered",
                                false,
                                "approval_needed",
                                true)));
    }

    @Test
    @DisplayName("a server is made, read, replaced and removed, and each state is named by its tag")
    void servers() {
        String uri = uri();
        String path = AdminApi.server(uri);
        assertThat(api.get(path).statusCode()).isEqualTo(404);
        HttpResponse<String> made = api.put(path, described(uri, "Notes"), AdminApi.NEW);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(api.put(path, described(uri, "Notes"), AdminApi.NEW).statusCode())
                .isEqualTo(412);
        HttpResponse<String> read = api.get(path);
        assertThat(Oauth.json(read))
                .containsEntry("name", "Notes")
                .containsEntry("token_lifetime", "PT5M")
                .containsEntry("grant_ceiling", "PT24H")
                .containsEntry("signing_algorithm", "ES256")
                .containsEntry("default_scope", List.of("notes:read"))
                .containsEntry("aliases", List.of(uri + "/alias"));
        assertThat(read.body()).contains("\"approval_needed\":true").contains("\"tools\":[\"list\"]");
        // What was read can be written as it is.
        HttpResponse<String> same = api.put(path, read.body(), AdminApi.seen(read));
        assertThat(same.statusCode()).isEqualTo(200);
        assertThat(Oauth.json(same)).isEqualTo(Oauth.json(read));
        assertThat(api.put(path, described(uri, "Old"), AdminApi.seen(read)).statusCode())
                .isEqualTo(412);
        assertThat(api.put(path, described(uri, "Blind")).statusCode()).isEqualTo(428);
        assertThat(AdminApi.text(api.put(path, described(uri, "New"), AdminApi.seen(same)), "name"))
                .isEqualTo("New");
        assertThat(api.delete(path).statusCode()).isEqualTo(428);
        HttpResponse<String> removed = api.delete(path, AdminApi.seen(api.get(path)));
        assertThat(Oauth.json(removed)).containsEntry("complete", true).containsEntry("grants_ended", 0);
        assertThat(api.get(path).statusCode()).isEqualTo(404);
        assertThat(audited("resource.added", uri)).isEqualTo(1);
        assertThat(audited("resource.changed", uri)).isEqualTo(2);
        assertThat(audited("resource.removed", uri)).isEqualTo(1);
    }

    @Test
    @DisplayName("P03 what was granted at a server ends with it, and a dry run tells how much and ends nothing")
    void removedServerEndsGrants() {
        String uri = uri();
        String path = AdminApi.server(uri);
        HttpResponse<String> made = api.put(path, described(uri, "Notes"), AdminApi.NEW);
        String code = oauth.code("resource=" + uri, "scope=notes:read");
        String refresh = AdminApi.text(oauth.token(code, "resource=" + uri), "refresh_token");
        HttpResponse<String> dry = api.delete(path + "?dry_run=true", AdminApi.seen(made));
        assertThat(Oauth.json(dry)).containsEntry("grants_ended", 1).containsEntry("consents_ended", 1);
        assertThat(api.get(path).statusCode()).isEqualTo(200);
        String next = AdminApi.text(oauth.refresh(refresh), "refresh_token");
        assertThat(next).isNotEqualTo("null");
        assertThat(Oauth.json(api.delete(path, AdminApi.seen(made)))).containsEntry("grants_ended", 1);
        assertThat(oauth.refresh(next).statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("a dry run validates all, answers what would be and changes nothing")
    void dryRun() {
        String uri = uri();
        String path = AdminApi.server(uri);
        HttpResponse<String> dry = api.put(path + "?dry_run=true", described(uri, "Notes"), AdminApi.NEW);
        assertThat(dry.statusCode()).isEqualTo(201);
        assertThat(api.get(path).statusCode()).isEqualTo(404);
        assertThat(audited("resource.added", uri)).isZero();
        Map<String, Object> wrong = new HashMap<>(described(uri, "Notes"));
        wrong.put("signing_algorithm", "none");
        HttpResponse<String> refused = api.put(path + "?dry_run=true", wrong, AdminApi.NEW);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(AdminApi.pointers(refused)).containsExactly("/signing_algorithm");
        assertThat(api.put(path + "?dry_run=maybe", described(uri, "Notes"), AdminApi.NEW)
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("what cannot be read is named, and changes nothing")
    void unreadable() {
        String uri = uri();
        String path = AdminApi.server(uri);
        assertRefused(path, "{\"uri\":\"" + uri + "\",\"nmae\":\"x\"}", 400, "/nmae");
        assertRefused(path, "{\"uri\":\"" + uri + "\",\"uri\":\"" + uri + "\"}", 400, "");
        assertRefused(path, "{\"dpop_required\":\"true\"}", 400, "/dpop_required");
        assertRefused(path, "{\"name\":7}", 400, "/name");
        assertRefused(path, "{\"scopes\":[{\"risk\":{}}]}", 400, "/scopes/0/risk");
        assertRefused(path, "[]", 400, "");
        assertRefused(path, "null", 400, "");
        assertRefused(path, "{", 400, "");
        assertRefused(path, "{} {}", 400, "");
        assertRefused(path, "{\"name\":\"a\\u0000b\"}", 400, "");
        assertRefused(path, "{}", 422, "/uri");
        assertRefused(
                path, "{\"uri\":\"" + uri + "\",\"name\":\"x\",\"token_lifetime\":\"5m\"}", 422, "/token_lifetime");
        assertRefused(
                path, "{\"uri\":\"" + uri + "\",\"name\":\"x\",\"token_lifetime\":\"PT2H\"}", 422, "/token_lifetime");
        assertRefused(
                path,
                "{\"uri\":\"" + uri
                        + "\",\"name\":\"x\",\"scopes\":[{\"name\":\"a\",\"text\":\"b\",\"risk\":\"none\"}]}",
                422,
                "/scopes/0/risk");
        assertRefused(path, "{\"uri\":\"https://else.test/mcp\",\"name\":\"x\"}", 422, "/uri");
        assertThat(api.put(path, "x".repeat(300_000), AdminApi.NEW).statusCode())
                .isEqualTo(413);
        assertThat(api.send("PUT", path, "{}", "Content-Type", "text/plain", "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(415);
        assertThat(api.get("/servers/!").statusCode()).isEqualTo(404);
        assertThat(api.send("PATCH", path, "{}").statusCode()).isEqualTo(405);
    }

    private void assertRefused(String path, String body, int status, String pointer) {
        HttpResponse<String> answer = api.put(path, body, AdminApi.NEW);
        assertThat(answer.statusCode()).as(body).isEqualTo(status);
        assertThat(AdminApi.pointers(answer)).as(body).containsExactly(pointer);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(api.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("a rule is made, replaced, deleted and restored")
    void rules() {
        String path = "/rules/" + UUID.randomUUID();
        Map<String, Object> rule = Map.of("action", "allow", "domain", "tools.test", "scope", "tools:read");
        HttpResponse<String> made = api.put(path, rule, AdminApi.NEW);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        HttpResponse<String> changed =
                api.put(path, Map.of("action", "block", "domain", "tools.test"), AdminApi.seen(made));
        assertThat(AdminApi.text(changed, "action")).isEqualTo("block");
        assertThat(api.put(path, rule, AdminApi.seen(made)).statusCode()).isEqualTo(412);
        assertThat(api.delete(path, AdminApi.seen(made)).statusCode()).isEqualTo(412);
        assertThat(api.delete(path + "?dry_run=true", AdminApi.seen(changed)).statusCode())
                .isEqualTo(204);
        assertThat(api.delete(path, AdminApi.seen(changed)).statusCode()).isEqualTo(204);
        assertThat(api.get(path).statusCode()).isEqualTo(404);
        assertThat(AdminApi.text(api.post(path + "/restore", null), "action")).isEqualTo("block");
        assertThat(api.post(path + "/restore", null).statusCode()).isEqualTo(404);
        assertThat(api.delete(path, AdminApi.seen(api.get(path))).statusCode()).isEqualTo(204);
        // The id was used.
        assertThat(api.put(path, rule, AdminApi.NEW).statusCode()).isEqualTo(409);
        String other = "/rules/" + UUID.randomUUID();
        assertThat(AdminApi.pointers(api.put(other, Map.of("action", "allow"), AdminApi.NEW)))
                .containsExactly("");
        assertThat(AdminApi.pointers(api.put(
                        other,
                        Map.of(
                                "action",
                                "allow",
                                "domain",
                                "https://x",
                                "resource",
                                "https://none.test/",
                                "group",
                                "a b"),
                        AdminApi.NEW)))
                .containsExactly("/domain", "/resource", "/group");
    }

    @Test
    @DisplayName("the mode is read and set, by who saw what it was")
    void mode() {
        HttpResponse<String> before = api.get("/mode");
        assertThat(AdminApi.text(before, "mode")).isEqualTo("open");
        assertThat(api.put("/mode", Map.of("mode", "by-rule")).statusCode()).isEqualTo(428);
        assertThat(api.put("/mode", Map.of("mode", "BY_RULE"), AdminApi.seen(before))
                        .statusCode())
                .isEqualTo(422);
        HttpResponse<String> dry = api.put("/mode?dry_run=true", Map.of("mode", "by-rule"), AdminApi.seen(before));
        assertThat(AdminApi.text(dry, "mode")).isEqualTo("by-rule");
        assertThat(AdminApi.text(api.get("/mode"), "mode")).isEqualTo("open");
    }

    @Test
    @DisplayName("a policy is made, replaced, deleted and restored, and limits what the next token gets")
    void policies() {
        String path = "/policies/" + UUID.randomUUID();
        Map<String, Object> policy =
                Map.of("level", "client", "subject", "RAW", "scopes", List.of("tools:write"), "token_lifetime", "PT1M");
        HttpResponse<String> made = api.put(path, policy, AdminApi.NEW);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(Oauth.json(made))
                .containsEntry("subject", "RAW")
                .containsEntry("scopes", List.of("tools:write"))
                .containsEntry("token_lifetime", "PT1M");
        HttpResponse<String> refused = oauth.post(
                "/token",
                Oauth.with(List.of("grant_type=client_credentials")),
                Oauth.basic("RAW", "raw+secret/with%signs=raw+secret/with%"));
        assertThat(refused.statusCode()).as("the policy counts").isEqualTo(400);
        HttpResponse<String> person = api.put(
                path, Map.of("level", "person", "subject", "bob", "grant_lifetime", "PT1H"), AdminApi.seen(made));
        assertThat(AdminApi.text(person, "subject")).isEqualTo("bob");
        assertThat(api.delete(path, AdminApi.seen(made)).statusCode()).isEqualTo(412);
        assertThat(api.delete(path, AdminApi.seen(person)).statusCode()).isEqualTo(204);
        assertThat(AdminApi.text(api.post(path + "/restore", null), "level")).isEqualTo("person");
        assertThat(api.delete(path, AdminApi.seen(api.get(path))).statusCode()).isEqualTo(204);
    }

    @Test
    @DisplayName("a policy that breaks a rule is refused with all that is wrong")
    void policyFaults() {
        String path = "/policies/" + UUID.randomUUID();
        assertThat(AdminApi.pointers(api.put(
                        path,
                        Map.of("level", "global", "scopes", List.of("none:such"), "token_lifetime", "PT2H"),
                        AdminApi.NEW)))
                .containsExactly("/scopes", "/token_lifetime");
        assertThat(AdminApi.pointers(api.put(path, Map.of("level", "global"), AdminApi.NEW)))
                .containsExactly("");
        assertThat(AdminApi.pointers(api.put(
                        path, Map.of("level", "person", "subject", "who", "grant_lifetime", "PT1H"), AdminApi.NEW)))
                .containsExactly("/subject");
        // Longer than the general ceiling, with nobody who answers for it.
        assertThat(AdminApi.pointers(api.put(path, Map.of("level", "global", "grant_lifetime", "P7D"), AdminApi.NEW)))
                .containsExactly("");
        Map<String, Object> exempt = Map.of("owner", "Ruth", "reason", "Pilot", "ends_at", "2099-01-01T00:00:00Z");
        assertThat(AdminApi.pointers(api.put(
                        path, Map.of("level", "global", "grant_lifetime", "P7D", "exemption", exempt), AdminApi.NEW)))
                .containsExactly("/exemption/ends_at");
        assertThat(api.get(path).statusCode()).isEqualTo(404);
    }

    private int audited(String type, String resource) {
        return server.jdbc()
                .sql("select count(*) from audit_entry where type = ? and resource = ? and actor = 'client:OPS'")
                .params(type, resource)
                .query(Integer.class)
                .single();
    }
}
