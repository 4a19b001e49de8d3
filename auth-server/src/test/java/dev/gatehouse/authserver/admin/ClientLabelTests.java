package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

/** What administrators call clients. */
@ParameterizedClass
@EnumSource(Database.class)
class ClientLabelTests {

    @Parameter
    Database database;

    private final String unique = UUID.randomUUID().toString().substring(0, 8);

    private final String label = "Bots of " + unique;

    private TestServer server;

    private Oauth oauth;

    private UserAgent approver;

    @BeforeEach
    void begin() {
        server = TestServer.on(database);
        oauth = new Oauth(server);
        approver = oauth.signedIn("approver");
    }

    private String register(String name, String more) {
        return (String) registered(name, more).get("client_id");
    }

    private Map<String, Object> registered(String name, String more) {
        String body = "{\"client_name\":\"" + name + "\",\"redirect_uris\":[\"http://127.0.0.1:"
                + (40000 + more.length()) + "/cb\"],\"token_endpoint_auth_method\":\"none\"" + more + "}";
        HttpResponse<String> answer = new UserAgent()
                .send(
                        HttpRequest.newBuilder(server.url("/register")).POST(HttpRequest.BodyPublishers.ofString(body)),
                        "Content-Type",
                        "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Oauth.json(answer);
    }

    private URI page(String clientId) {
        return server.url("/admin/clients/" + id(clientId));
    }

    private UUID id(String clientId) {
        return server.jdbc()
                .sql("select id from client where client_id = ?")
                .param(clientId)
                .query(UUID.class)
                .single();
    }

    private Document document(String clientId) {
        return Jsoup.parse(approver.get(page(clientId)).body(), page(clientId).toString());
    }

    /** What the page says that the client is called here; empty for nothing. */
    private String called(String clientId) {
        return document(clientId).select(".heading .called bdi").text();
    }

    private HttpResponse<String> send(UserAgent browser, HttpResponse<String> page, String action, String... changes) {
        Element form = Jsoup.parse(page.body(), page.uri().toString()).selectFirst("form[action$=" + action + "]");
        assertThat(form).as(action + " in " + page.body()).isNotNull();
        List<String> fields = new ArrayList<>();
        form.select("input").forEach(field -> fields.add(field.attr("name") + "=" + field.attr("value")));
        return browser.post(URI.create(form.absUrl("action")), Oauth.with(fields, changes));
    }

    private HttpResponse<String> name(String clientId, String text) {
        return send(approver, approver.get(page(clientId)), "/label", "label=" + text);
    }

    private List<String> recorded(String clientId) {
        return server.jdbc()
                .sql("select type from audit_entry where client_id = ? and type like 'client.label%' order by seq")
                .param(clientId)
                .query(String.class)
                .list();
    }

    @Test
    @DisplayName("an approver names a client, renames it, and undoes that once")
    void namesAndUndoes() {
        String client = register("App " + unique, "");
        HttpResponse<String> named = name(client, "  " + label + " ");
        assertThat(UserAgent.location(named)).isEqualTo("/admin/clients/" + id(client) + "?done=labelled");
        HttpResponse<String> first = approver.follow(named);
        assertThat(Jsoup.parse(first.body()).select("[role=status] button").text())
                .isEqualTo("Undo: it had no name here before");
        assertThat(called(client)).isEqualTo(label);

        HttpResponse<String> renamed = approver.follow(name(client, label + " 2"));
        assertThat(called(client)).isEqualTo(label + " 2");
        assertThat(Jsoup.parse(renamed.body()).select("[role=status] button").text())
                .isEqualTo("Undo: it was called " + label + " before");
        HttpResponse<String> undone = send(approver, renamed, "/label/undo");
        assertThat(UserAgent.location(undone)).endsWith("?done=label-undone");
        assertThat(called(client)).isEqualTo(label);
        assertThat(document(client).select("form[action$=/label/undo]"))
                .as("an undoing is not undone")
                .isEmpty();
        assertThat(send(approver, renamed, "/label/undo").statusCode()).isEqualTo(409);

        name(client, "");
        assertThat(called(client)).isEmpty();
        assertThat(recorded(client))
                .containsExactly("client.labelled", "client.labelled", "client.label_undone", "client.labelled");
        assertThat(document(client).select(".diary").text()).contains("changed what a client is called");
    }

    @Test
    @DisplayName("who names or undoes what somebody changed since is told so, and changes nothing")
    void refusesTheSecond() {
        String client = register("App " + unique, "");
        HttpResponse<String> before = approver.get(page(client));
        HttpResponse<String> named = approver.follow(name(client, label));
        HttpResponse<String> late = send(approver, before, "/label", "label=Late");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("This client was named meanwhile");
        name(client, label + " 2");
        HttpResponse<String> lateUndo = send(approver, named, "/label/undo");
        assertThat(lateUndo.statusCode()).isEqualTo(409);
        assertThat(lateUndo.body()).contains("This client was named meanwhile");
        assertThat(called(client)).isEqualTo(label + " 2");
        assertThat(recorded(client)).containsExactly("client.labelled", "client.labelled");
    }

    @Test
    @DisplayName("what was saved as it is changes nothing: what came before it can still be undone")
    void savesTheSame() {
        String client = register("App " + unique, "");
        name(client, label);
        assertThat(name(client, label).statusCode()).isEqualTo(303);
        assertThat(document(client).select("form[action$=/label/undo]").text()).contains("had no name here before");
        assertThat(recorded(client)).containsExactly("client.labelled");
    }

    @Test
    @DisplayName(
            "a name has 60 characters at most and is one line that can be seen; else the form says so and keeps it")
    void refusesWhatIsNoName() {
        String client = register("App " + unique, "");
        String longest = "é".repeat(60);
        assertThat(name(client, longest).statusCode()).isEqualTo(303);
        for (String bad : List.of(
                longest + "x", "two\nlines", "a\u0000b", "a\u202eb", "a\u200bb", "a\u2028b", "a\tb", "a\u0085b")) {
            HttpResponse<String> refused = name(client, bad);
            assertThat(refused.statusCode()).as(bad).isEqualTo(422);
            Element field = Jsoup.parse(refused.body()).expectFirst("#label");
            assertThat(field.attr("aria-invalid")).isEqualTo("true");
            assertThat(Jsoup.parse(refused.body())
                            .select("#" + field.attr("aria-describedby"))
                            .text())
                    .startsWith("The name m");
        }
        assertThat(Jsoup.parse(name(client, longest + "x").body())
                        .expectFirst("#label")
                        .attr("value"))
                .isEqualTo(longest + "x");
        assertThat(called(client)).isEqualTo(longest);
    }

    @Test
    @DisplayName("W11 an auditor and a person name nothing, nor anybody without the form's token; no client, no name")
    void refusesOthers() {
        String client = register("App " + unique, "");
        name(client, label);
        HttpResponse<String> page = approver.get(page(client));
        UserAgent auditor = oauth.signedIn("auditor");
        assertThat(Jsoup.parse(auditor.get(page(client)).body()).select("form[action*=/label]"))
                .isEmpty();
        for (UserAgent other : List.of(auditor, oauth.signedIn("alice"))) {
            assertThat(send(other, page, "/label", "label=Theirs").statusCode()).isEqualTo(403);
            assertThat(send(other, page, "/label/undo").statusCode()).isEqualTo(403);
        }
        for (String path : List.of("/label", "/label/undo")) {
            assertThat(send(approver, page, path, "form_token=forged").statusCode())
                    .isEqualTo(403);
            assertThat(send(approver, page, path, "version=x").statusCode()).isEqualTo(400);
            assertThat(send(oauth.signedIn("root"), page, path).statusCode())
                    .as("another's form")
                    .isEqualTo(403);
            for (String id : List.of("x", UUID.randomUUID().toString())) {
                URI nothing = server.url("/admin/clients/" + id + path);
                Element form = Jsoup.parse(page.body()).expectFirst("form[action$=/label]");
                assertThat(approver.post(
                                        nothing,
                                        Oauth.with(List.of(
                                                "version=0",
                                                "label=X",
                                                "form_token="
                                                        + form.expectFirst("[name=form_token]")
                                                                .attr("value"))))
                                .statusCode())
                        .isEqualTo(404);
            }
        }
        assertThat(called(client)).isEqualTo(label);
        assertThat(recorded(client)).containsExactly("client.labelled");
    }

    @Test
    @DisplayName(
            "a name belongs to what the client is: one that registers again has it, one that is something else has not")
    void belongsToTheIdentity() {
        String client = register("App " + unique, "");
        name(client, label);
        assertThat(called(register("App " + unique, ""))).isEqualTo(label);
        assertThat(called(register("Other " + unique, ""))).isEmpty();
        assertThat(called(register("App " + unique, ",\"software_id\":\"" + unique + "\"")))
                .isEmpty();
        String software = register("Version 1 " + unique, ",\"software_id\":\"tool-" + unique + "\"");
        name(software, label + " tool");
        String next = register("Version 2 " + unique, ",\"software_id\":\"tool-" + unique + "\"");
        assertThat(called(next)).isEqualTo(label + " tool");
        // What one is called, all are called: an undoing at one is one for the other.
        assertThat(send(approver, approver.get(page(next)), "/label/undo").statusCode())
                .isEqualTo(303);
        assertThat(called(software)).isEmpty();
    }

    @Test
    @DisplayName("RFC 7592 one that says something else of itself is another, until it says the same again")
    void followsWhatItSays() {
        Map<String, Object> registered = registered("App " + unique, "");
        String client = (String) registered.get("client_id");
        name(client, label);
        say(registered, "Other " + unique);
        assertThat(called(client)).isEmpty();
        say(registered, "App " + unique);
        assertThat(called(client)).isEqualTo(label);
    }

    private static void say(Map<String, Object> registered, String name) {
        String body = "{\"client_id\":\"" + registered.get("client_id") + "\",\"client_name\":\"" + name
                + "\",\"redirect_uris\":[\"http://127.0.0.1:40000/cb\"],\"token_endpoint_auth_method\":\"none\"}";
        HttpResponse<String> answer = new UserAgent()
                .send(
                        HttpRequest.newBuilder(URI.create((String) registered.get("registration_client_uri")))
                                .PUT(HttpRequest.BodyPublishers.ofString(body)),
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        "Bearer " + registered.get("registration_access_token"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    @DisplayName(
            "nobody who registers gets the name of a client that an administrator set up, nor loses it by changing")
    void staysWithConfiguredClients() {
        name("PUB", label);
        try {
            String body = "{\"client_name\":\"Public web app\",\"redirect_uris\":[\"https://app.test/cb\"],"
                    + "\"token_endpoint_auth_method\":\"none\"}";
            String same = (String) Oauth.json(new UserAgent()
                            .send(
                                    HttpRequest.newBuilder(server.url("/register"))
                                            .POST(HttpRequest.BodyPublishers.ofString(body)),
                                    "Content-Type",
                                    "application/json"))
                    .get("client_id");
            assertThat(called(same)).isEmpty();
            assertThat(called("PUB")).isEqualTo(label);
        } finally {
            name("PUB", "");
        }
    }

    @Test
    @DisplayName("lists, their search, the queue, grants, the record and the export have it")
    void isShownWhereTheNameIs() {
        oauth.tokens();
        name("PUB", label);
        try {
            Document found = Jsoup.parse(approver.get(server.url("/admin/clients?q=" + unique.toUpperCase(Locale.ROOT)))
                    .body());
            assertThat(found.select("tbody tr")).hasSize(1);
            assertThat(found.select("tbody td:first-child").text())
                    .contains("Public web app", "called " + label, "PUB");
            assertThat(text("/admin/grants?client=PUB", "tbody tr:first-child")).contains("called " + label);
            String grant = Jsoup.parse(
                            approver.get(server.url("/admin/grants?client=PUB")).body())
                    .expectFirst("tbody a")
                    .attr("href");
            assertThat(text(grant, ".pairs")).contains("called " + label);
            assertThat(text("/admin/audit?client=PUB", ".diary li:first-child")).contains("called " + label);
            String entry = Jsoup.parse(
                            approver.get(server.url("/admin/audit?client=PUB")).body())
                    .expectFirst(".diary a")
                    .attr("href");
            assertThat(text(entry, ".pairs")).contains("PUB called " + label);
            assertThat(approver.get(server.url("/admin/export/clients?q=" + unique))
                            .body())
                    .contains("\"" + label + "\"");
            assertThat(text("/admin/change-clients?act=disable&client=" + id("PUB"), ".table"))
                    .contains("called " + label);
        } finally {
            name("PUB", "");
        }
    }

    private String text(String path, String part) {
        return Jsoup.parse(approver.get(server.url(path)).body()).select(part).text();
    }

    @Test
    @DisplayName("S1 people read it below the app's own name; not where whoever registers could have it too")
    void isShownToPeople() {
        UserAgent alice = oauth.signedIn("alice");
        name("PUB", label);
        String other = register("App " + unique, "");
        name(other, label + " 2");
        try {
            Document consent = Jsoup.parse(oauth.follow(alice, "prompt=consent").body());
            assertThat(consent.expectFirst("h1").text()).startsWith("Public web app wants");
            assertThat(consent.expectFirst(".asker .fine").text()).isEqualTo("Your administrators call it: " + label);
            oauth.allow(alice, oauth.follow(alice, "prompt=consent"), "tools:read");
            assertThat(Jsoup.parse(alice.get(server.url("/account?q=Public")).body())
                            .select(".about")
                            .text())
                    .contains("Your administrators call it: " + label);
            String[] asked = {"client_id=" + other, "redirect_uri=http://127.0.0.1:5000/cb"};
            HttpResponse<String> unverified = oauth.follow(alice, asked);
            assertThat(Jsoup.parse(unverified.body()).expectFirst("h1").text()).startsWith("App " + unique);
            assertThat(unverified.body()).doesNotContain("Your administrators call it");
            oauth.allow(alice, unverified, "tools:read");
            HttpResponse<String> list = alice.get(server.url("/account?q=" + unique));
            assertThat(list.body()).contains("App " + unique).doesNotContain("Your administrators call it");
        } finally {
            name("PUB", "");
        }
    }

    @Test
    @DisplayName("a client of before, whose row does not say yet what it is, can be named at once")
    void namesClientsOfBefore() {
        String client = register("App " + unique, "");
        server.jdbc()
                .sql("update client set identity_hash = null where client_id = ?")
                .param(client)
                .update();
        assertThat(name(client, label).statusCode()).isEqualTo(303);
        assertThat(called(client)).isEqualTo(label);
        assertThat(called(register("App " + unique, ""))).isEqualTo(label);
    }
}
