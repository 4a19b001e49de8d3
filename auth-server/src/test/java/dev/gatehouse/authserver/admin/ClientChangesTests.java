package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Several clients at once, and those that nobody uses. */
@ParameterizedClass
@EnumSource(Database.class)
class ClientChangesTests {

    private static final String CALLBACK = "https://several.test/cb";

    @Parameter
    Database database;

    private TestServer server;

    private Oauth oauth;

    private UserAgent root;

    @BeforeEach
    void begin() {
        server = TestServer.on(database);
        oauth = new Oauth(server);
        root = oauth.signedIn("root");
    }

    private record App(UUID id, String clientId) {}

    private App register(String name) {
        String body = "{\"client_name\":\"" + name + "\",\"redirect_uris\":[\"" + CALLBACK
                + "\"],\"token_endpoint_auth_method\":\"none\",\"grant_types\":[\"authorization_code\",\"refresh_token\"]}";
        HttpResponse<String> answer = new UserAgent()
                .send(
                        HttpRequest.newBuilder(server.url("/register")).POST(HttpRequest.BodyPublishers.ofString(body)),
                        "Content-Type",
                        "application/json");
        return app((String) Oauth.json(answer).get("client_id"));
    }

    private App app(String clientId) {
        return new App(
                server.jdbc()
                        .sql("select id from client where client_id = ?")
                        .param(clientId)
                        .query(UUID.class)
                        .single(),
                clientId);
    }

    /** A refresh token of alice's for it. */
    private String connect(App app) {
        String[] changes = {"client_id=" + app.clientId(), "redirect_uri=" + CALLBACK};
        return (String) Oauth.json(oauth.token(oauth.code(changes), changes)).get("refresh_token");
    }

    private int refreshed(App app, String token) {
        return oauth.refresh(token, "client_id=" + app.clientId()).statusCode();
    }

    private HttpResponse<String> question(String act, App... apps) {
        String ticked =
                Stream.of(apps).map(app -> "&client=" + app.id()).distinct().collect(Collectors.joining());
        return root.get(server.url("/admin/change-clients?act=" + act + ticked));
    }

    /** Sends the page's form as a browser would, whose fields of one name may be several. */
    private HttpResponse<String> send(HttpResponse<String> page) {
        Element form =
                Jsoup.parse(page.body(), server.url("/admin/x").toString()).selectFirst("form[method=post]");
        assertThat(form).as(page.body()).isNotNull();
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        form.select("input").forEach(field -> fields.add(Map.entry(field.attr("name"), field.attr("value"))));
        return root.post(java.net.URI.create(form.absUrl("action")), fields);
    }

    private static Document parsed(HttpResponse<String> page) {
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return Jsoup.parse(page.body());
    }

    private List<String> recorded(App app) {
        return server.jdbc()
                .sql(
                        "select type from audit_entry where client_id = ? and type like 'client.%' and actor like 'person:%' order by seq")
                .param(app.clientId())
                .query(String.class)
                .list();
    }

    @Test
    @DisplayName("L3 several clients are disabled together after a page that counts what stops, and put back by undo")
    void disablesSeveral() {
        App one = register("Several one");
        App two = register("Several two");
        String first = connect(one);
        String second = connect(two);
        Document list = parsed(root.get(server.url("/admin/clients?q=Several")));
        assertThat(list.select("form.several input[name=client]").eachAttr("value"))
                .contains(one.id().toString(), two.id().toString());
        HttpResponse<String> asked = question("disable", one, two);
        Document page = parsed(asked);
        assertThat(page.select("h1").text()).isEqualTo("Disable 2 clients?");
        assertThat(page.select(".stops").text()).contains("2 grants stop");
        assertThat(page.select("td[data-label='What happens']").eachText()).containsOnly("1 grant stops");
        assertThat(page.select("button.danger").text()).isEqualTo("Disable and stop 2 grants");
        assertThat(refreshed(one, first)).as("asking changes nothing").isEqualTo(200);
        first = connect(one);

        HttpResponse<String> done = send(asked);
        assertThat(parsed(done).select("[role=status]").text()).startsWith("2 clients.");
        assertThat(refreshed(one, first)).isNotEqualTo(200);
        assertThat(refreshed(two, second)).isNotEqualTo(200);
        assertThat(send(asked).statusCode()).as("a second time").isEqualTo(409);
        assertThat(parsed(question("disable", one, two)).select("h1").text()).isEqualTo("Nothing to disable");

        assertThat(parsed(send(done)).select("h1").text()).isEqualTo("Enabled");
        assertThat(refreshed(one, first)).isEqualTo(200);
        assertThat(refreshed(two, second)).isEqualTo(200);
        assertThat(recorded(one)).endsWith("client.disabled", "client.enabled");
        assertThat(send(done).statusCode()).as("undoing twice").isEqualTo(409);
    }

    @Test
    @DisplayName("L3 one of several that was changed meanwhile leaves all as they are")
    void changesAllOrNone() {
        App one = register("All or none");
        App two = register("All or none");
        for (String act : List.of("disable", "remove")) {
            HttpResponse<String> asked = question(act, one, two);
            server.jdbc()
                    .sql("update client set version = version + 1 where id = ?")
                    .param(two.id())
                    .update();
            assertThat(send(asked).statusCode()).as(act).isEqualTo(409);
            assertThat(server.jdbc()
                            .sql("select count(*) from client where client_name = 'All or none' and status = 'ACTIVE'")
                            .query(Integer.class)
                            .single())
                    .as(act)
                    .isEqualTo(2);
            assertThat(recorded(one)).as(act).isEmpty();
        }
        server.jdbc()
                .sql("delete from client where client_name = 'All or none'")
                .update();
    }

