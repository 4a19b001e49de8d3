package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The settings. Servers of its own, since the mode would be for all other tests too. */
@ParameterizedClass
@EnumSource(Database.class)
class SettingsPagesTests {

    private static final Map<Database, TestServer> SERVERS = new EnumMap<>(Database.class);

    private static final Map<Database, List<String>> ARGUMENTS = new EnumMap<>(Database.class);

    private static final String HOOK_PATH = "only-the-receiver-knows-this-path";

    private static final String SECRET = "a-secret-of-the-webhook-that-is-long-enough";

    @Parameter
    Database database;

    private TestServer server;

    private Oauth oauth;

    @BeforeEach
    void start() {
        server = SERVERS.computeIfAbsent(database, SettingsPagesTests::started);
        oauth = new Oauth(server);
    }

    private static TestServer started(Database database) {
        try {
            Path folder = TestServer.temporaryFolder();
            Path file = Files.writeString(folder.resolve("house.yml"), "gatehouse.token.refresh-idle: 3d\n");
            List<String> arguments = new ArrayList<>(TestServer.arguments(database, folder));
            arguments.addAll(List.of(
                    "--spring.config.additional-location=file:" + file,
                    "--gatehouse.installation-name=Acme",
                    "--gatehouse.notice.webhook=http://127.0.0.1:9/" + HOOK_PATH,
                    "--gatehouse.notice.webhook-secret-file=" + Files.writeString(folder.resolve("secret"), SECRET),
                    "--gatehouse.outbound.private-hosts=127.0.0.1"));
            ARGUMENTS.put(database, arguments);
            return TestServer.start(arguments);
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    private HttpResponse<String> get(UserAgent browser) {
        HttpResponse<String> page = browser.get(server.url("/admin/settings"));
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return page;
    }

    private static Document parsed(HttpResponse<String> page) {
        return Jsoup.parse(page.body(), page.uri().toString());
    }

    private static String line(Document page, String property) {
        Element name = page.select(".settings dt .mono").stream()
                .filter(one -> one.text().equals(property))
                .findFirst()
                .orElseThrow(() -> new AssertionError(property + " in " + page.select(".settings")));
        return name.parent().nextElementSibling().text();
    }

    @Test
    @DisplayName("L3 whoever is of the console sees what is set and where it comes from, and no secret")
    void showsWhatIsSet() {
        for (String person : List.of("auditor", "approver", "root")) {
            Document page = parsed(get(oauth.signedIn(person)));
            assertThat(page.select(".tabs [aria-current]").text()).isEqualTo("Settings");
            assertThat(line(page, "gatehouse.installation-name")).isEqualTo("Acme command line");
            assertThat(line(page, "gatehouse.issuer")).isEqualTo(server.issuer() + " command line");
            assertThat(line(page, "gatehouse.token.refresh-idle")).isEqualTo("3 days file house.yml");
            assertThat(line(page, "gatehouse.token.code-lifetime")).isEqualTo("1 minute default");
            assertThat(line(page, "gatehouse.registration.enabled")).isEqualTo("on profile fixtures");
            assertThat(line(page, "gatehouse.notice.webhook")).isEqualTo("on, to 127.0.0.1 command line");
            assertThat(line(page, "spring.mail.host")).isEqualTo("off default");
            assertThat(line(page, "spring.datasource.url"))
                    .startsWith(database == Database.H2 ? "H2, embedded" : "PostgreSQL");
            assertThat(page.text()).contains("Held without a person's renewed yes 24 hours", Oauth.RS1);
            assertThat(page.html()).doesNotContain(HOOK_PATH, SECRET, "jdbc:", "password");
            boolean owner = person.equals("root");
            assertThat(page.select("main form button")).hasSize(owner ? 2 : 0);
        }
    }

    @Test
    @DisplayName("nodes are counted by their connections to the database")
    void countsNodes() throws InterruptedException {
        UserAgent auditor = oauth.signedIn("auditor");
        assertThat(nodes(auditor)).isEqualTo("1");
        if (database == Database.POSTGRESQL) {
            TestServer second = TestServer.start(ARGUMENTS.get(database));
            try {
                for (int i = 0; i < 50 && !nodes(auditor).equals("2"); i++) {
                    Thread.sleep(100);
                }
                assertThat(nodes(auditor)).isEqualTo("2");
            } finally {
                second.close();
            }
        }
    }

    private String nodes(UserAgent browser) {
        return parsed(get(browser)).select(".settings div").stream()
                .filter(line -> line.text().startsWith("Nodes"))
                .findFirst()
                .orElseThrow()
                .select(".value")
                .text();
    }

    @Test
    @DisplayName("L3 an owner changes the mode here, which counts and is recorded; an unknown one changes nothing")
    void changesTheMode() {
        UserAgent root = oauth.signedIn("root");
        HttpResponse<String> page = get(root);
        HttpResponse<String> changed = root.submit(page, Map.of("mode", List.of("APPROVE_ALL")));
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(303);
        Document after = parsed(get(root));
        assertThat(after.select("input[name=mode][checked]").attr("value")).isEqualTo("APPROVE_ALL");
        assertThat(after.select("legend .origin").text()).isEqualTo("set by an owner");
        assertThat(root.submit(page, Map.of("mode", List.of("NONE"))).statusCode())
                .isEqualTo(400);
        assertThat(parsed(get(root)).select("input[name=mode][checked]").attr("value"))
                .isEqualTo("APPROVE_ALL");
        assertThat(root.get(server.url("/admin/audit")).body()).contains("set the mode of approvals");
    }

    @Test
    @DisplayName("L3 an owner sends a test notice, which waits as any other does, and is recorded")
    void sendsATest() {
        UserAgent root = oauth.signedIn("root");
        Document page = parsed(get(root));
        HttpResponse<String> sent = root.post(
                server.url("/admin/settings/test-notice"),
                List.of(Map.entry(
                        "form_token", page.select("input[name=form_token]").attr("value"))));
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(303);
        String body = server.jdbc()
                .sql("select body from notice where subject like 'A test%' order by id desc limit 1")
                .query(String.class)
                .single();
        assertThat(Oauth.json(body)).containsEntry("event", "notice.tested").containsKey("by");
        assertThat(parsed(get(root)).text()).contains("to be sent");
        assertThat(root.get(server.url("/admin/audit")).body()).contains("sent a test notice");
    }

    @Test
    @DisplayName("where nobody would hear it there is no test, and asking for one is refused")
    void hasNoTestWithoutChannels() {
        TestServer other = TestServer.on(database);
        UserAgent root = new Oauth(other).signedIn("root");
        Document page = Jsoup.parse(root.get(other.url("/admin/settings")).body());
        assertThat(page.select("form[action$=test-notice]")).isEmpty();
        HttpResponse<String> refused = root.post(
                other.url("/admin/settings/test-notice"),
                List.of(Map.entry(
                        "form_token", page.select("input[name=form_token]").attr("value"))));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(other.jdbc()
                        .sql("select count(*) from audit_entry where type = 'notice.tested'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }
}
