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

/** The rules about clients, and the mode, as a program sets them. */
@ParameterizedClass
@EnumSource(Database.class)
class RulesApiTests {

    private final TestServer server;

    private final AdminApi api;

    private final String path = "/rules/" + UUID.randomUUID();

    RulesApiTests(Database database) {
        this.server = TestServer.on(database);
        this.api = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE);
    }

    @Test
    @DisplayName("a rule is made under the id that its author chose, is replaced, deleted, restored and made anew")
    void lives() {
        Map<String, Object> rule = Map.of("action", "block", "domain", "bad.example", "reason", "Not ours");
        HttpResponse<String> made = api.put(path, rule, AdminApi.NEW);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(Oauth.json(made)).containsAllEntriesOf(rule).containsEntry("id", path.substring(7));
        assertThat(AdminApi.items(api.get("/rules")))
                .anySatisfy(item -> assertThat(item).containsAllEntriesOf(rule));
        String[] seen = AdminApi.seen(made);
        assertThat(AdminApi.seen(api.get(path))).isEqualTo(seen);

        HttpResponse<String> changed = api.put(path, Map.of("action", "ask", "domain", "bad.example"), seen);
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(AdminApi.seen(changed)).isNotEqualTo(seen);
        assertThat(api.put(path, rule, seen).statusCode()).isEqualTo(412);
        assertThat(api.delete(path, seen).statusCode()).isEqualTo(412);
        assertThat(api.delete(path).statusCode()).isEqualTo(428);

        assertThat(api.delete(path + "?dry_run=true", AdminApi.seen(changed)).statusCode())
                .isEqualTo(204);
        assertThat(api.delete(path, AdminApi.seen(changed)).statusCode()).isEqualTo(204);
        assertThat(api.get(path).statusCode()).isEqualTo(404);
        assertThat(api.post(path + "/restore", null).statusCode()).isEqualTo(200);
        assertThat(api.post(path + "/restore", null).statusCode()).isEqualTo(404);
        assertThat(AdminApi.text(api.get(path), "action")).isEqualTo("ask");

        api.delete(path, AdminApi.seen(changed));
        assertThat(api.put(path, rule, AdminApi.NEW).statusCode()).isEqualTo(201);
        assertThat(AdminApi.text(api.get(path), "action")).isEqualTo("block");
        api.delete(path, AdminApi.seen(api.get(path)));
        assertThat(server.jdbc()
                        .sql("select type from audit_entry where event_json like ? order by seq")
                        .param("%" + path.substring(7) + "%")
                        .query(String.class)
                        .list())
                .containsExactly(
                        "approval.rule_added",
                        "approval.rule_changed",
                        "approval.rule_deleted",
                        "approval.rule_restored",
                        "approval.rule_deleted",
                        "approval.rule_added",
                        "approval.rule_deleted");
    }

    @Test
    @DisplayName("a rule that cannot be is refused with each part that is wrong, and a dry run changes nothing")
    void refuses() {
        String before = AdminApi.stored(server);
        assertThat(faults(Map.of("action", "block"))).containsExactly("");
        assertThat(faults(Map.of("action", "shrug", "domain", "a.test"))).containsExactly("/action");
        assertThat(faults(Map.of(
                        "action",
                        "allow",
                        "domain",
                        "https://a.test",
                        "redirect_host",
                        "A.test",
                        "resource",
                        "https://nowhere.test",
                        "scope",
                        "a b",
                        "group",
                        "No Such",
                        "reason",
                        "x".repeat(501))))
                .containsExactly("/domain", "/redirect_host", "/resource", "/scope", "/group", "/reason");
        assertThat(api.put("/rules/not-an-id", Map.of(), AdminApi.NEW).statusCode())
                .isEqualTo(404);
        Map<String, Object> good = Map.of("action", "block", "domain", "dry.example");
        assertThat(api.put(path + "?dry_run=true", good, AdminApi.NEW).statusCode())
                .isEqualTo(201);
        Map<String, Object> other = new HashMap<>(good);
        other.put("id", UUID.randomUUID().toString());
        assertThat(faults(other)).containsExactly("/id");
        assertThat(AdminApi.stored(server)).isEqualTo(before);
    }

    private List<Object> faults(Map<String, Object> body) {
        HttpResponse<String> answer = api.put(path, body, AdminApi.NEW);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        return AdminApi.pointers(answer);
    }

    @Test
    @DisplayName("the mode is read and set, and of two at once the second is told")
    void setsTheMode() {
        HttpResponse<String> mode = api.get("/mode");
        assertThat(Oauth.json(mode)).containsExactly(Map.entry("mode", "open"));
        assertThat(api.put("/mode", Map.of("mode", "by-rule")).statusCode()).isEqualTo(428);
        assertThat(api.put("/mode", Map.of("mode", "BY_RULE"), AdminApi.seen(mode))
                        .statusCode())
                .isEqualTo(422);
        assertThat(AdminApi.text(api.put("/mode?dry_run=true", Map.of("mode", "by-rule"), AdminApi.seen(mode)), "mode"))
                .isEqualTo("by-rule");
        assertThat(AdminApi.text(api.get("/mode"), "mode")).isEqualTo("open");
        HttpResponse<String> set = api.put("/mode", Map.of("mode", "approve-all"), AdminApi.seen(mode));
        assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
        try {
            assertThat(AdminApi.text(api.get("/mode"), "mode")).isEqualTo("approve-all");
            assertThat(api.put("/mode", Map.of("mode", "by-rule"), AdminApi.seen(mode))
                            .statusCode())
                    .isEqualTo(412);
        } finally {
            assertThat(api.put("/mode", Map.of("mode", "open"), AdminApi.seen(set))
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
