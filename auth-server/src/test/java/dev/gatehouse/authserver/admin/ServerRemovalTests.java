package dev.gatehouse.authserver.admin;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** An owner removes an MCP server in the console, and all that was granted for it ends. */
@ParameterizedClass
@EnumSource(Database.class)
class ServerRemovalTests {

    private static final String RESOURCE = "resource=" + Oauth.RS2;

    private static final String FIRST = Oauth.RS1;

    private static final String REMOVE = "/admin/servers/remove";

    @Parameter
    Database database;

    private TestServer server;

    private Oauth oauth;

    private UserAgent root;

    @BeforeEach
    void start() {
        server = TestServer.start(TestServer.arguments(database, TestServer.temporaryFolder()));
        oauth = new Oauth(server);
        root = oauth.signedIn("root");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Document question(UserAgent browser) {
        HttpResponse<String> page = browser.get(server.url(REMOVE + "?uri=" + Oauth.RS2));
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return Jsoup.parse(page.body(), page.uri().toString());
    }

    private HttpResponse<String> remove(UserAgent browser, Document question, String... changes) {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        question.select("form[action$=remove] input").forEach(input -> {
            String value = input.val();
            for (String change : changes) {
                if (change.startsWith(input.attr("name") + "=")) {
                    value = change.substring(change.indexOf('=') + 1);
                }
            }
            fields.add(Map.entry(input.attr("name"), value));
        });
        return browser.post(server.url(REMOVE), fields);
    }

    private Map<String, Object> granted() {
        UserAgent alice = oauth.signedIn("alice");
        HttpResponse<String> page = oauth.follow(alice, RESOURCE, "scope=files:read");
        String code = Oauth.query(UserAgent.location(oauth.allow(alice, page, "files:read")))
                .get("code");
        return Oauth.json(oauth.token(code, RESOURCE));
    }

    private List<String> audited() {
        return server.jdbc()
                .sql("select type from audit_entry where resource = ? and type in ('resource.removed', 'grants.ended')"
                        + " order by seq")
                .param(Oauth.RS2)
                .query(String.class)
                .list();
    }

    @Test
    @DisplayName("the page before says what ends with it; then it is gone, its tokens are dead, and the record says so")
    void removes() {
        server.jdbc()
                .sql("insert into client_resource select id, ? from client where client_id = 'NARROW'")
                .param(Oauth.RS2)
                .update();
        Map<String, Object> tokens = granted();
        assertThat(oauth.introspect((String) tokens.get("access_token"), "RS2").body())
                .contains("\"active\":true");
        Document page = Jsoup.parse(
                root.get(server.url("/admin/servers/one?uri=" + Oauth.RS2)).body());
        assertThat(page.select("a[href^=" + REMOVE + "]")).hasSize(1);
        Document question = question(root);
        assertThat(question.text())
                .contains("1 grant.", "At once and for good")
                .contains("1 app set up for it by name");

        HttpResponse<String> removed = remove(root, question);

        assertThat(removed.statusCode()).as(removed.body()).isEqualTo(303);
        assertThat(Jsoup.parse(root.follow(removed).body()).text())
                .contains("Removed, with every grant for it")
                .doesNotContain(Oauth.RS2 + " ");
        assertThat(root.get(server.url("/admin/servers/one?uri=" + Oauth.RS2)).statusCode())
                .isEqualTo(404);
        assertThat(Oauth.json(oauth.refresh((String) tokens.get("refresh_token"))))
                .containsEntry("error", "invalid_grant");
        assertThat(server.jdbc()
                        .sql("select count(*) from grant_family where resource_uri = ? and revoked_at is null")
                        .param(Oauth.RS2)
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(audited()).contains("resource.removed", "grants.ended");
        assertThat(remove(root, question).statusCode()).as("once").isEqualTo(404);
    }

    @Test
    @DisplayName("W11 S2 nobody but an owner removes one, none by a forged form, and none that was changed meanwhile")
    void refuses() {
        Map<String, Object> tokens = granted();
        Document question = question(root);
        for (String who : List.of("approver", "auditor")) {
            UserAgent other = oauth.signedIn(who);
            assertThat(question(other).select("form")).as(who).isEmpty();
            assertThat(remove(other, question).statusCode()).as(who).isEqualTo(403);
        }
        assertThat(remove(root, question, "uri=" + FIRST).statusCode())
                .as("the default")
                .isEqualTo(409);
        assertThat(remove(root, question, "form_token=x").statusCode()).isEqualTo(403);
        assertThat(remove(root, question, "version=7").statusCode()).isEqualTo(409);
        assertThat(remove(root, question, "version=x").statusCode()).isEqualTo(400);
        assertThat(remove(root, question, "uri=https://nobody.test/").statusCode())
                .isEqualTo(404);
        assertThat(root.get(server.url(REMOVE + "?uri=x")).statusCode()).isEqualTo(404);
        assertThat(oauth.introspect((String) tokens.get("access_token"), "RS2").body())
                .contains("\"active\":true");
        assertThat(audited()).isEmpty();
    }

    private String active(Map<String, Object> tokens, String resourceServer) {
        return String.valueOf(Oauth.json(oauth.introspect((String) tokens.get("access_token"), resourceServer))
                .get("active"));
    }

    @Test
    @DisplayName("P03 what was granted for another server is neither counted nor ended")
    void leavesOthersAlone() {
        Map<String, Object> others = oauth.tokens();
        Map<String, Object> tokens = granted();
        Document question = question(root);
        assertThat(question.text()).contains("1 grant.").doesNotContain("2 grants");

        assertThat(remove(root, question).statusCode()).isEqualTo(303);

        assertThat(active(tokens, "RS2")).isEqualTo("false");
        assertThat(active(others, "RS1")).isEqualTo("true");
        assertThat(oauth.refresh((String) others.get("refresh_token")).statusCode())
                .isEqualTo(200);
        assertThat(server.jdbc()
                        .sql("select resource_uri from consent where withdrawn_at is null")
                        .query(String.class)
                        .list())
                .containsExactly(FIRST);
    }

    @Test
    @DisplayName("P03 both or neither: where its grants cannot be ended it stays, with all of them")
    void isOneTransaction() {
        Map<String, Object> tokens = granted();
        Document question = question(root);
        server.jdbc()
                .sql("alter table grant_family add constraint unended check (revoked_at is null)")
                .update();

        assertThat(remove(root, question).statusCode()).isGreaterThanOrEqualTo(500);

        assertThat(question(root).text()).contains("1 grant.");
        assertThat(active(tokens, "RS2")).isEqualTo("true");
        assertThat(audited()).isEmpty();
        assertThat(server.jdbc()
                        .sql("select count(*) from consent where withdrawn_at is not null")
                        .query(Integer.class)
                        .single())
                .isZero();
        server.jdbc().sql("alter table grant_family drop constraint unended").update();
        assertThat(remove(root, question).statusCode()).isEqualTo(303);
        assertThat(active(tokens, "RS2")).isEqualTo("false");
    }
}
