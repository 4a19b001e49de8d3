package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestPeople;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.Role;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** People in the console, by the wire. */
@ParameterizedClass
@EnumSource(Database.class)
class PeoplePagesTests {

    private static final String PASSWORD = "a password for tests";

    @Parameter
    Database database;

    private TestServer server;

    private Oauth oauth;

    private UserAgent root;

    private String name;

    @BeforeEach
    void begin() {
        server = TestServer.on(database);
        oauth = new Oauth(server);
        root = oauth.signedIn("root");
        name = "p-" + UUID.randomUUID();
    }

    private Person someone(Role... roles) {
        Role[] given = roles.length == 0 ? new Role[] {Role.PERSON} : roles;
        return TestPeople.create(server.bean(People.class), name, "Some <b>One</b>", PASSWORD, given);
    }

    private UserAgent signedIn(String username) {
        UserAgent browser = oauth.browser();
        HttpResponse<String> answer = browser.submit(
                browser.get(server.url("/sign-in")),
                Map.of("username", List.of(username), "password", List.of(PASSWORD)));
        assertThat(answer.statusCode()).isEqualTo(303);
        return browser;
    }

    private Document page(UserAgent browser, String path) {
        HttpResponse<String> answer = browser.get(server.url(path));
        assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
        return Jsoup.parse(answer.body(), answer.uri().toString());
    }

    /** Posts the page's form that leads there, as it stands, with these fields in place of its own. */
    private HttpResponse<String> post(UserAgent browser, Document page, String action, String... fields) {
        Element form = page.select("form[method=post]").stream()
                .filter(one -> one.attr("action").endsWith(action))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No form for " + action + " in " + page.text()));
        List<Map.Entry<String, String>> all = new ArrayList<>();
        List<String> names = Arrays.stream(fields)
                .map(field -> field.substring(0, field.indexOf('=')))
                .toList();
        for (Element input : form.select("input[type=hidden], input[type=text], input[type=checkbox][checked]")) {
            if (!names.contains(input.attr("name")) && !input.hasAttr("disabled")) {
                all.add(Map.entry(input.attr("name"), input.attr("value")));
            }
        }
        for (String field : fields) {
            int equals = field.indexOf('=');
            all.add(Map.entry(field.substring(0, equals), field.substring(equals + 1)));
        }
        return browser.post(URI.create(form.absUrl("action")), all);
    }

    private List<Map<String, Object>> recorded(String type, UUID about) {
        return server.jdbc()
                .sql("select actor, event_json from audit_entry where type = ? and subject = ?")
                .params(type, about.toString())
                .query()
                .listOfRows();
    }

    @Test
    @DisplayName("P03 disabling a person says what dies, and their agent's refresh, session and consent die at once")
    void disables() {
        Person person = someone();
        UserAgent browser = signedIn(name);
        String code = oauth.consented(browser, List.of("tools:read")).get("code");
        Map<String, Object> tokens = Oauth.json(oauth.token(code));
        assertThat(oauth.active(tokens.get("access_token"))).isTrue();

        Document page = page(root, "/admin/people/" + person.id());
        assertThat(page.select("main b")).isEmpty();
        assertThat(page.text()).contains("1 grant and 1 remembered consent", "Disable and end 1 grant");
        HttpResponse<String> done = post(root, page, "/disable");
        assertThat(done.statusCode()).as(done.body()).isEqualTo(303);

        assertThat(oauth.refresh((String) tokens.get("refresh_token")).statusCode())
                .isEqualTo(400);
        assertThat(oauth.active(tokens.get("access_token"))).isFalse();
        assertThat(browser.get(server.url("/account")).statusCode()).isEqualTo(303);
        assertThat(recorded("person.disabled", person.id()))
                .singleElement()
                .satisfies(entry -> assertThat(entry.get("event_json").toString())
                        .contains("\"consents_ended\":\"1\"", "\"grants_ended\":\"1\"", "\"sessions_ended\":\"1\""));

        // Enabling brings none of it back.
        Document after = page(root, "/admin/people/" + person.id() + "?done=disabled");
        assertThat(after.select("[role=status]").text()).startsWith("Disabled.");
        assertThat(post(root, after, "/enable").statusCode()).isEqualTo(303);
        assertThat(oauth.refresh((String) tokens.get("refresh_token")).statusCode())
                .isEqualTo(400);
        assertThat(oauth.follow(signedIn(name)).statusCode()).isEqualTo(200);
        // Of two who decide on the same page, the second is told.
        assertThat(post(root, page, "/disable").statusCode()).isEqualTo(409);
    }

