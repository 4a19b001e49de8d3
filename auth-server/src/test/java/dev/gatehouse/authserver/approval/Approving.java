package dev.gatehouse.authserver.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** What people, clients and administrators do about approvals, by the wire. */
final class Approving {

    static final String LOOPBACK = "http://localhost:8787/callback";

    private static final AtomicInteger NAMES = new AtomicInteger();

    final TestServer server;

    final Oauth oauth;

    Approving(TestServer server) {
        this.server = server;
        this.oauth = new Oauth(server);
    }

    /** A name that no other test uses. */
    static String name() {
        return "App " + NAMES.incrementAndGet();
    }

    /** The client_id of a new registration. */
    String register(String name, String redirect, String... more) {
        String body = "{\"client_name\":\"" + name + "\",\"redirect_uris\":[\"" + redirect
                + "\"],\"token_endpoint_auth_method\":\"none\",\"grant_types\":[\"authorization_code\",\"refresh_token\"]"
                + String.join("", more) + "}";
        HttpResponse<String> answer = new UserAgent()
                .send(
                        HttpRequest.newBuilder(server.url("/register")).POST(HttpRequest.BodyPublishers.ofString(body)),
                        "Content-Type",
                        "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return (String) Oauth.json(answer).get("client_id");
    }

    /** An owner says that nobody gets this scope of the first server without an administrator's yes. */
    void needsApproval(String scope) {
        UserAgent root = oauth.signedIn("root");
        Element form = page(root, "/admin/servers/scope?uri=" + Oauth.RS1 + "&scope=" + scope)
                .selectFirst("form[method=post]");
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        form.select("input[type=hidden], input[type=text], input[type=radio][checked], input[type=checkbox][checked]")
                .forEach(field -> fields.add(Map.entry(field.attr("name"), field.attr("value"))));
        fields.add(Map.entry("approval", "true"));
        fields.add(Map.entry("tools", form.select("textarea").text()));
        assertThat(root.post(URI.create(form.absUrl("action")), fields).statusCode())
                .isEqualTo(303);
    }

    static String[] request(String client, String redirect, String... more) {
        List<String> changes = new ArrayList<>(List.of("client_id=" + client, "redirect_uri=" + redirect));
        changes.addAll(List.of(more));
        return changes.toArray(String[]::new);
    }

    /** Where the person waits; fails where they do not. */
    String waits(UserAgent browser, String client, String... more) {
        HttpResponse<String> answer = oauth.follow(browser, request(client, LOOPBACK, more));
        assertThat(answer.uri().getPath()).as(answer.body()).startsWith("/approvals/");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.uri().getPath();
    }

    String state(UserAgent browser, String page) {
        return (String) Oauth.json(browser.get(server.url(page + "/state"))).get("state");
    }

    Document page(UserAgent browser, String path) {
        HttpResponse<String> answer = browser.get(server.url(path));
        assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
        return Jsoup.parse(answer.body(), answer.uri().toString());
    }

    /** The row of the app in a list; null where it is not there. */
    Element row(UserAgent administrator, String show, String name) {
        return page(administrator, "/admin/approvals?show=" + show + "&q=" + name.replace(" ", "+"))
                .select(".queue > li")
                .stream()
                .filter(row -> row.select("h2 bdi").text().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The form of the row with its preselected fields, these fields in place of them. */
    List<Map.Entry<String, String>> form(Element row, String... fields) {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        List<String> names = List.of(fields).stream()
                .map(field -> field.substring(0, field.indexOf('=')))
                .toList();
        for (Element input : row.select(
                "form input[type=hidden], form input[type=radio][checked], form input[type=checkbox][checked]")) {
            if (!names.contains(input.attr("name"))) {
                all.add(Map.entry(input.attr("name"), input.attr("value")));
            }
        }
        for (String field : fields) {
            int equals = field.indexOf('=');
            if (equals < field.length() - 1) {
                all.add(Map.entry(field.substring(0, equals), field.substring(equals + 1)));
            }
        }
        return all;
    }

    HttpResponse<String> post(UserAgent administrator, Element row, String... fields) {
        return administrator.post(URI.create(row.selectFirst("form").absUrl("action")), form(row, fields));
    }

    /** Decides about the app in the queue, with whatever the form has ticked; the answer is the page that follows. */
    Document decide(UserAgent administrator, String name, String... fields) {
        Element row = row(administrator, "waiting", name);
        assertThat(row).as(name + " waits").isNotNull();
        HttpResponse<String> answer = post(administrator, row, fields);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        HttpResponse<String> page = administrator.follow(answer);
        return Jsoup.parse(page.body(), page.uri().toString());
    }

    /** Goes on from the page where the person waited, and allows. */
    Map<String, String> goOn(UserAgent browser, String page, String... scopes) {
        HttpResponse<String> consent = browser.follow(browser.get(server.url(page)));
        assertThat(consent.uri().getPath()).as(consent.body()).isEqualTo("/consent");
        return Oauth.query(UserAgent.location(oauth.allow(browser, consent, scopes)));
    }

    Map<String, Object> tokens(String client, String code) {
        HttpResponse<String> answer = oauth.token(code, "client_id=" + client, "redirect_uri=" + LOOPBACK);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Oauth.json(answer);
    }

    List<String> audited(String type) {
        return server.jdbc()
                .sql("select coalesce(client_id, '') || ' ' || event_json from audit_entry where type = ? order by seq")
                .param(type)
                .query(String.class)
                .list();
    }
}