    @Test
    @DisplayName("L3 P03 clients that registered themselves are removed together with what they hold; others never")
    void removesSeveral() {
        App one = register("Removed one");
        App set = app("PUB");
        String token = connect(one);
        HttpResponse<String> asked = question("remove", one, set);
        Document page = parsed(asked);
        assertThat(page.select("h1").text()).isEqualTo("Remove 1 client?");
        assertThat(page.text()).contains("1 grant ends", "Stays: it did not register itself");
        assertThat(parsed(send(asked)).select("[role=status]").text()).isEqualTo("1 client, and 1 grant with them.");
        assertThat(refreshed(one, token)).isNotEqualTo(200);
        assertThat(root.get(server.url("/admin/clients/" + one.id())).statusCode())
                .isEqualTo(404);
        assertThat(server.jdbc()
                        .sql("select count(*) from grant_family where client_id = ?")
                        .param(one.id())
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(recorded(one)).containsExactly("client.removed");
        assertThat(server.jdbc()
                        .sql("select count(*) from client_tombstone where client_id = ?")
                        .param(one.clientId())
                        .query(Integer.class)
                        .single())
                .isOne();

        // A form that names one which an administrator set up, by hand.
        App two = register("Removed two");
        HttpResponse<String> forged = question("remove", two);
        String body = forged.body()
                .replace(
                        "<input type=\"hidden\" name=\"client\"",
                        "<input type=\"hidden\" name=\"client\" value=\"" + set.id()
                                + ":1\"><input type=\"hidden\" name=\"client\"");
        assertThat(body).isNotEqualTo(forged.body());
        Element form = Jsoup.parse(body, server.url("/x").toString()).selectFirst("form[method=post]");
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        form.select("input").forEach(field -> fields.add(Map.entry(field.attr("name"), field.attr("value"))));
        assertThat(root.post(java.net.URI.create(form.absUrl("action")), fields).statusCode())
                .isEqualTo(409);
        assertThat(app("PUB")).isEqualTo(set);
        assertThat(app(two.clientId())).isEqualTo(two);
    }

    private void lastUsed(App app, int daysAgo) {
        server.jdbc()
                .sql("update client set last_used_at = ? where id = ?")
                .params(server.clock().instant().minus(Duration.ofDays(daysAgo)).atOffset(ZoneOffset.UTC), app.id())
                .update();
    }

    @Test
    @DisplayName("L3 those that registered themselves and were not used for so long are listed first, then removed")
    void removesUnused() {
        App old = register("Forgotten one");
        App older = register("Forgotten two");
        App used = register("Used meanwhile");
        String token = connect(old);
        lastUsed(old, 410);
        lastUsed(older, 500);
        lastUsed(used, 420);
        lastUsed(app("OTHER"), 600);
        HttpResponse<String> dryRun = root.get(server.url("/admin/unused-clients?days=400"));
        Document page = parsed(dryRun);
        assertThat(page.select("table a").eachText())
                .containsExactlyInAnyOrder("Forgotten one", "Forgotten two", "Used meanwhile");
        assertThat(page.select(".stops").text()).contains("1 grant");
        assertThat(page.select("td[data-label=Holds]").eachText()).contains("1 grant", "nothing");
        assertThat(refreshed(old, token)).as("looking removes nothing").isEqualTo(200);
        lastUsed(old, 410);
        lastUsed(used, 0);
        Document done = parsed(send(dryRun));
        assertThat(done.select("[role=status]").text()).startsWith("Removed: 2 clients, and 1 grant with them.");
        assertThat(done.select("h2").eachText()).contains("There are none");
        assertThat(recorded(old)).containsExactly("client.removed");
        assertThat(app(used.clientId())).isEqualTo(used);
        assertThat(app("OTHER")).isNotNull();
        lastUsed(app("OTHER"), 0);
    }

    @Test
    @DisplayName("bad input is never a server error and changes nothing")
    void takesOddInput() {
        for (String odd : List.of(
                "",
                "?act=disable",
                "?act=x&client=" + UUID.randomUUID(),
                "?act=disable&client=x",
                "?act=remove&client=%00",
                "?act=remove" + ("&client=" + UUID.randomUUID()).repeat(1) + "&client=1-1-1-1-1")) {
            assertThat(root.get(server.url("/admin/change-clients" + odd)).statusCode())
                    .as(odd)
                    .isEqualTo(400);
        }
        assertThat(root.get(server.url("/admin/change-clients?act=enable&client=" + UUID.randomUUID()))
                        .statusCode())
                .isEqualTo(200);
        for (String days : List.of("0", "x", "-1", "99999", "%00", "")) {
            assertThat(parsed(root.get(server.url("/admin/unused-clients?days=" + days)))
                            .select("#days")
                            .attr("value"))
                    .isEqualTo("30");
        }
        Document page = parsed(root.get(server.url("/admin/unused-clients")));
        String formToken = page.select("input[name=form_token]").attr("value");
        assertThat(root.post(
                                server.url("/admin/unused-clients"),
                                List.of(Map.entry("form_token", formToken), Map.entry("days", "0")))
                        .statusCode())
                .isIn(400, 403);
    }
}