    @Test
    @DisplayName("S5 an invited person sets a password by a link that is shown once and works once")
    void invites() {
        HttpResponse<String> shown = post(
                root,
                page(root, "/admin/invite"),
                "/admin/invite",
                "username=" + name,
                "display_name=New One",
                "groups=engineering, Support",
                "role=APPROVER");
        assertThat(shown.statusCode()).as(shown.body()).isEqualTo(200);
        String link = Jsoup.parse(shown.body()).select(".secret").text();
        Person person = server.bean(People.class).findByUsername(name).orElseThrow();
        assertThat(person.roles()).containsExactlyInAnyOrder(Role.PERSON, Role.APPROVER);
        assertThat(person.groups()).containsExactlyInAnyOrder("engineering", "support");
        assertThat(page(root, "/admin/people/" + person.id()).text()).contains("No password yet");
        assertThat(server.dump()).doesNotContain(link.substring(link.indexOf('=') + 1));

        UserAgent browser = oauth.browser();
        HttpResponse<String> form = browser.get(URI.create(link));
        Map<String, List<String>> password = Map.of("password", List.of(PASSWORD), "password_again", List.of(PASSWORD));
        assertThat(browser.submit(form, Map.of("password", List.of("short"), "password_again", List.of("short")))
                        .statusCode())
                .isEqualTo(422);
        assertThat(browser.submit(form, password).statusCode()).isEqualTo(303);
        assertThat(browser.get(server.url("/admin/approvals")).statusCode()).isEqualTo(200);
        assertThat(oauth.browser().get(URI.create(link)).statusCode()).isEqualTo(410);
        signedIn(name);
        assertThat(post(root, page(root, "/admin/invite"), "/admin/invite", "username=" + name, "display_name=Again")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    @DisplayName("an owner gives a person a mail address, which the list, the page and the exports show")
    void givesAMailAddress() {
        String form = "/admin/invite";
        HttpResponse<String> refused = post(
                root, page(root, form), form, "username=" + name, "display_name=New", "email=a@b@c", "role=AUDITOR");
        assertThat(refused.statusCode()).isEqualTo(422);
        Element field = Jsoup.parse(refused.body()).selectFirst("#email");
        assertThat(field.attr("value")).isEqualTo("a@b@c");
        assertThat(field.attr("aria-invalid") + field.attr("aria-describedby")).isEqualTo("trueemail-problem");
        assertThat(Jsoup.parse(refused.body()).select("input[value=AUDITOR]").hasAttr("checked"))
                .isTrue();
        assertThat(post(root, page(root, form), form, "username=" + name, "display_name=New", "email=New.One@x.test")
                        .statusCode())
                .isEqualTo(200);
        Person person = server.bean(People.class).findByUsername(name).orElseThrow();
        assertThat(person.email()).isEqualTo("New.One@x.test");
        assertThat(page(root, "/admin/people?q=" + name).select("td").text()).contains("New.One@x.test");
        for (String format : List.of("csv", "json")) {
            assertThat(root.get(server.url("/admin/export/people?format=" + format + "&q=" + name))
                            .body())
                    .contains("email", "New.One@x.test");
        }
        String path = "/admin/people/" + person.id();
        assertThat(page(root, path).select(".pairs").text()).contains("Mail address New.One@x.test");
        assertThat(post(root, page(root, path), path, "email=").statusCode()).isEqualTo(303);
        assertThat(page(root, path).select(".pairs").text()).contains("Mail address none");
        assertThat(recorded("person.email_changed", person.id()))
                .singleElement()
                .satisfies(
                        entry -> assertThat(entry.get("event_json").toString()).contains("New.One@x.test"));
        assertThat(recorded("person.changed", person.id())).isEmpty();
    }

    @Test
    @DisplayName("what cannot be taken of a person is said beside its field, and changes nothing")
    void saysWhichFieldIsWrong() {
        Person person = someone();
        String path = "/admin/people/" + person.id();
        for (Map.Entry<String, String> fault : List.of(
                Map.entry("email", "no address"),
                Map.entry("email", "a@b.test, c@d.test"),
                Map.entry("email", "a@b.test\r\nBcc: c@d.test"),
                Map.entry("email", "a\u0000@b.test"),
                Map.entry("email", "A <a@b.test>"),
                Map.entry("email", "a@b..test"),
                Map.entry("email", "a".repeat(65) + "@b.test"),
                Map.entry("email", "a@" + "b".repeat(253)),
                Map.entry("groups", "Not! a group"))) {
            HttpResponse<String> refused =
                    post(root, page(root, path), path, fault.getKey() + "=" + fault.getValue(), "role=OWNER");
            assertThat(refused.statusCode()).as("%s", fault).isEqualTo(422);
            Document shown = Jsoup.parse(refused.body());
            assertThat(shown.title()).startsWith("Error: ");
            assertThat(shown.select("[role=alert] a[href=#" + fault.getKey() + "]"))
                    .as("%s", fault)
                    .hasSize(1);
            Element field = shown.selectFirst("#" + fault.getKey());
            assertThat(field.hasAttr("autofocus")).isTrue();
            assertThat(field.attr("aria-describedby")).isEqualTo(fault.getKey() + "-problem");
            assertThat(shown.selectFirst("input[value=OWNER]").hasAttr("checked"))
                    .isTrue();
        }
        assertThat(server.bean(People.class).find(person.id())).contains(person);
        // The form that is shown again is about what was seen at first.
        Document old = page(root, path);
        assertThat(post(root, page(root, path), path, "groups=support").statusCode())
                .isEqualTo(303);
        HttpResponse<String> again = post(root, old, path, "email=x");
        Document shown = Jsoup.parse(again.body(), server.url(path).toString());
        assertThat(post(root, shown, path, "email=x@y.test").statusCode()).isEqualTo(409);
    }

    @Test
    @DisplayName("W11 an owner's own mail address asks for their password, so not in the console")
    void keepsTheOwnMailAddress() {
        Person person = someone(Role.PERSON, Role.OWNER);
        UserAgent owner = signedIn(name);
        String path = "/admin/people/" + person.id();
        Document own = page(owner, path);
        assertThat(own.select("input[name=email][type=text]")).isEmpty();
        HttpResponse<String> refused = post(owner, own, path, "email=x@y.test");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("changed on your own pages");
        assertThat(server.bean(People.class).find(person.id())).contains(person);
        // Other tests are about the last owner.
        assertThat(post(root, page(root, path), path, "role=AUDITOR").statusCode())
                .isEqualTo(303);
    }

    @Test
    @DisplayName("S8 a reset by an administrator ends sign-ins and agents, and the old password")
    void resets() {
        Person person = someone();
        UserAgent browser = signedIn(name);
        String code = oauth.consented(browser, List.of("tools:read")).get("code");
        String refresh = (String) Oauth.json(oauth.token(code)).get("refresh_token");
        HttpResponse<String> shown = post(root, page(root, "/admin/people/" + person.id()), "/reset");
        assertThat(shown.statusCode()).as(shown.body()).isEqualTo(200);
        assertThat(oauth.refresh(refresh).statusCode()).isEqualTo(400);
        assertThat(browser.get(server.url("/account")).statusCode()).isEqualTo(303);
        HttpResponse<String> old = browser.submit(
                browser.get(server.url("/sign-in")), Map.of("username", List.of(name), "password", List.of(PASSWORD)));
        assertThat(old.statusCode()).isNotEqualTo(303);
        assertThat(recorded("person.password_reset", person.id())).hasSize(1);
    }

    @Test
    @DisplayName("W11 nobody changes their own roles or disables themselves, and roles count at the next request")
    void changesRoles() {
        Person person = someone(Role.PERSON, Role.OWNER);
        UserAgent owner = signedIn(name);
        Document own = page(owner, "/admin/people/" + person.id());
        assertThat(own.select("form[action$=/disable], form[action$=/reset]")).isEmpty();
        String form = "/admin/people/" + person.id();
        assertThat(post(owner, own, form, "role=AUDITOR").statusCode()).isEqualTo(409);
        assertThat(post(owner, own, form, "groups=support").statusCode()).isEqualTo(303);
        List<Map.Entry<String, String>> disable = List.of(
                Map.entry("form_token", own.select("input[name=form_token]").attr("value")), Map.entry("version", "1"));
        assertThat(owner.post(server.url(form + "/disable"), disable).statusCode())
                .isEqualTo(409);
        assertThat(owner.post(server.url(form + "/reset"), disable).statusCode())
                .isEqualTo(409);
        assertThat(page(owner, form).text()).contains("support");

        Document page = page(root, form);
        assertThat(post(root, page, form, "role=AUDITOR").statusCode()).isEqualTo(303);
        assertThat(post(root, page, form, "role=OWNER").statusCode()).isEqualTo(409);
        assertThat(page(owner, form).select("form[method=post]")).isEmpty();
        assertThat(owner.post(server.url(form + "/enable"), disable).statusCode())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("lists people with search, filter and pages, and bad input is never a server error")
    void lists() {
        Person person = someone();
        Document found = page(root, "/admin/people?q=" + name.toUpperCase(java.util.Locale.ROOT));
        assertThat(found.select(".table tbody tr")).hasSize(1);
        assertThat(found.select(".table a[href$=" + person.id() + "]").text()).isEqualTo("Some <b>One</b>");
        assertThat(page(root, "/admin/people?q=" + name + "&role=OWNER")
                        .select(".empty h2")
                        .text())
                .isEqualTo("Nobody fits this search");
        assertThat(page(root, "/admin/people?sort=newest&q=" + name).select(".table tbody tr"))
                .hasSize(1);
        for (int n = 0; n < 26; n++) {
            post(root, page(root, "/admin/invite"), "/admin/invite", "username=" + name + "." + n, "display_name=Many");
        }
        Document first = page(root, "/admin/people?q=" + name);
        assertThat(first.select(".table tbody tr")).hasSize(25);
        Document second = page(root, first.select("a[rel=next]").attr("href"));
        assertThat(second.select(".table tbody tr")).hasSize(2);
        for (String odd : List.of(
                "q=%25", "q=%00", "role=x", "status=x", "sort=x", "after=%00", "after='", "q=" + "x".repeat(300))) {
            assertThat(root.get(server.url("/admin/people?" + odd)).statusCode())
                    .as(odd)
                    .isEqualTo(200);
            assertThat(root.get(server.url("/admin/people?sort=newest&" + odd)).statusCode())
                    .as(odd)
                    .isEqualTo(200);
        }
        assertThat(root.get(server.url("/admin/people/x")).statusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("L3 the record reads as a diary, keeps its filters in the address, and opens to its facts")
    void readsTheRecord() {
        Person person = someone();
        signedIn(name);
        Document diary = page(root, "/admin/audit?who=" + name);
        assertThat(diary.select(".diary .told a").eachText()).anyMatch(text -> text.contains("signed in"));
        assertThat(diary.select("#who").attr("value")).isEqualTo(name);
        Document entry = page(root, diary.select(".diary .told a").first().attr("href"));
        assertThat(entry.select("h1").text()).contains("Some <b>One</b>", "signed in");
        assertThat(entry.text()).contains(person.id().toString());
        assertThat(page(root, "/admin/audit?who=" + name + "&type=person.signed_out")
                        .select(".diary li"))
                .isEmpty();
        assertThat(page(root, "/admin/audit?who=" + name + "&type=person").select(".diary li"))
                .hasSizeGreaterThan(1);
        Document all = page(root, "/admin/audit?type=person");
        assertThat(page(root, "/admin/audit?who=nobody-has-this-name").select(".diary li"))
                .isEmpty();
        assertThat(all.select(".diary li")).isNotEmpty();
        for (String odd : List.of(
                "before=x",
                "before=0",
                "before=999999999999999999",
                "type=%25",
                "who=%00",
                "client=%00",
                "outcome=x",
                "reference='")) {
            assertThat(root.get(server.url("/admin/audit?" + odd)).statusCode())
                    .as(odd)
                    .isEqualTo(200);
        }
        assertThat(root.get(server.url("/admin/audit/x")).statusCode()).isEqualTo(404);
    }
}
