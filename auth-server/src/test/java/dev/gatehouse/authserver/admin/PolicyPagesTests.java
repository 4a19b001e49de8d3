package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Servers of its own, since rules for everyone would be for all other tests too. */
@ParameterizedClass
@EnumSource(Database.class)
class PolicyPagesTests {

    private static final Map<Database, TestServer> SERVERS = new EnumMap<>(Database.class);

    private static final String LIST = "/admin/policies";

    @Parameter
    Database database;

    private Oauth oauth;

    private UserAgent root;

    @BeforeEach
    void start() {
        oauth = new Oauth(SERVERS.computeIfAbsent(
                database, wanted -> TestServer.start(TestServer.arguments(wanted, TestServer.temporaryFolder()))));
        root = oauth.signedIn("root");
        for (Document page = page(root, LIST); !page.select(".acts").isEmpty(); page = page(root, LIST)) {
            post(
                    page,
                    page.select("form[action$=/delete]").attr("action"),
                    Map.of("version", page.select("input[name=version]").attr("value")));
        }
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    private Document page(UserAgent browser, String path) {
        HttpResponse<String> response = browser.get(oauth.server().url(path));
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return Jsoup.parse(response.body());
    }

    /** Posts these fields with the form token of the page. */
    private HttpResponse<String> post(Document page, String path, Map<String, String> fields) {
        Map<String, String> all = new HashMap<>(fields);
        all.put("form_token", page.select("input[name=form_token]").attr("value"));
        return root.post(oauth.server().url(path), List.copyOf(all.entrySet()));
    }

    private HttpResponse<String> save(Map<String, String> fields) {
        Map<String, String> all = new HashMap<>(fields);
        all.putIfAbsent("decision", "save");
        return post(page(root, LIST + "/new"), LIST, all);
    }

    private List<String> offered(String... changes) {
        HttpResponse<String> page = oauth.follow(oauth.signedIn("alice"), changes);
        return Jsoup.parse(page.body()).select("input[name=scope]").eachAttr("value");
    }

    private static final String[] ASKED = {"scope=tools:read tools:write", "prompt=consent"};

    @Test
    @DisplayName("W11 nobody but an administrator sees, writes, deletes or tries a rule")
    void asksForTheRole() {
        UserAgent alice = oauth.signedIn("alice");
        for (String path : List.of(LIST, LIST + "/new", LIST + "/x", "/admin/simulator")) {
            assertThat(alice.get(oauth.server().url(path)).statusCode())
                    .as(path)
                    .isEqualTo(403);
            assertThat(new UserAgent().get(oauth.server().url(path)).statusCode())
                    .as(path)
                    .isEqualTo(303);
        }
        for (String path : List.of(LIST, LIST + "/x", LIST + "/x/delete", LIST + "/x/restore")) {
            assertThat(alice.post(oauth.server().url(path), Oauth.with(List.of("scope=tools:read", "decision=save")))
                            .statusCode())
                    .as(path)
                    .isEqualTo(403);
            assertThat(root.post(oauth.server().url(path), Oauth.with(List.of("scope=tools:read", "decision=save")))
                            .statusCode())
                    .as("without the form's token %s", path)
                    .isEqualTo(403);
        }
        assertThat(page(root, LIST).text()).contains("There is no rule yet");
    }

    @Test
    @DisplayName("a rule is written, counts at once, is changed, deleted and brought back, each with its record")
    void livesAndIsUndone() {
        assertThat(UserAgent.location(save(Map.of("client", "PUB", "resource", Oauth.RS1, "scope", "tools:read"))))
                .isEqualTo(LIST + "?done=saved");
        assertThat(offered(ASKED)).containsExactly("tools:read");
        Document list = page(root, LIST);
        assertThat(list.select(".agents").text()).contains("Client PUB at First", "Only tools:read");

        String edit = list.select("a[href^=" + LIST + "/0]").attr("href");
        Document form = page(root, edit);
        Map<String, String> fields = new HashMap<>(Map.of(
                "client",
                "PUB",
                "scope",
                "tools:write",
                "token",
                "3",
                "grant",
                "PT1H",
                "version",
                "1",
                "decision",
                "save"));
        assertThat(post(form, edit, fields).statusCode()).isEqualTo(303);
        assertThat(offered(ASKED)).containsExactly("tools:write");
        assertThat(post(form, edit, fields).statusCode())
                .as("a form of before the change")
                .isEqualTo(409);
        assertThat(post(form, edit + "/delete", Map.of("version", "1")).statusCode())
                .isEqualTo(409);
        assertThat(page(root, LIST).select(".agents").text())
                .contains("Access tokens for 3 minutes at most", "Grants for 1 hour at most");

        String deleted = UserAgent.location(post(form, edit + "/delete", Map.of("version", "2")));
        assertThat(offered(ASKED)).containsExactly("tools:read", "tools:write");
        Document undo = page(root, deleted);
        String restore = undo.select("form[action$=/restore]").attr("action");
        assertThat(post(undo, restore, Map.of()).statusCode()).isEqualTo(303);
        assertThat(offered(ASKED)).containsExactly("tools:write");
        assertThat(post(undo, restore, Map.of()).statusCode()).isEqualTo(404);
        assertThat(oauth.server()
                        .jdbc()
                        .sql("select type from audit_entry where type like 'policy_rule.%' order by seq desc limit 4")
                        .query(String.class)
                        .list())
                .containsExactly(
                        "policy_rule.restored", "policy_rule.deleted", "policy_rule.changed", "policy_rule.added");
    }

    @Test
    @DisplayName("a rule that says nothing, names what is not there or lasts longer without an exception is refused")
    void refusesWhatMakesNoSense() {
        String today = oauth.server().clock().instant().toString().substring(0, 10);
        Map<String, String> whole =
                Map.of("grant", "PT168H", "owner", "Ruth", "reason", "A pilot", "until", today, "client", "PUB");
        for (Map.Entry<String, String> fault : List.of(
                Map.entry("owner", ""),
                Map.entry("reason", ""),
                Map.entry("until", ""),
                Map.entry("until", "2020-01-01"),
                Map.entry("until", "9999-01-01"),
                Map.entry("until", "tomorrow"),
                Map.entry("grant", "PT1H"),
                Map.entry("grant", "PT169H"),
                Map.entry("token", "61"),
                Map.entry("token", "-1"),
                Map.entry("scope", "no:such"),
                Map.entry("person", "nobody-of-that-name"),
                Map.entry("person", "alice"),
                Map.entry("resource", "https://elsewhere.test/mcp"))) {
            Map<String, String> fields = new HashMap<>(whole);
            fields.put(fault.getKey(), fault.getValue());
            HttpResponse<String> refused = save(fields);
            assertThat(refused.statusCode()).as("%s", fault).isEqualTo(200);
            assertThat(Jsoup.parse(refused.body()).select("[role=alert] li"))
                    .as("%s", fault)
                    .isNotEmpty();
        }
        assertThat(Jsoup.parse(save(Map.of()).body()).text()).contains("Limit at least one thing");
        assertThat(save(Map.of("scope", "tools:read", "person", "a\0b")).statusCode())
                .isEqualTo(200);
        assertThat(page(root, LIST).text()).contains("There is no rule yet");
        assertThat(save(whole).statusCode()).isEqualTo(303);
        assertThat(page(root, LIST).text()).contains("Exception, ends", "Ruth: A pilot", "Grants for 7 days at most");
        oauth.server().clock().advance(Duration.ofDays(2));
        root = oauth.signedIn("root");
        assertThat(page(root, LIST).text()).contains("Its exception is over");
    }

    @Test
    @DisplayName(
            "the last week's grants are replayed against a rule before it is saved, and nothing is changed by that")
    void replaysTheLastWeek() {
        UserAgent bob = oauth.signedIn("bob");
        oauth.consented(bob, List.of("tools:read", "tools:write"), ASKED);
        oauth.consented(bob, List.of("tools:read"), "client_id=OTHER", "redirect_uri=https://other.test/cb");
        HttpResponse<String> tried =
                save(Map.of("client", "PUB", "scope", "tools:read", "grant", "PT1H", "decision", "replay"));
        String text = Jsoup.parse(tried.body()).text();
        assertThat(text)
                .contains("Public web app at First for bob", "Would lose tools:write.")
                .contains("A grant would last 1 hour at most instead of 24 hours.", "Nothing is saved yet")
                .doesNotContain("Other app");
        assertThat(page(root, LIST).text()).contains("There is no rule yet");
        assertThat(Jsoup.parse(save(Map.of("client", "NAT", "scope", "tools:read", "decision", "replay"))
                                .body())
                        .text())
                .contains("would be another")
                .doesNotContain("Nothing is saved yet");
        oauth.server().clock().advance(Duration.ofDays(8));
        root = oauth.signedIn("root");
        assertThat(Jsoup.parse(save(Map.of("client", "PUB", "scope", "tools:read", "decision", "replay"))
                                .body())
                        .text())
                .contains("Nothing was granted in the last week");
    }

    @Test
    @DisplayName("the list reads all people whom rules are about by one statement, and tells each by their username")
    void readsPeopleAtOnce() {
        for (String person : List.of("alice", "bob", "root", "auditor")) {
            save(Map.of("person", person, "scope", "tools:read"));
        }
        assertThat(statements(() -> page(root, LIST))).hasSize(1);
        assertThat(page(root, LIST).select(".agents h2").eachText())
                .contains("Person alice", "Person bob", "Person root", "Person auditor");
    }

    /** What is read of people while this is done, besides the sign-in itself. */
    private static List<String> statements(Runnable work) {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.gatehouse.authserver.cluster.GuardedJdbcTemplate");
        ListAppender<ILoggingEvent> seen = new ListAppender<>();
        seen.start();
        Level before = logger.getLevel();
        logger.setLevel(Level.DEBUG);
        logger.addAppender(seen);
        try {
            work.run();
        } finally {
            logger.detachAppender(seen);
            logger.setLevel(before);
        }
        return List.copyOf(seen.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(message -> message.contains("from app_user where id"))
                .toList();
    }

    @Test
    @DisplayName("the simulator says what a client would get and why, exactly as the consent page then offers it")
    void simulates() {
        save(Map.of("person", "alice", "scope", "tools:read", "token", "2"));
        String query = "client=PUB&resource=" + Oauth.RS1 + "&scope=tools:read+tools:write+claudeai";
        String text = page(root, "/admin/simulator?person=alice&" + query)
                .select("section")
                .text();
        assertThat(text)
                .contains(
                        "Public web app may ask at First for", "Read things", "1 hour, 8 hours, 24 hours", "2 minutes")
                .contains("The scope tools:write was left out because the rule for this person allows only tools:read.")
                .contains("The scope claudeai was left out because First has no scope of that name.")
                .doesNotContain("Change things");
        assertThat(offered(ASKED)).containsExactly("tools:read");
        assertThat(page(root, "/admin/simulator?person=bob&" + query)
                        .select("section")
                        .text())
                .contains("Change things", "not ticked", "10 minutes");
        assertThat(page(root, "/admin/simulator?client=NARROW&resource=" + Oauth.RS2)
                        .text())
                .contains("would get nothing", "registered for other MCP servers");
        for (String odd : List.of("client=x", "client=%00", "client=PUB&resource=x", "person=a%00b", "scope=%00%ff")) {
            HttpResponse<String> answer = root.get(oauth.server().url("/admin/simulator?" + odd));
            assertThat(answer.statusCode()).as(odd).isBetween(200, 499);
        }
    }
}
