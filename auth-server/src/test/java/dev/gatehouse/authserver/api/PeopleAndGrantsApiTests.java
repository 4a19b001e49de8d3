package dev.gatehouse.authserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** People, grants, the record and how it goes, over the interface of administrators. */
@ParameterizedClass
@EnumSource(Database.class)
class PeopleAndGrantsApiTests {

    private final TestServer server;

    private final Oauth oauth;

    private AdminApi api;

    PeopleAndGrantsApiTests(Database database) {
        this.server = TestServer.on(database);
        this.oauth = new Oauth(server);
        this.api = AdminApi.without(server);
    }

    @BeforeEach
    void authorize() {
        api = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE);
    }

    @Test
    @DisplayName("a person is invited with a link that works once, given roles, disabled and enabled")
    void people() {
        String username = "p" + UUID.randomUUID().toString().substring(0, 8);
        HttpResponse<String> invited =
                api.post("/people", Map.of("username", username, "display_name", "Petra", "groups", List.of("sales")));
        assertThat(invited.statusCode()).as(invited.body()).isEqualTo(201);
        String link = AdminApi.text(invited, "link");
        assertThat(oauth.browser().get(java.net.URI.create(link)).statusCode()).isEqualTo(200);
        String path = "/people/" + AdminApi.text(invited, "id");
        HttpResponse<String> read = api.get(path);
        assertThat(Oauth.json(read)).containsEntry("status", "invited").doesNotContainKey("link");
        assertThat(api.post("/people", Map.of("username", username, "display_name", "Twice"))
                        .statusCode())
                .isEqualTo(409);

        HttpResponse<String> changed =
                api.put(path, Map.of("roles", List.of("auditor"), "status", "disabled"), AdminApi.seen(read));
        assertThat(Oauth.json(changed))
                .containsEntry("roles", List.of("auditor"))
                .containsEntry("groups", List.of())
                .containsEntry("status", "disabled");
        assertThat(api.put(path, Map.of(), AdminApi.seen(read)).statusCode()).isEqualTo(412);
        assertThat(AdminApi.pointers(api.put(path, Map.of("username", "other"), AdminApi.seen(changed))))
                .containsExactly("/username");
        assertThat(AdminApi.pointers(api.put(path, Map.of("roles", List.of("king")), AdminApi.seen(changed))))
                .containsExactly("/roles");
        HttpResponse<String> enabled =
                api.put(path, Oauth.json(changed).isEmpty() ? "" : Map.of(), AdminApi.seen(changed));
        assertThat(Oauth.json(enabled)).containsEntry("status", "invited").containsEntry("roles", List.of());
        HttpResponse<String> reset = api.post(path + "/reset", null, AdminApi.seen(enabled));
        assertThat(AdminApi.text(reset, "link")).contains("/set-password?link=").isNotEqualTo(link);
        assertThat(AdminApi.items(api.get("/people?q=" + username))).hasSize(1);
    }

    @Test
    @DisplayName("a person's mail address is set with the invitation and by a change, and goes where it is left out")
    void mailAddresses() {
        String username = "p" + UUID.randomUUID().toString().substring(0, 8);
        for (String odd : List.of("", " ", "a", "a@b@c", "a@b.test\nBcc: c@d.test", "a b@c.test")) {
            assertThat(AdminApi.pointers(
                            api.post("/people", Map.of("username", username, "display_name", "Petra", "email", odd))))
                    .as(odd)
                    .containsExactly("/email");
        }
        HttpResponse<String> invited =
                api.post("/people", Map.of("username", username, "display_name", "Petra", "email", "p@x.test"));
        assertThat(Oauth.json(invited)).containsEntry("email", "p@x.test");
        String path = "/people/" + AdminApi.text(invited, "id");
        assertThat(AdminApi.pointers(api.put(path, Map.of("email", "no"), AdminApi.seen(invited))))
                .containsExactly("/email");
        HttpResponse<String> tried =
                api.put(path + "?dry_run=true", Map.of("email", "q@x.test"), AdminApi.seen(invited));
        assertThat(Oauth.json(tried)).containsEntry("email", "q@x.test");
        HttpResponse<String> read = api.get(path);
        assertThat(Oauth.json(read)).containsEntry("email", "p@x.test");
        HttpResponse<String> changed = api.put(path, Map.of("email", "r@x.test"), AdminApi.seen(read));
        assertThat(Oauth.json(changed)).containsEntry("email", "r@x.test");
        assertThat(AdminApi.items(api.get("/people?q=" + username)))
                .singleElement()
                .extracting(item -> item.get("email"))
                .isEqualTo("r@x.test");
        HttpResponse<String> without = api.put(path, Map.of(), AdminApi.seen(changed));
        assertThat(Oauth.json(without)).doesNotContainKey("email");
    }

    @Test
    @DisplayName("W11 nobody changes their own roles or disables themselves by a program either")
    void notThemselves() {
        AdminApi root = AdminApi.person(server, "root", AdminApi.READ, AdminApi.WRITE);
        Map<String, Object> self = AdminApi.items(root.get("/people?q=root")).getFirst();
        String path = "/people/" + self.get("id");
        String[] seen = AdminApi.seen(root.get(path));
        assertThat(root.put(path, Map.of("roles", List.of("auditor")), seen).statusCode())
                .isEqualTo(409);
        assertThat(root.put(path, Map.of("roles", List.of("owner"), "status", "disabled"), seen)
                        .statusCode())
                .isEqualTo(409);
        assertThat(root.post(path + "/reset", null, seen).statusCode()).isEqualTo(409);
    }

    @Test
    @DisplayName("the last owner who can sign in stays one, whoever asks")
    void lastOwner() {
        Map<String, Object> root = AdminApi.items(api.get("/people?q=root")).getFirst();
        String path = "/people/" + root.get("id");
        for (Map<String, Object> body : List.<Map<String, Object>>of(
                Map.of("roles", List.of()), Map.of("roles", List.of("owner"), "status", "disabled"))) {
            HttpResponse<String> answer = api.put(path, body, AdminApi.seen(api.get(path)));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
            assertThat(answer.body()).contains("This is the last owner");
        }
        assertThat(api.post(path + "/reset", null, AdminApi.seen(api.get(path))).statusCode())
                .isEqualTo(409);
        assertThat(Oauth.json(api.get(path)))
                .containsEntry("status", "active")
                .containsEntry("roles", List.of("owner"));
    }

    @Test
    @DisplayName("P03 a grant is found and ended for good, alone and with all of its kind")
    void grants() {
        // The clock stands still, and the newest is looked for: not one that an earlier test made at the same moment.
        server.clock().advance(Duration.ofSeconds(1));
        Map<String, Object> tokens = oauth.tokens();
        Map<String, Object> grant = AdminApi.items(
                        api.get("/grants?person=alice&client=PUB&limit=1&resource=" + Oauth.RS1))
                .getFirst();
        assertThat(grant)
                .containsEntry("person", "alice")
                .containsEntry("resource", "https://mcp1.test/mcp")
                .containsEntry("live", true);
        String path = "/grants/" + grant.get("id");
        assertThat(oauth.active(tokens.get("access_token"))).isTrue();
        assertThat((Integer) Oauth.json(api.post(path + "/revoke", null)).get("grants_ended"))
                .isPositive();
        assertThat(oauth.active(tokens.get("access_token"))).isFalse();
        assertThat(Oauth.json(api.get(path))).containsEntry("live", false);

        Map<String, Object> again = oauth.tokens();
        Map<String, Object> of = Map.of("person", "alice", "client", "PUB");
        assertThat((Integer)
                        Oauth.json(api.post("/grants/revoke?dry_run=true", of)).get("would_revoke"))
                .isPositive();
        assertThat(oauth.active(again.get("access_token"))).isTrue();
        assertThat(Oauth.json(api.post("/grants/revoke", of))).containsEntry("complete", true);
        assertThat(oauth.active(again.get("access_token"))).isFalse();
    }

    @Test
    @DisplayName("P03 nothing ends where nothing was named, nor where the name is nobody's")
    void neverAllByAccident() {
        Map<String, Object> tokens = oauth.tokens();
        assertThat(api.post("/grants/revoke", Map.of()).statusCode()).isEqualTo(422);
        assertThat(api.post("/grants/revoke", Map.of("all", true, "person", "alice"))
                        .statusCode())
                .isEqualTo(422);
        assertThat(Oauth.json(api.post("/grants/revoke", Map.of("person", "nobody-at-all"))))
                .containsEntry("grants_ended", 0);
        assertThat(AdminApi.items(api.get("/grants?person=nobody-at-all"))).isEmpty();
        assertThat(oauth.active(tokens.get("access_token"))).isTrue();
    }

    @Test
    @DisplayName("the record, the numbers, the keys and the attempts to connect are read")
    void reads() {
        oauth.tokens();
        List<Map<String, Object>> entries = AdminApi.items(api.get("/audit?client=OPS&limit=2"));
        assertThat(entries).hasSize(2);
        assertThat(entries.getFirst()).containsEntry("client_id", "OPS").containsKeys("id", "at", "type", "facts");
        HttpResponse<String> page = api.get("/audit?limit=1");
        HttpResponse<String> next = api.get("/audit?limit=1&after=" + AdminApi.text(page, "next"));
        assertThat(Long.parseLong((String) AdminApi.items(next).getFirst().get("id")))
                .isLessThan(
                        Long.parseLong((String) AdminApi.items(page).getFirst().get("id")));
        assertThat((Integer) Oauth.json(api.get("/overview")).get("live_grants"))
                .isPositive();
        assertThat(AdminApi.items(api.get("/keys")))
                .extracting("state")
                .contains("signs")
                .doesNotContainNull();
        assertThat(api.get("/keys").body()).doesNotContain("private").doesNotContain("jwe");
        Map<String, Object> handshake =
                AdminApi.items(api.get("/handshakes?q=PUB")).getFirst();
        assertThat(Oauth.json(api.get("/handshakes/" + handshake.get("id")))).containsKey("steps");
        assertThat(api.get("/audit?after=x").statusCode()).isEqualTo(400);
        assertThat(api.get("/handshakes?refused=x").statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("Y2 the next signing keys are ordered to sign, and the record says by whom")
    void rotatesKeys() {
        HttpResponse<String> keys = api.post("/keys/rotate", null);
        assertThat(keys.statusCode()).as(keys.body()).isEqualTo(200);
        assertThat(AdminApi.items(keys)).extracting(key -> key.get("state")).contains("signs");
        assertThat(AdminApi.items(api.get("/audit?type=keys.rotation_ordered&limit=1"))
                        .getFirst())
                .containsEntry("actor", "client:OPS");
    }
}
