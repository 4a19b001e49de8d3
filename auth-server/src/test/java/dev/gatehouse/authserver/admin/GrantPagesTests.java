package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
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

/** Grants, clients and keys in the console, by the wire. */
@ParameterizedClass
@EnumSource(Database.class)
class GrantPagesTests {

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

    private HttpResponse<String> get(String path) {
        HttpResponse<String> answer = root.get(server.url(path));
        assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
        return answer;
    }

    private Document page(String path) {
        return Jsoup.parse(get(path).body(), server.url(path).toString());
    }

    private String refreshToken(String... changes) {
        return (String) oauth.tokens(changes).get("refresh_token");
    }

    private int refreshed(String token) {
        return oauth.refresh(token).statusCode();
    }

    @Test
    @DisplayName("V3 P03 ending one grant from its page ends its tokens and its consent, and is recorded")
    void endsOne() {
        String token = refreshToken();
        Document list = page("/admin/grants?person=alice&client=PUB");
        assertThat(list.select(".table a").attr("href")).startsWith("/admin/grants/");
        UUID id = server.jdbc()
                .sql("select family_id from token where hash = ?")
                .param(Secrets.sha256(token))
                .query(UUID.class)
                .single();
        Document detail = page("/admin/grants/" + id);
        assertThat(detail.text()).contains("In force", "tools:read", "got a token");
        assertThat(detail.text()).doesNotContain(token);
        HttpResponse<String> ended = root.submit(get("/admin/grants/" + id), Map.of());
        assertThat(ended.statusCode()).as(ended.body()).isEqualTo(303);
        assertThat(refreshed(token)).isEqualTo(400);
        Document after = page("/admin/grants/" + id + "?done=ended");
        assertThat(after.text()).contains("administrator", "ended a grant");
        assertThat(after.select("form[method=post]")).isEmpty();
        // The consent is gone too, so the person is asked again.
        assertThat(oauth.follow(oauth.signedIn("alice")).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("V3 P11 the page of a grant has a row for each of its tokens with what became of it, and no value")
    void showsTheTokens() {
        Map<String, Object> tokens = oauth.tokens();
        String first = (String) tokens.get("refresh_token");
        Map<String, Object> next = Oauth.json(oauth.refresh(first));
        UUID id = server.jdbc()
                .sql("select family_id from token where hash = ?")
                .param(Secrets.sha256(first))
                .query(UUID.class)
                .single();
        oauth.revoke((String) tokens.get("access_token"));
        HttpResponse<String> page = get("/admin/grants/" + id);
        assertThat(rows(page))
                .containsExactlyInAnyOrder(
                        "Code Used",
                        "Access token Revoked",
                        "Refresh token Used",
                        "Access token In force",
                        "Refresh token In force");
        assertThat(page.body())
                .doesNotContain(first, (String) next.get("refresh_token"), (String) next.get("access_token"))
                .doesNotContain((String) Oauth.claims(next.get("access_token")).get("jti"));
        root.submit(page, Map.of());
        assertThat(rows(get("/admin/grants/" + id)))
                .contains("Refresh token Ended with the grant", "Access token Revoked")
                .noneMatch(row -> row.endsWith("In force"));
    }

    private static List<String> rows(HttpResponse<String> page) {
        return Jsoup.parse(page.body()).select(".table tbody tr").stream()
                .map(row ->
                        row.select("strong").text() + " " + row.select(".badge").text())
                .toList();
    }

    @Test
    @DisplayName("V3 ending all grants of a person at once ends theirs and nobody else's")
    void endsAllOfAPerson() {
        String alices = refreshToken();
        UserAgent bob = oauth.signedIn("bob");
        String code = oauth.consented(bob, List.of("tools:read")).get("code");
        String bobs = (String) Oauth.json(oauth.token(code)).get("refresh_token");
        Document question = page("/admin/end-grants?person=alice");
        assertThat(question.select("h1").text()).isEqualTo("End all grants of alice?");
        assertThat(question.select(".stops strong").text()).matches("[0-9,]+ grants?");
        HttpResponse<String> done = root.submit(get("/admin/end-grants?person=alice"), Map.of());
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(Jsoup.parse(done.body()).select("[role=status]").text()).startsWith("Ended: ");
        assertThat(refreshed(alices)).isEqualTo(400);
        String next = (String) Oauth.json(oauth.refresh(bobs)).get("refresh_token");
        assertThat(next).isNotNull();
        // Nothing and nobody never means everybody.
        HttpResponse<String> nobody = get("/admin/end-grants?person=no-such-person");
        assertThat(Jsoup.parse(nobody.body()).select("form[method=post]")).isEmpty();
        Map<String, List<String>> empty = new HashMap<>(Map.of("person", List.of(), "sure", List.of("end all")));
        assertThat(root.submit(get("/admin/end-grants?person=alice"), empty).statusCode())
                .isEqualTo(422);
        assertThat(refreshed(next)).isEqualTo(200);
    }

    @Test
    @DisplayName("V3 ending everything needs its words, and then ends every grant")
    void endsEverything() {
        String token = refreshToken();
        HttpResponse<String> refused = root.submit(get("/admin/end-grants"), Map.of("sure", List.of("end all")));
        assertThat(refused.statusCode()).isEqualTo(422);
        Element sure = Jsoup.parse(refused.body()).selectFirst("#sure");
        assertThat(sure.attr("value")).isEqualTo("end all");
        assertThat(sure.attr("aria-describedby")).isEqualTo("sure-problem");
        assertThat(sure.hasAttr("autofocus")).isTrue();
        assertThat(refreshed(token)).isEqualTo(200);
        token = refreshToken();
        // No link fills the words in.
        assertThat(page("/admin/end-grants?sure=END+ALL").select("#sure").attr("value"))
                .isEmpty();
        assertThat(root.submit(get("/admin/end-grants"), Map.of("sure", List.of("END ALL")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(refreshed(token)).isEqualTo(400);
        assertThat(page("/admin/grants").select(".count").text()).startsWith("0 grants");
    }

    @Test
    @DisplayName("A3 a disabled client gets nothing and what it holds does not work, until it is enabled")
    void disablesAClient() {
        String token = refreshToken();
        Document list = page("/admin/clients?q=pub");
        String client = list.select(".table a").stream()
                .filter(link -> link.text().equals("Public web app"))
                .findFirst()
                .orElseThrow()
                .attr("href");
        assertThat(page(client).text()).contains("https://app.test/cb", "stop working at once");
        HttpResponse<String> before = get(client);
        try {
            assertThat(stand(before).statusCode()).isEqualTo(303);
            assertThat(refreshed(token)).isIn(400, 401);
            assertThat(stand(before).statusCode()).isEqualTo(409);
        } finally {
            assertThat(stand(get(client)).statusCode()).isEqualTo(303);
        }
        assertThat(refreshed(token)).isEqualTo(200);
        assertThat(page(client).text()).contains("disabled a client", "enabled a client");
    }

    /** Sends the form that disables or enables the client of the page. */
    private HttpResponse<String> stand(HttpResponse<String> page) {
        Element form = Jsoup.parse(page.body(), page.uri().toString()).expectFirst(".dangers form");
        return root.post(
                URI.create(form.absUrl("action")),
                form.select("input[type=hidden]").stream()
                        .map(field -> Map.entry(field.attr("name"), field.attr("value")))
                        .toList());
    }

    @Test
    @DisplayName("Y2 an owner rotates the keys, and replaces them only in words")
    void rotatesKeys() {
        assertThat(page("/admin/keys").select(".badge").eachText()).contains("Signs");
        HttpResponse<String> rotated = root.submit(get("/admin/keys"), Map.of());
        assertThat(Jsoup.parse(rotated.body()).select("[role=status]").text()).contains("signs from");
        Document keys = page("/admin/keys");
        HttpResponse<String> refused = root.post(
                server.url("/admin/keys/replace"),
                List.of(Map.entry(
                        "form_token",
                        keys.select("input[name=form_token]").first().attr("value"))));
        assertThat(refused.statusCode()).isEqualTo(422);
        Document shown = Jsoup.parse(refused.body());
        assertThat(shown.select("details[open] #sure[autofocus]").attr("aria-describedby"))
                .isEqualTo("sure-problem");
        assertThat(shown.select("#sure-problem").text()).contains("Nothing was replaced");
        assertThat(keys.select("code, pre")).isEmpty();
        assertThat(page("/admin/keys").text()).doesNotContain("\"d\":");
    }

    @Test
    @DisplayName("bad input to a list is never a server error, and finds nothing rather than everything")
    void takesOddInput() {
        refreshToken();
        for (String odd : List.of(
                "after=x",
                "after=%00",
                "person=%00",
                "person='",
                "client=%00",
                "resource=%25",
                "id=x",
                "show=x",
                "q=%25",
                "q=%00",
                "unused=7",
                "source=x",
                "person=" + "x".repeat(600))) {
            get("/admin/grants?" + odd);
            get("/admin/clients?" + odd);
        }
        assertThat(page("/admin/grants?person=nobody-there").select(".table")).isEmpty();
        assertThat(page("/admin/grants?client=nobody-there").select(".table")).isEmpty();
        assertThat(page("/admin/grants?resource=https://nowhere.test/").select(".table"))
                .isEmpty();
        assertThat(page("/admin/grants?resource=" + Oauth.RS1).select(".table tbody tr"))
                .isNotEmpty();
        assertThat(page("/admin/grants?show=ending").select("h1").text()).isEqualTo("Grants");
        assertThat(page("/admin").select(".numbers li")).hasSize(5);
        for (String path : List.of("/admin/grants/x", "/admin/clients/x", "/admin/grants/" + UUID.randomUUID())) {
            assertThat(root.get(server.url(path)).statusCode()).isEqualTo(404);
        }
    }
}
