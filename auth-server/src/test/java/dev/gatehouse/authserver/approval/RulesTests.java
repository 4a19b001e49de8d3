package dev.gatehouse.authserver.approval;

import static dev.gatehouse.authserver.approval.Approving.LOOPBACK;
import static dev.gatehouse.authserver.approval.Approving.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The mode and the rules, by their page. */
@ParameterizedClass
@EnumSource(Database.class)
class RulesTests {

    @Parameter
    Database database;

    private TestServer server;

    private Approving approving;

    private Oauth oauth;

    private UserAgent owner;

    private UserAgent alice;

    @BeforeEach
    void start() {
        List<String> arguments = new ArrayList<>(TestServer.arguments(database, TestServer.temporaryFolder()));
        arguments.add("--gatehouse.approval.mode=by-rule");
        server = TestServer.start(arguments);
        approving = new Approving(server);
        oauth = approving.oauth;
        owner = oauth.signedIn("root");
        alice = oauth.signedIn("alice");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<Map.Entry<String, String>> form(UserAgent browser, String... fields) {
        String token = approving
                .page(browser, "/admin/rules")
                .select("input[name=form_token]")
                .attr("value");
        return Oauth.with(List.of("form_token=" + token), fields);
    }

    private HttpResponse<String> post(UserAgent browser, String path, String... fields) {
        return browser.post(server.url(path), form(browser, fields));
    }

    private String where(String client) {
        return oauth.follow(alice, request(client, LOOPBACK)).uri().getPath();
    }

    @Test
    @DisplayName("a rule counts from when it is added until it is deleted, and again when that is undone")
    void followsRules() {
        String client = approving.register("Ruled", LOOPBACK);
        String waits = approving.waits(alice, client);
        HttpResponse<String> added =
                post(owner, "/admin/rules", "action=ALLOW", "redirect_host=LOCALHOST", "group=engineering");
        assertThat(added.statusCode()).as(added.body()).isEqualTo(303);
        assertThat(approving.page(owner, "/admin/rules").select(".rules li").text())
                .contains("Allow", "clients whose answers go to localhost used by the group engineering");
        assertThat(approving.state(alice, waits)).isEqualTo("approved");
        assertThat(where(client)).isEqualTo("/consent");
        approving.waits(oauth.signedIn("bob"), client);

        assertThat(post(
                                owner,
                                "/admin/rules",
                                "action=BLOCK",
                                "redirect_host=localhost",
                                "scope=tools:read",
                                "group=engineering",
                                "reason=No reading")
                        .statusCode())
                .isEqualTo(303);
        HttpResponse<String> blocked = oauth.authorize(alice, request(client, LOOPBACK));
        assertThat(blocked.statusCode()).isEqualTo(403);
        assertThat(blocked.body()).contains("No reading");

        Element delete = approving.page(owner, "/admin/rules").selectFirst(".rules > li:contains(Block) form");
        HttpResponse<String> deleted = owner.post(java.net.URI.create(delete.absUrl("action")), form(owner));
        Document page =
                Jsoup.parse(owner.follow(deleted).body(), server.url("/").toString());
        assertThat(where(client)).isEqualTo("/consent");
        Element undo = page.selectFirst("[role=status] form");
        assertThat(owner.post(java.net.URI.create(undo.absUrl("action")), form(owner))
                        .statusCode())
                .isEqualTo(303);
        assertThat(oauth.authorize(alice, request(client, LOOPBACK)).statusCode())
                .isEqualTo(403);
        assertThat(owner.post(java.net.URI.create(undo.absUrl("action")), form(owner))
                        .statusCode())
                .isEqualTo(404);
        assertThat(approving.audited("approval.rule_added")).hasSize(2);
        assertThat(approving.audited("approval.rule_deleted")).hasSize(1);
        assertThat(approving.audited("approval.rule_restored")).hasSize(1);
    }

    @Test
    @DisplayName("the mode counts from when it is set, whatever the configuration says")
    void followsTheMode() {
        String client = approving.register("Moded", LOOPBACK);
        approving.waits(alice, client);
        assertThat(post(owner, "/admin/rules/mode", "mode=OPEN").statusCode()).isEqualTo(303);
        assertThat(where(client)).isEqualTo("/consent");
        assertThat(approving
                        .page(owner, "/admin/rules")
                        .select("input[name=mode][checked]")
                        .attr("value"))
                .isEqualTo("OPEN");
        assertThat(post(owner, "/admin/rules/mode", "mode=APPROVE_ALL").statusCode())
                .isEqualTo(303);
        approving.waits(alice, client);
        assertThat(oauth.follow(alice).uri().getPath())
                .as("an administrator's client")
                .isEqualTo("/consent");
        assertThat(approving.audited("approval.mode_set")).hasSize(2);
    }

    @Test
    @DisplayName("W11 S2 owners alone change rules and mode, by their own form, and only to what can be read")
    void refuses() {
        String[] rule = {"action=ALLOW", "redirect_host=localhost"};
        for (String role : List.of("approver", "auditor")) {
            UserAgent browser = oauth.signedIn(role);
            assertThat(approving.page(browser, "/admin/rules").select("main form:has(button)"))
                    .isEmpty();
            for (String path : List.of(
                    "/admin/rules", "/admin/rules/mode", "/admin/rules/" + new java.util.UUID(0, 1) + "/delete")) {
                assertThat(post(browser, path, rule).statusCode())
                        .as(role + path)
                        .isEqualTo(403);
            }
        }
        assertThat(alice.get(server.url("/admin/rules")).statusCode()).isEqualTo(403);
        assertThat(owner.post(server.url("/admin/rules"), Oauth.with(List.of("form_token=x"), rule))
                        .statusCode())
                .isEqualTo(403);
        for (String[] odd : new String[][] {
            {"action=ALLOW"},
            {"action=ALLOW", "domain=https://example.com"},
            {"action=ALLOW", "domain=*"},
            {"action=ALLOW", "resource=https://unknown.test"},
            {"action=ALLOW", "scope=a b"},
            {"action=ALLOW", "group=a b"},
            {"action=ALLOW", "domain=example.com", "reason=" + "x".repeat(501)}
        }) {
            HttpResponse<String> answer = post(owner, "/admin/rules", odd);
            assertThat(answer.statusCode()).as(String.join(" ", odd)).isEqualTo(422);
            Document shown = Jsoup.parse(answer.body());
            assertThat(shown.title()).startsWith("Error: ");
            String field = odd[odd.length - 1].startsWith("action")
                    ? "domain"
                    : odd[odd.length - 1].split("=", 2)[0];
            assertThat(shown.select("[role=alert] a[href=#" + field + "]")).hasSize(1);
            assertThat(shown.selectFirst("#" + field).hasAttr("autofocus")).isTrue();
            assertThat(shown.selectFirst("#" + field).attr("aria-describedby")).isEqualTo(field + "-problem");
            assertThat(shown.select("input[name=action][checked]").attr("value"))
                    .isEqualTo("ALLOW");
            for (String typed : odd) {
                String[] parts = typed.split("=", 2);
                if (parts[1].length() <= 500 && !parts[0].equals("resource") && !parts[0].equals("action")) {
                    assertThat(shown.selectFirst("#" + parts[0]).attr("value")).isEqualTo(parts[1]);
                }
            }
        }
        assertThat(post(owner, "/admin/rules", "action=NOPE", "domain=example.com")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(owner, "/admin/rules/mode", "mode=NOPE").statusCode()).isEqualTo(400);
        assertThat(post(owner, "/admin/rules/x/delete").statusCode()).isEqualTo(404);
        assertThat(approving.page(owner, "/admin/rules").select(".rules li")).isEmpty();
        assertThat(approving.audited("approval.rule_added")).isEmpty();
    }
}
