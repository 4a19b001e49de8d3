package dev.gatehouse.authserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Decisions about clients by a program. */
@ParameterizedClass
@EnumSource(Database.class)
class ApprovalsApiTests {

    private static final String CALLBACK = "https://ask-first.test/cb";

    private final TestServer server;

    private final Oauth oauth;

    private final String rule = "/rules/" + UUID.randomUUID();

    private final String name = "Asks " + UUID.randomUUID();

    private AdminApi api;

    ApprovalsApiTests(Database database) {
        this.server = TestServer.on(database);
        this.oauth = new Oauth(server);
        this.api = AdminApi.without(server);
    }

    @BeforeEach
    void askFirst() {
        api = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE);
        assertThat(api.put(rule, Map.of("action", "ask", "redirect_host", "ask-first.test"), AdminApi.NEW)
                        .statusCode())
                .isEqualTo(201);
    }

    @AfterEach
    void askNoMore() {
        assertThat(api.delete(rule, AdminApi.seen(api.get(rule))).statusCode()).isEqualTo(204);
    }

    private String register() {
        HttpResponse<String> answer = oauth.browser()
                .send(HttpRequest.newBuilder(server.url("/register"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"client_name\":\"" + name
                                + "\",\"redirect_uris\":[\"" + CALLBACK
                                + "\"],\"token_endpoint_auth_method\":\"none\"}")));
        return AdminApi.text(answer, "client_id");
    }

    /** What becomes of the request when the person looks: where they are then. */
    private String asks(UserAgent person, String client) {
        return oauth.follow(person, "client_id=" + client, "redirect_uri=" + CALLBACK)
                .uri()
                .getPath();
    }

    private Map<String, Object> waiting() {
        return AdminApi.items(api.get("/approvals?q=" + name.replace(" ", "+"))).getFirst();
    }

    /** What the console says of it. */
    private String shown(String show) {
        return org.jsoup.Jsoup.parse(oauth.signedIn("root")
                        .get(server.url("/admin/approvals?show=" + show + "&q=" + name.replace(" ", "+")))
                        .body())
                .select(".entry, main")
                .text();
    }

    @Test
    @DisplayName("an undoing names again who decided before, a person or a program")
    void namesWhoDecided() {
        asks(oauth.signedIn("alice"), register());
        String path = "/approvals/" + waiting().get("id");
        Map<String, Object> block = Map.of("decision", "block");
        HttpResponse<String> program = api.post(path + "/decision", block, AdminApi.seen(api.get(path)));
        AdminApi root = AdminApi.person(server, "root", AdminApi.READ, AdminApi.WRITE);
        HttpResponse<String> person = root.post(path + "/decision", block, AdminApi.seen(program));
        assertThat(Oauth.json(person)).containsEntry("decided_by", "Ruth Root").doesNotContainKey("decided_by_client");
        assertThat(shown("blocked")).contains("by Ruth Root");
        HttpResponse<String> undone = root.post(path + "/undo", null, AdminApi.seen(person));
        assertThat(Oauth.json(undone)).containsEntry("decided_by_client", "OPS").doesNotContainKey("decided_by");

        HttpResponse<String> again = root.post(path + "/decision", block, AdminApi.seen(undone));
        HttpResponse<String> reset = api.post(path + "/decision", Map.of("decision", "reset"), AdminApi.seen(again));
        HttpResponse<String> back = api.post(path + "/undo", null, AdminApi.seen(reset));
        assertThat(Oauth.json(back)).containsEntry("decided_by", "Ruth Root").doesNotContainKey("decided_by_client");
    }

    @Test
    @DisplayName("W11 a client is approved for what is named, the decision is undone, and blocking it ends all")
    void decides() {
        String client = register();
        UserAgent alice = oauth.signedIn("alice");
        assertThat(asks(alice, client)).startsWith("/approvals/");
        assertThat(waiting()).containsEntry("client_name", name).containsEntry("people", 1);
        String path = "/approvals/" + waiting().get("id");
        HttpResponse<String> seen = api.get(path);

        Map<String, Object> approval =
                Map.of("decision", "everyone", "limits", Map.of(Oauth.RS1, List.of("tools:read")));
        assertThat(api.post(path + "/decision", approval).statusCode()).isEqualTo(428);
        HttpResponse<String> approved = api.post(path + "/decision", approval, AdminApi.seen(seen));
        assertThat(approved.statusCode()).as(approved.body()).isEqualTo(200);
        assertThat(Oauth.json(approved))
                .containsEntry("state", "approved")
                .containsEntry("decided_by_client", "OPS")
                .doesNotContainKey("decided_by")
                .containsEntry("limits", Map.of(Oauth.RS1, List.of("tools:read")));
        assertThat(asks(alice, client)).isEqualTo("/consent");
        assertThat(api.post(path + "/decision", approval, AdminApi.seen(seen)).statusCode())
                .isIn(409, 412);

        HttpResponse<String> undone = api.post(path + "/undo", null, AdminApi.seen(approved));
        assertThat(undone.statusCode()).as(undone.body()).isEqualTo(200);
        assertThat(asks(alice, client)).startsWith("/approvals/");
        HttpResponse<String> blocked =
                api.post(path + "/decision", Map.of("decision", "block", "reason", "No"), AdminApi.seen(api.get(path)));
        assertThat(AdminApi.text(blocked, "state")).isEqualTo("blocked");
        assertThat(Oauth.json(blocked)).containsEntry("decided_by_client", "OPS");
        assertThat(shown("blocked")).contains("by the client OPS");
        assertThat(asks(alice, client)).isEqualTo("/authorize");
        assertThat(server.jdbc()
                        .sql(
                                "select type from audit_entry where actor = 'client:OPS' and event_json like ? order by seq")
                        .param("%" + name + "%")
                        .query(String.class)
                        .list())
                .containsExactly("approval.decided", "approval.undone", "approval.decided");
    }

    @Test
    @DisplayName(
            "W11 an approver decides by a token of theirs, and nobody does for nobody, for too long or for no scope")
    void refuses() {
        String client = register();
        asks(oauth.signedIn("alice"), client);
        String path = "/approvals/" + waiting().get("id");
        AdminApi approver = AdminApi.person(server, "approver", AdminApi.READ, AdminApi.WRITE);
        String[] seen = AdminApi.seen(approver.get(path));
        String before = AdminApi.stored(server);
        for (Map.Entry<String, Map<String, Object>> wrong : List.<Map.Entry<String, Map<String, Object>>>of(
                Map.entry("/decision", Map.of("decision", "perhaps")),
                Map.entry("/limits", Map.of("decision", "once")),
                Map.entry("/limits", Map.of("decision", "everyone", "limits", Map.of())),
                Map.entry("/limits", Map.of("decision", "block", "limits", Map.of(Oauth.RS1, List.of("a")))),
                Map.entry("/people", Map.of("decision", "some")),
                Map.entry("/people", Map.of("decision", "some", "people", List.of("alice"))),
                Map.entry("/groups", Map.of("decision", "some", "groups", List.of("No Such"))),
                Map.entry("/ends_at", Map.of("decision", "everyone", "ends_at", "2001-01-01T00:00:00Z")),
                Map.entry("/ends_at", Map.of("decision", "everyone", "ends_at", "+99999-01-01T00:00:00Z")),
                Map.entry("/reason", Map.of("decision", "block", "reason", "x".repeat(501))))) {
            HttpResponse<String> answer = approver.post(path + "/decision", wrong.getValue(), seen);
            assertThat(answer.statusCode()).as(wrong + answer.body()).isEqualTo(422);
            assertThat(AdminApi.pointers(answer)).containsExactly(wrong.getKey());
        }
        assertThat(AdminApi.stored(server)).isEqualTo(before);
        HttpResponse<String> some =
                approver.post(path + "/decision", Map.of("decision", "some", "groups", List.of("engineering")), seen);
        assertThat(some.statusCode()).as(some.body()).isEqualTo(200);
        assertThat(asks(oauth.signedIn("alice"), client)).isEqualTo("/consent");
        assertThat(asks(oauth.signedIn("bob"), client)).startsWith("/approvals/");
    }
}
