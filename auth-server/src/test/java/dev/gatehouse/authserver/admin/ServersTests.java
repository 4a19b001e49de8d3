package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Canary;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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

/** MCP servers as owners add and change them, without script. */
@ParameterizedClass
@EnumSource(Database.class)
class ServersTests {

    private static final Canary MCP = Canary.start();

    private static final Map<Database, TestServer> SERVERS = new EnumMap<>(Database.class);

    private static final AtomicInteger PATHS = new AtomicInteger();

    @Parameter
    Database database;

    private TestServer server;

    private Oauth oauth;

    private UserAgent root;

    private String path;

    private String uri;

    @BeforeEach
    void signIn() {
        server = SERVERS.computeIfAbsent(database, wanted -> {
            List<String> arguments = new ArrayList<>(TestServer.arguments(wanted, TestServer.temporaryFolder()));
            arguments.addAll(MCP.arguments());
            return TestServer.start(arguments);
        });
        oauth = new Oauth(server);
        root = oauth.signedIn("root");
        path = "/mcp" + PATHS.incrementAndGet();
        uri = MCP.url(path);
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    private void publishes(String scopes, String... more) {
        MCP.serveJson(
                "/.well-known/oauth-protected-resource" + path,
                "{\"resource\":\"" + uri + "\",\"resource_name\":\"Contacts\",\"scopes_supported\":[" + scopes
                        + "],\"authorization_servers\":[\"" + server.issuer() + "\"]" + String.join("", more) + "}");
    }

    private Document page(UserAgent browser, String address) {
        HttpResponse<String> answer = browser.get(server.url(address));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Jsoup.parse(answer.body(), answer.uri().toString());
    }

    private String one() {
        return "/admin/servers/one?uri=" + uri.replace(":", "%3A").replace("/", "%2F");
    }

    private HttpResponse<String> submit(String address, String action, Map<String, List<String>> values) {
        HttpResponse<String> page = root.get(server.url(address));
        return submit(page, action, values);
    }

    /** The form of the page that leads there, with what stands in it and these values. */
    private HttpResponse<String> submit(HttpResponse<String> page, String action, Map<String, List<String>> values) {
        Document document = Jsoup.parse(page.body(), page.uri().toString());
        document.select("form:not([action$=" + action + "])").remove();
        document.select("form:has(button[name=remove])").forEach(form -> {
            if (!values.containsKey("remove")) {
                form.remove();
            }
        });
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        document.select("form").forms().getLast().formData().forEach(field -> {
            if (!values.containsKey(field.key())) {
                fields.add(Map.entry(field.key(), field.value()));
            }
        });
        values.forEach((name, all) -> all.forEach(value -> fields.add(Map.entry(name, value))));
        return root.post(server.url(action), fields);
    }

    private void add() {
        publishes("\"contacts:read\",\"contacts:delete\"");
        HttpResponse<String> proposal = submit("/admin/servers/add", "/admin/servers/add", Map.of("uri", List.of(uri)));
        HttpResponse<String> added = submit(
                proposal,
                "/admin/servers",
                Map.of("text_0", List.of("See contacts"), "text_1", List.of("Delete contacts")));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(303);
    }

    private String offered(String scope) {
        HttpResponse<String> answer = oauth.follow(oauth.signedIn("alice"), "resource=" + uri, "scope=" + scope);
        return Jsoup.parse(answer.body()).text();
    }

    @Test
    @DisplayName("an owner adds a server by its address: it is asked what it is, and agents are granted what was saved")
    void addsByAddress() {
        publishes("\"contacts:read\",\"contacts:delete\",\"openid\",\"a b\"");
        HttpResponse<String> proposal = submit("/admin/servers/add", "/admin/servers/add", Map.of("uri", List.of(uri)));
        Document form = Jsoup.parse(proposal.body());
        assertThat(form.select("input[name=name]").val()).isEqualTo("Contacts");
        assertThat(form.select("input[name^=scope_]").eachAttr("value"))
                .containsExactly("contacts:read", "contacts:delete", "");
        assertThat(form.select("select[name=risk_1] option[selected]").val()).isEqualTo("DESTRUCTIVE");
        assertThat(form.text()).contains("It answered at").doesNotContain("It does not name");

        add();

        Document shown = page(root, one());
        assertThat(shown.text())
                .contains("Contacts", uri, "See contacts", "contacts:read", "offered to who asks for nothing")
                .contains("Delete contacts", "needs an administrator's approval");
        assertThat(page(root, "/admin/servers").text()).contains("Contacts", uri);
        assertThat(offered("contacts:read")).contains("See contacts", "Contacts");
        assertThat(server.jdbc()
                        .sql("select count(*) from audit_entry where type = 'resource.added' and resource = ?")
                        .param(uri)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("what cannot be looked at is said, and can be described by hand")
    void describesByHand() {
        HttpResponse<String> proposal = submit("/admin/servers/add", "/admin/servers/add", Map.of("uri", List.of(uri)));
        assertThat(Jsoup.parse(proposal.body()).text()).contains("It did not say what it is", "status 404");
        HttpResponse<String> added = submit(
                proposal,
                "/admin/servers",
                Map.of(
                        "name", List.of("By hand"),
                        "scope_0", List.of("notes:write"),
                        "text_0", List.of("Write notes"),
                        "risk_0", List.of("WRITE")));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(303);
        assertThat(page(root, one()).text()).contains("By hand", "Write notes", "Changes");
    }

    @Test
    @DisplayName("a document about another address is not taken for this one (RFC 9728 section 3.3)")
    void takesNoOthersWord() {
        MCP.serveJson(
                "/.well-known/oauth-protected-resource" + path,
                "{\"resource\":\"https://other.test/mcp\",\"scopes_supported\":[\"evil\"]}");
        HttpResponse<String> proposal = submit("/admin/servers/add", "/admin/servers/add", Map.of("uri", List.of(uri)));
        assertThat(Jsoup.parse(proposal.body()).text()).contains("it describes https://other.test/mcp");
        assertThat(Jsoup.parse(proposal.body()).select("input[value=evil]")).isEmpty();
    }

    @Test
    @DisplayName("where a server publishes something else than is set up, the difference is shown with what to do")
    void showsDrift() {
        add();
        publishes("\"contacts:read\",\"contacts:tag\"", ",\"dpop_bound_access_tokens_required\":true");

        HttpResponse<String> looked = submit(one(), "/admin/servers/look", Map.of());

        assertThat(looked.statusCode()).as(looked.body()).isEqualTo(303);
        Document shown = page(root, one());
        assertThat(shown.text())
                .contains("It publishes contacts:tag, which nobody can be granted")
                .contains("It does not publish contacts:delete")
                .contains("Require DPoP");
        assertThat(page(root, "/admin/servers").text()).contains("Differs from what it publishes");
        String missing = shown.select("a:contains(Add contacts:tag)").attr("href");
        submit(missing, "/admin/servers/scope", Map.of("text", List.of("Tag contacts"), "risk", List.of("WRITE")));
        assertThat(page(root, one()).text()).contains("Tag contacts").doesNotContain("contacts:tag, which nobody");
    }

    @Test
    @DisplayName("a permission is changed and removed; from then on nobody is offered it")
    void changesAndRemoves() {
        add();
        String scope = "/admin/servers/scope?scope=contacts:delete&uri=" + uri;
        submit(
                scope,
                "/admin/servers/scope",
                Map.of("text", List.of("Erase contacts"), "tools", List.of("erase_contact\nerase_all")));
        assertThat(page(root, one()).text()).contains("Erase contacts", "opens erase_all, erase_contact");
        assertThat(offered("contacts:delete")).contains("Erase contacts", "erase_all");

        HttpResponse<String> removed = submit(scope, "/admin/servers/scope", Map.of("remove", List.of("true")));

        assertThat(removed.statusCode()).as(removed.body()).isEqualTo(303);
        assertThat(page(root, one()).text()).doesNotContain("Erase contacts");
        assertThat(offered("contacts:read contacts:delete"))
                .contains("See contacts")
                .doesNotContain("Erase contacts");
    }

    @Test
    @DisplayName("who changes what somebody else changed meanwhile is told so, and nothing is lost")
    void seesTheOther() {
        add();
        HttpResponse<String> before = root.get(server.url(one()));
        submit(one(), "/admin/servers/one", Map.of("name", List.of("Newer")));

        HttpResponse<String> late = submit(before, "/admin/servers/one", Map.of("name", List.of("Older")));

        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(page(root, one()).text()).contains("Newer").doesNotContain("Older");
    }

    @Test
    @DisplayName("what breaks a rule is refused with the field's name, and nothing is changed")
    void refusesWhatBreaksARule() {
        add();
        for (Map<String, List<String>> values : List.<Map<String, List<String>>>of(
                Map.of("name", List.of("")),
                Map.of("token_minutes", List.of("61")),
                Map.of("token_minutes", List.of("ten")),
                Map.of("grant_hours", List.of("0")),
                Map.of("algorithm", List.of("none")),
                Map.of("aliases", List.of("http://mcp.test/other")))) {
            HttpResponse<String> answer = submit(one(), "/admin/servers/one", values);
            assertThat(answer.statusCode()).as(values.toString()).isEqualTo(422);
            assertShownAgain(answer, values);
        }
        assertThat(submit(one(), "/admin/servers/one", Map.of("version", List.of("x")))
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> taken = submit(one(), "/admin/servers/one", Map.of("aliases", List.of(Oauth.RS1)));
        assertThat(taken.statusCode()).isEqualTo(409);
        HttpResponse<String> last = submit(
                "/admin/servers/scope?scope=contacts:read&uri=" + uri,
                "/admin/servers/scope",
                Map.of("remove", List.of("true")));
        assertThat(last.statusCode()).as("what is offered by default").isEqualTo(422);
        assertThat(Jsoup.parse(last.body()).select("#default[autofocus]")).hasSize(1);
        for (Map<String, List<String>> values : List.<Map<String, List<String>>>of(
                Map.of("scope", List.of("a b")),
                Map.of("text", List.of("")),
                Map.of("tools", List.of("t".repeat(121))))) {
            HttpResponse<String> answer =
                    submit("/admin/servers/scope?scope=contacts:read&uri=" + uri, "/admin/servers/scope", values);
            assertThat(answer.statusCode()).as(values.toString()).isEqualTo(422);
            assertShownAgain(answer, values);
        }
        assertThat(page(root, one()).text()).contains("Contacts", "See contacts");
    }

    /** The form with what was typed, and the sentence at the field. */
    private static void assertShownAgain(HttpResponse<String> answer, Map<String, List<String>> values) {
        Document shown = Jsoup.parse(answer.body());
        assertThat(shown.title()).startsWith("Error: ");
        values.forEach((name, typed) -> {
            Element field = shown.getElementById(name);
            assertThat(field.attr("aria-describedby")).as(values.toString()).isEqualTo(name + "-problem");
            assertThat(shown.getElementById(name + "-problem").text())
                    .isNotEmpty()
                    .doesNotContain("server.");
            if (!field.tagName().equals("select")) {
                assertThat(field.val().strip()).isEqualTo(typed.getFirst());
            }
        });
    }

    @Test
    @DisplayName("a new server that cannot be taken is shown again as it was typed, without being asked again")
    void showsTheNewServerAgain() {
        publishes("\"contacts:read\"");
        assertShownAgain(
                submit("/admin/servers/add", "/admin/servers/add", Map.of("uri", List.of(Oauth.RS1))),
                Map.of("uri", List.of(Oauth.RS1)));
        HttpResponse<String> proposal = submit("/admin/servers/add", "/admin/servers/add", Map.of("uri", List.of(uri)));
        Map<String, List<String>> good = Map.of(
                "name", List.of("Notes"),
                "scope_0", List.of(""),
                "scope_2", List.of("notes:write"),
                "text_2", List.of("Write <b>notes"),
                "risk_2", List.of("WRITE"));
        for (Map.Entry<String, String> fault : List.of(
                Map.entry("name", ""),
                Map.entry("scope_2", "a b"),
                Map.entry("text_2", ""),
                Map.entry("scope_0", ""))) {
            Map<String, List<String>> values = new HashMap<>(good);
            values.put(fault.getKey(), List.of(fault.getValue()));
            if (fault.getKey().equals("scope_0")) {
                values.put("scope_2", List.of(""));
            }
            HttpResponse<String> answer = submit(proposal, "/admin/servers", values);
            assertThat(answer.statusCode()).as("%s", fault).isEqualTo(422);
            assertShownAgain(answer, Map.of(fault.getKey(), List.of(fault.getValue())));
            assertThat(Jsoup.parse(answer.body())
                            .select("#risk_2 option[selected]")
                            .val())
                    .isEqualTo("WRITE");
            proposal = answer;
        }
        assertThat(submit(proposal, "/admin/servers", good).statusCode()).isEqualTo(303);
        assertThat(page(root, one()).text()).contains("Notes", "Write <b>notes");
    }

    @Test
    @DisplayName("W11 only owners change MCP servers, by their own form")
    void onlyOwners() {
        add();
        HttpResponse<String> page = root.get(server.url(one()));
        for (String who : List.of("approver", "auditor")) {
            UserAgent other = oauth.signedIn(who);
            assertThat(page(other, one()).select("form")).as(who).isEmpty();
            for (String action : List.of("", "/one", "/add", "/look", "/scope")) {
                assertThat(other.post(server.url("/admin/servers" + action), List.of())
                                .statusCode())
                        .as(who + " " + action)
                        .isEqualTo(403);
            }
        }
        assertThat(oauth.signedIn("alice").get(server.url("/admin/servers")).statusCode())
                .isEqualTo(403);
        HttpResponse<String> forged =
                submit(page, "/admin/servers/one", Map.of("name", List.of("Forged"), "form_token", List.of("x")));
        assertThat(forged.statusCode()).isEqualTo(403);
        assertThat(page(root, one()).text()).doesNotContain("Forged");
    }
}
