package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.handshake.Fact;
import dev.gatehouse.authserver.handshake.HandshakeEvent;
import dev.gatehouse.authserver.handshake.HandshakeRecorder;
import dev.gatehouse.authserver.handshake.Step;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import dev.gatehouse.authserver.user.People;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages of handshakes, without script. */
@ParameterizedClass
@EnumSource(Database.class)
class HandshakePagesTests {

    @Parameter
    Database database;

    TestServer server;

    Oauth oauth;

    @BeforeEach
    void start() {
        server = TestServer.start(TestServer.arguments(database, TestServer.temporaryFolder()));
        oauth = new Oauth(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Document page(UserAgent browser, String path) {
        HttpResponse<String> response = browser.get(server.url(path));
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return Jsoup.parse(response.body());
    }

    private void record(HandshakeEvent event) {
        server.bean(HandshakeRecorder.class).record(event.from("198.51.100.1"));
    }

    @Test
    @DisplayName("W11 nobody signs in and comes back, a person is told no, an administrator is let in")
    void asksForTheRole() {
        record(HandshakeEvent.done(Step.AUTHORIZE).client("one"));
        UserAgent root = oauth.signedIn("root");
        String timeline =
                page(root, "/admin/handshakes").select(".handshakes a").attr("href");
        UserAgent alice = oauth.signedIn("alice");
        for (String path : new String[] {"/admin/handshakes", timeline, "/admin", "/admin/x"}) {
            HttpResponse<String> nobody = new UserAgent().get(server.url(path));
            assertThat(nobody.statusCode()).isEqualTo(303);
            assertThat(UserAgent.location(nobody)).startsWith("/sign-in?continue=%2Fadmin");
            HttpResponse<String> person = alice.get(server.url(path));
            assertThat(person.statusCode()).isEqualTo(403);
            assertThat(Jsoup.parse(person.body()).text())
                    .contains("You may not open this", "not open to the account you use")
                    .doesNotContain("one");
        }
        assertThat(page(root, timeline).select("h1").text()).isEqualTo("one");
        UserAgent later = new UserAgent();
        HttpResponse<String> signIn = later.follow(later.get(server.url("/admin/handshakes?show=refused")));
        assertThat(UserAgent.location(oauth.signIn(later, signIn, "root"))).isEqualTo("/admin/handshakes?show=refused");
    }

    @Test
    @DisplayName("only administrators are shown the way there")
    void linksForAdministrators() {
        UserAgent root = oauth.signedIn("root");
        UserAgent alice = oauth.signedIn("alice");
        for (String path : new String[] {"/", "/account", "/account/password"}) {
            assertThat(page(root, path).select("a[href=/admin]")).hasSize(1);
            assertThat(page(alice, path).select("a[href^=/admin]")).isEmpty();
        }
        assertThat(page(new UserAgent(), "/").select("a[href^=/admin]")).isEmpty();
    }

    @Test
    @DisplayName("an empty list says how it fills, a search without a hit what to search for")
    void teaches() {
        UserAgent root = oauth.signedIn("root");
        Document empty = page(root, "/admin/handshakes");
        assertThat(empty.select(".empty").text()).contains("Nobody has tried to connect this week", "Give an agent");
        assertThat(empty.select("form.search")).isEmpty();

        record(HandshakeEvent.done(Step.AUTHORIZE).client("one"));
        assertThat(page(root, "/admin/handshakes?q=two").select(".empty").text())
                .contains("No handshake fits this search", "reference on the person's error page");
        assertThat(page(root, "/admin/handshakes?show=refused").select(".empty").text())
                .contains("Nothing was refused this week");
    }

    @Test
    @DisplayName("the list searches, filters and pages, newest first")
    void searchesFiltersAndPages() {
        for (int n = 1; n <= 30; n++) {
            record(HandshakeEvent.done(Step.AUTHORIZE).client("client-" + n, "App 100% " + n));
            server.clock().advance(java.time.Duration.ofSeconds(1));
        }
        record(HandshakeEvent.refused(Step.TOKEN, "invalid_grant", "No such code of this client")
                .client("client-7")
                .reference("7F3K-2QXA"));
        UserAgent root = oauth.signedIn("root");

        Document first = page(root, "/admin/handshakes");
        assertThat(first.select(".handshakes > li")).hasSize(25);
        assertThat(first.select(".count").text()).isEqualTo("30 handshakes");
        assertThat(first.select(".handshakes h2").eachText()).startsWith("App 100% 7", "App 100% 30", "App 100% 29");
        Document second = page(root, first.select("a[rel=next]").attr("href"));
        assertThat(second.select(".handshakes > li")).hasSize(5);
        assertThat(second.text()).contains("Page 2 of 2");
        for (String search : new String[] {"CLIENT-7", "app+100%25+7", "7f3k2qxa", "7F3K-2QXA"}) {
            Document found = page(root, "/admin/handshakes?q=" + search);
            assertThat(found.select(".handshakes h2").eachText()).as(search).containsExactly("App 100% 7");
            assertThat(found.select(".count").text()).isEqualTo("1 of 30 handshakes");
        }
        assertThat(page(root, "/admin/handshakes?q=198.51.100.1")
                        .select(".count")
                        .text())
                .isEqualTo("30 handshakes");
        assertThat(page(root, "/admin/handshakes?q=%25").select(".handshakes > li"))
                .hasSize(25);
        assertThat(page(root, "/admin/handshakes?q=_").select(".handshakes > li"))
                .isEmpty();
        Document refused = page(root, "/admin/handshakes?show=refused");
        assertThat(refused.select(".handshakes > li")).hasSize(1);
        assertThat(refused.select(".standing").text()).isEqualTo("Refused at the token");
        assertThat(refused.select(".why").text()).isEqualTo("The code is not one that this client got here.");
        assertThat(refused.select("form.search input[name=show]").attr("value")).isEqualTo("refused");
        for (String odd :
                new String[] {"page=0", "page=-1", "page=99999999999", "page=x", "page=99", "q=%00", "show=x"}) {
            assertThat(root.get(server.url("/admin/handshakes?" + odd)).statusCode())
                    .isLessThan(500);
        }
    }

    @Test
    @DisplayName("L3 each opening of a timeline, which tells addresses, is in the audit; the list is not")
    void isAudited() {
        record(HandshakeEvent.done(Step.AUTHORIZE).client("one"));
        UserAgent root = oauth.signedIn("root");
        String timeline =
                page(root, "/admin/handshakes").select(".handshakes a").attr("href");
        assertThat(views()).isEmpty();
        page(root, timeline);
        root.get(server.url("/admin/handshakes/" + UUID.randomUUID()));
        oauth.signedIn("alice").get(server.url(timeline));
        new UserAgent().get(server.url(timeline));

        String administrator = server.bean(People.class)
                .findByUsername("root")
                .orElseThrow()
                .id()
                .toString();
        assertThat(views()).singleElement().satisfies(view -> {
            assertThat(view)
                    .containsEntry("actor", "person:" + administrator)
                    .containsEntry("client_id", "one")
                    .containsEntry("outcome", "DONE");
            assertThat(view.get("event_json").toString())
                    .contains(timeline.substring(timeline.lastIndexOf('/') + 1))
                    .doesNotContain("198.51.100.1");
        });
    }

    private List<Map<String, Object>> views() {
        return server.jdbc()
                .sql("select actor, client_id, outcome, event_json from audit_entry where type = 'handshake.viewed'")
                .query()
                .listOfRows();
    }

    @Test
    @DisplayName("H3 what strangers sent is shown as text")
    void escapes() {
        record(HandshakeEvent.refused(Step.AUTHORIZE, "invalid_scope", "<b>reason</b>")
                .client("\"><script>alert(1)</script>", "<img src=x onerror=alert(1)>")
                .with(Fact.SCOPE_ASKED, "<script>alert(2)</script>"));
        UserAgent root = oauth.signedIn("root");
        Document list = page(root, "/admin/handshakes");
        assertThat(list.select("img, script:not([src])")).isEmpty();
        assertThat(list.select("h2").text()).isEqualTo("<img src=x onerror=alert(1)>");
        Document timeline = page(root, list.select(".handshakes a").attr("href"));
        assertThat(timeline.select("img, script:not([src]), .timeline b")).isEmpty();
        assertThat(timeline.text()).contains("<b>reason</b>", "<script>alert(2)</script>");
        assertThat(page(root, "/admin/handshakes?q=%22%3E%3Cscript%3E").select("script:not([src])"))
                .isEmpty();
    }

    @Test
    @DisplayName("what is not there is a page that says so")
    void saysWhatIsNotThere() {
        UserAgent root = oauth.signedIn("root");
        for (String id : new String[] {UUID.randomUUID().toString(), "x"}) {
            HttpResponse<String> response = root.get(server.url("/admin/handshakes/" + id));
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(Jsoup.parse(response.body()).select("h1").text()).isEqualTo("This handshake is not there");
        }
    }
}
