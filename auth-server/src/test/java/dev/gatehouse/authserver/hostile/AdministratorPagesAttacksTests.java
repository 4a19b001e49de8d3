package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Letter W: the pages on which administrators see what strangers did (rows W03, W05, W07 and W11). */
class AdministratorPagesAttacksTests extends AbstractHostileTests {

    private UserAgent root() {
        return server().signedIn("root");
    }

    private URI search(String text) {
        return server().server().url("/admin/handshakes?" + UserAgent.encode(form("q=" + text)));
    }

    private String timeline() {
        caller().token("x", "client_id=PUB");
        Document list = Jsoup.parse(root().get(search("PUB")).body());
        return list.select(".handshakes a").attr("href");
    }

    @Test
    @DisplayName(
            "W11 P19 no other person and nobody who is not signed in sees a page, whatever the method or the spelling")
    void isForAdministratorsAlone() {
        List<String> paths = new ArrayList<>(List.of(
                "/admin",
                "/admin/",
                "/admin/handshakes",
                "/admin/handshakes/",
                "/admin/handshakes;x=1",
                "/admin/%68andshakes",
                "/ADMIN/handshakes",
                "/account/../admin/handshakes",
                "//admin/handshakes",
                "/admin/handshakes/" + UUID.randomUUID(),
                "/admin/handshakes.css",
                "/admin/approvals",
                "/admin/approvals/" + UUID.randomUUID(),
                "/admin/approvals/" + UUID.randomUUID() + "/undo",
                "/admin/rules",
                "/admin/rules/mode",
                "/admin/rules/" + UUID.randomUUID() + "/delete",
                "/admin/rules/" + UUID.randomUUID() + "/restore"));
        paths.add(timeline());
        for (String path : paths) {
            for (UserAgent browser : List.of(server().signedIn("bob"), new UserAgent(HostileServer.address()))) {
                for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE")) {
                    Answer answer = after().ignored(() -> browser.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server().port() + path))
                                    .method(method, HttpRequest.BodyPublishers.noBody())));
                    assertThat(answer.status()).as(method + " " + path).isIn(302, 303, 400, 403, 404, 405);
                    assertThat(answer.body())
                            .doesNotContain("PUB", "class=\"handshakes\"", "class=\"timeline\"", "class=\"filter\"")
                            // The form's own refusal would say so: who it is is asked before.
                            .doesNotContain("This form is no longer valid");
                    assertThat(answer.header("Location").orElse("/sign-in")).startsWith("/sign-in");
                }
            }
        }
    }

    @ParameterizedTest(name = "W03 {0}")
    @ValueSource(
            strings = {
                "\"'><svg onload=alert(1)>",
                "<img src=x onerror=alert(1)>",
                "</script><script>alert(1)</script>",
                "{{7717*7717}}",
                "${7717*7717}",
                "__${7717*7717}__::.x",
                "' OR '1'='1",
                "%",
                "_",
                "\\",
                "\0",
                "\r\nX: 1",
                "\u202Edesrever"
            })
    @DisplayName("W03 W05 H3 shows what strangers sent as text, evaluates nothing, and finds by nothing but the text")
    void showsText(String text) {
        String name = "hs-" + UUID.randomUUID() + text;
        after().refused(() -> caller().token("x", "client_id=" + name));
        after().refused(() -> caller().authorize(new UserAgent(HostileServer.address()), "client_id=" + name));
        root();
        Answer list = after().ignored(() -> root().get(search(name)));
        Document page = Jsoup.parse(list.isPage(200).body());
        assertThat(page.select("svg[onload], img, [onerror]")).isEmpty();
        assertThat(page.text()).doesNotContain("59552089");
        Answer other = after().ignored(() -> root().get(search(text)));
        assertThat(Jsoup.parse(other.isPage(200).body()).select("svg[onload], img, [onerror]"))
                .isEmpty();
        String timeline = page.select(".handshakes a").attr("href");
        if (!timeline.isEmpty()) {
            Answer shown = after().taken(() -> root().get(server().server().url(timeline)));
            assertThat(Jsoup.parse(shown.isPage(200).body()).select("svg[onload], img, [onerror]"))
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "W11 {0}")
    @ValueSource(
            strings = {
                "/admin/handshakes/x",
                "/admin/handshakes/..%2f..%2fetc",
                "/admin/handshakes/00000000-0000-0000-0000-000000000000",
                "/admin/handshakes?page=-1",
                "/admin/handshakes?page=99999999999999999999",
                "/admin/handshakes?page=x",
                "/admin/handshakes?show=nope",
                "/admin/approvals?show=nope&page=x&done=nope&id=x",
                "/admin/approvals?q=%00&page=99999999999",
                "/admin/rules?done=deleted&id=x",
                "/admin/handshakes?q=a&q=b",
                "/admin/nothing"
            })
    @DisplayName("W11 AFTER1 an odd address is a page that says so, for administrators too")
    void survivesOddAddresses(String path) {
        root();
        Answer answer = after().ignored(() -> root().get(server().server().url(path)));
        assertThat(answer.status()).isIn(200, 303, 400, 404);
    }

    @Test
    @DisplayName("P11 W11 a timeline holds no secret of the attempt that it tells about")
    void tellsNoSecrets() {
        Oauth client = caller();
        UserAgent browser = client.signedIn("bob");
        String code = client.consented(browser, List.of("tools:read")).get("code");
        String refresh = (String) Oauth.json(client.token(code)).get("refresh_token");
        client.refresh(refresh);
        client.refresh("wrong" + refresh);
        client.token(code, "client_secret=very-secret-very-secret");
        Document list = Jsoup.parse(root().get(search("PUB")).body());
        List<String> timelines = list.select(".handshakes a").eachAttr("href");
        assertThat(timelines).isNotEmpty();
        for (String timeline : timelines.subList(0, Math.min(5, timelines.size()))) {
            Answer shown = after().hiding(code)
                    .hiding(refresh)
                    .taken(() -> root().get(server().server().url(timeline)));
            assertThat(shown.isPage(200).body())
                    .doesNotContain(code, refresh, Oauth.VERIFIER, "very-secret", "bob-password-12")
                    .doesNotContain(browser.cookies().values());
        }
    }
}
