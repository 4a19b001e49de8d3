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

/** The rules of policy as a program sets them. */
@ParameterizedClass
@EnumSource(Database.class)
class PoliciesApiTests {

    private final TestServer server;

    private final Oauth oauth;

    private final AdminApi api;

    private final String path = "/policies/" + UUID.randomUUID();

    PoliciesApiTests(Database database) {
        this.server = TestServer.on(database);
        this.oauth = new Oauth(server);
        this.api = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE);
    }

    @Test
    @DisplayName("a rule is made, counts, is simulated, replaced, deleted, restored and made anew under its id")
    void lives() {
        Map<String, Object> rule =
                Map.of("level", "client", "subject", "M2M", "resource", Oauth.RS1, "token_lifetime", "PT1M");
        HttpResponse<String> made = api.put(path, rule, AdminApi.NEW);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(Oauth.json(made)).containsAllEntriesOf(rule);
        assertThat(Oauth.json(oauth.clientCredentials()).get("expires_in")).isEqualTo(60);
        HttpResponse<String> simulated =
                api.post("/simulate", Map.of("client", "M2M", "resource", Oauth.RS1, "scope", "tools:read"));
        assertThat(Oauth.json(simulated))
                .containsEntry("may_use", true)
                .containsEntry("scopes", List.of("tools:read"))
                .containsEntry("token_lifetime", "PT1M");

        String[] seen = AdminApi.seen(made);
        Map<String, Object> longer = new HashMap<>(rule);
        longer.put("token_lifetime", "PT2M");
        HttpResponse<String> changed = api.put(path, longer, seen);
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        assertThat(Oauth.json(oauth.clientCredentials()).get("expires_in")).isEqualTo(120);
        assertThat(api.put(path, rule, seen).statusCode()).isEqualTo(412);
        assertThat(api.delete(path, seen).statusCode()).isEqualTo(412);

        seen = AdminApi.seen(changed);
        assertThat(api.delete(path, seen).statusCode()).isEqualTo(204);
        assertThat(Oauth.json(oauth.clientCredentials()).get("expires_in")).isEqualTo(600);
        assertThat(api.post(path + "/restore", null).statusCode()).isEqualTo(200);
        assertThat(AdminApi.text(api.get(path), "token_lifetime")).isEqualTo("PT2M");
        api.delete(path, AdminApi.seen(api.get(path)));
        assertThat(api.put(path, rule, AdminApi.NEW).statusCode()).isEqualTo(201);
        assertThat(AdminApi.items(api.get("/policies")))
                .filteredOn(item -> path.endsWith(String.valueOf(item.get("id"))))
                .singleElement()
                .satisfies(item -> assertThat(item).containsAllEntriesOf(rule));
        assertThat(api.delete(path, AdminApi.seen(api.get(path))).statusCode()).isEqualTo(204);
    }

    @Test
    @DisplayName("a person is named by their username, and an exemption says who answers for it and until when")
    void exempts() {
        Map<String, Object> rule = Map.of(
                "level",
                "person",
                "subject",
                "bob",
                "grant_lifetime",
                "PT168H",
                "exemption",
                Map.of(
                        "owner",
                        "Ruth",
                        "reason",
                        "Pilot",
                        "ends_at",
                        server.clock().instant().plusSeconds(86_400) + ""));
        HttpResponse<String> made = api.put(path + "?dry_run=true", rule, AdminApi.NEW);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(Oauth.json(made)).containsEntry("subject", "bob").containsEntry("grant_lifetime", "PT168H");
        assertThat(api.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("a rule that limits nothing, too much or nobody is refused with what is wrong")
    void refuses() {
        String before = AdminApi.stored(server);
        assertThat(faults(Map.of("level", "global"))).containsExactly("");
        assertThat(faults(Map.of("level", "all", "token_lifetime", "PT1M"))).containsExactly("/level");
        assertThat(faults(Map.of("level", "person", "token_lifetime", "PT1M"))).containsExactly("/subject");
        assertThat(faults(Map.of("level", "person", "subject", "nobody", "token_lifetime", "PT1M")))
                .containsExactly("/subject");
        assertThat(faults(Map.of("level", "global", "resource", Oauth.RS1, "token_lifetime", "PT1M")))
                .containsExactly("");
        assertThat(faults(Map.of("level", "global", "token_lifetime", "PT2H"))).containsExactly("/token_lifetime");
        assertThat(faults(Map.of("level", "global", "grant_lifetime", "PT48H"))).containsExactly("");
        assertThat(faults(Map.of("level", "resource", "resource", "https://x.test", "token_lifetime", "PT1M")))
                .containsExactly("/resource");
        assertThat(faults(Map.of("level", "global", "scopes", List.of("no:such"))))
                .containsExactly("/scopes");
        for (String end : List.of("2001-01-01T00:00:00Z", "+999999999-01-01T00:00:00Z", "tomorrow")) {
            assertThat(faults(Map.of(
                            "level",
                            "global",
                            "grant_lifetime",
                            "PT48H",
                            "exemption",
                            Map.of("owner", "Ruth", "reason", "Pilot", "ends_at", end))))
                    .containsExactly("/exemption/ends_at");
        }
        assertThat(AdminApi.stored(server)).isEqualTo(before);
    }

    private List<Object> faults(Map<String, Object> body) {
        HttpResponse<String> answer = api.put(path, body, AdminApi.NEW);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        return AdminApi.pointers(answer);
    }
}
