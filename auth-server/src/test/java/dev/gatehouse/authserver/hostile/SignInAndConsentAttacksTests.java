package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Letter S: sign-in, consent and session (promise P09). The time of S11 has {@link TimingAttacksTests}, a sign-in that is
 * to be repeated {@link ReauthenticationAttacksTests}.
 */
class SignInAndConsentAttacksTests extends AbstractHostileTests {

    private static final Map<String, List<String>> ALLOW =
            Map.of("decision", List.of("allow"), "scope", List.of("tools:read"));

    /** What somebody whose password is wrong is told. */
    private static final Map<Database, String> TOLD = new EnumMap<>(Database.class);

    private UserAgent bob = new UserAgent();

    @BeforeEach
    void signIn() {
        bob = server().signedIn("bob");
    }

    /** A question that waits for bob's answer. */
    private HttpResponse<String> question(String... changes) {
        List<String> all = new ArrayList<>(List.of("prompt=consent"));
        all.addAll(List.of(changes));
        HttpResponse<String> page = caller().follow(bob, all.toArray(String[]::new));
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return page;
    }

    private static Map<String, String> hidden(HttpResponse<String> page) {
        Map<String, String> fields = new HashMap<>();
        Document document = Jsoup.parse(page.body());
        document.select("form input[type=hidden]")
                .forEach(input -> fields.putIfAbsent(input.attr("name"), input.attr("value")));
        return fields;
    }

    private static List<Map.Entry<String, String>> answer(HttpResponse<String> page, String... changes) {
        Map<String, String> fields = hidden(page);
        List<String> pairs = new ArrayList<>();
        fields.forEach((name, value) -> pairs.add(name + "=" + value));
        pairs.add("decision=allow");
        pairs.add("scope=tools:read");
        return Oauth.with(pairs, changes);
    }

    private HttpResponse<String> post(UserAgent browser, List<Map.Entry<String, String>> form, String... headers) {
        return browser.post(server().server().url("/consent"), form, headers);
    }

    @ParameterizedTest(name = "S01 {0}")
    @ValueSource(
            strings = {
                "-form_token",
                "form_token=",
                "form_token=x",
                "form_token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "+form_token=x",
                "-transaction",
                "transaction=",
                "transaction=x",
                "transaction=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "-decision",
                "scope=tools:admin",
                "+scope=tools:admin",
                "scope=*",
                "scope=tools:read tools:admin",
                "duration=PT1000H",
                "duration=P99999D",
                "duration=x"
            })
    @DisplayName("S01 S2 P06 takes no answer but that of its own form, which the person can still give")
    void takesItsOwnForm(String change) {
        HttpResponse<String> page = question();
        Answer refused = after().refused(() -> {
            boolean twice = change.equals("+form_token=x");
            List<Map.Entry<String, String>> form = answer(page, change);
            if (twice) {
                Collections.reverse(form);
            }
            return post(bob, form);
        });
        refused.isPage(400, 403);
        assertThat(UserAgent.location(bob.submit(page, ALLOW))).startsWith(CALLBACK + "?code=");
    }

    @Test
    @DisplayName("S01 S2 refuses another browser's, another person's, another request's and a used form")
    void takesEachFormOnce() {
        HttpResponse<String> page = question();
        HttpResponse<String> other = question("scope=tools:write");
        UserAgent stranger = new UserAgent(HostileServer.address());
        after().refused(() -> post(stranger, answer(page))).isPage(400, 403);
        after().refused(() -> post(alice(), answer(page))).isPage(400, 403);
        UserAgent otherBrowser = caller().signedIn("bob");
        after().refused(() -> post(otherBrowser, answer(page))).isPage(400, 403);
        after().refused(() ->
                        post(bob, answer(page, "form_token=" + hidden(other).get("form_token"))))
                .isPage(400, 403);
        after().refused(() ->
                        post(bob, answer(page, "transaction=" + hidden(other).get("transaction"))))
                .isPage(400, 403);
        assertThat(UserAgent.location(post(bob, answer(page)))).startsWith(CALLBACK + "?code=");
        after().refused(() -> post(bob, answer(page))).isPage400();
        after().refused(() -> post(bob, answer(page, "decision=deny"))).isPage400();
        after().refused(() -> bob.get(page.uri())).isPage400();
    }

    @ParameterizedTest(name = "S01 {0}")
    @ValueSource(strings = {"cross-site", "same-site", "CROSS-SITE", "x"})
    @DisplayName("S01 S07 refuses what a browser says another site sent, though the form be right")
    void refusesOtherSites(String site) {
        HttpResponse<String> page = question();
        after().refused(() -> post(bob, answer(page), "Sec-Fetch-Site", site)).isPage(403);
        UserAgent fresh = new UserAgent(HostileServer.address());
        HttpResponse<String> signIn = fresh.get(server().server().url("/sign-in"));
        after().refused(() -> fresh.post(
                        server().server().url("/sign-in"),
                        form(
                                "form_token=" + hidden(signIn).get("form_token"),
                                "username=bob",
                                "password=bob-password-12"),
                        "Sec-Fetch-Site",
                        site))
                .isPage(403);
        assertThat(UserAgent.location(bob.submit(page, ALLOW))).startsWith(CALLBACK + "?code=");
    }

    @ParameterizedTest(name = "S01 {0}")
    @ValueSource(
            strings = {
                "GET",
                "PUT",
                "DELETE",
                "PATCH",
                "application/json",
                "text/plain",
                "multipart/form-data; boundary=x"
            })
    @DisplayName("S01 takes an answer by POST and as a form alone")
    void takesAFormPost(String how) {
        HttpResponse<String> page = question();
        String form = UserAgent.encode(answer(page));
        Answer refused = after().ignored(() -> {
            if (how.contains("/")) {
                return bob.send(
                        HttpRequest.newBuilder(server().server().url("/consent"))
                                .POST(HttpRequest.BodyPublishers.ofString(form)),
                        "Content-Type",
                        how);
            }
            return bob.send(HttpRequest.newBuilder(server().server().url("/consent?" + form))
                    .method(how, HttpRequest.BodyPublishers.noBody()));
        });
        if (how.equals("GET")) {
            // The page again, which asks again.
            assertThat(refused.status()).isEqualTo(200);
        } else {
            refused.is(400, 403, 405, 415);
        }
        assertThat(UserAgent.location(bob.submit(page, ALLOW))).startsWith(CALLBACK + "?code=");
    }

    @Test
    @DisplayName("S03 P01 of twenty answers at once, yes and no, one counts")
    void takesOneAnswer() throws Exception {
        HttpResponse<String> page = question();
        List<Callable<HttpResponse<String>>> presses = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            presses.add(() -> post(bob, answer(page)));
            presses.add(() -> post(bob, answer(page, "decision=deny")));
        }
        long before = families();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<HttpResponse<String>> answers = pool.invokeAll(presses).stream()
                    .map(future -> future.resultNow())
                    .toList();
            assertThat(answers)
                    .filteredOn(response -> response.statusCode() == 303)
                    .hasSize(1);
            assertThat(answers)
                    .filteredOn(response -> response.statusCode() == 400)
                    .hasSize(19);
        }
        assertThat(families() - before).isLessThanOrEqualTo(1);
    }

    private long families() {
        return server().server()
                .jdbc()
                .sql("select count(*) from grant_family")
                .query(Long.class)
                .single();
    }

    @Test
    @DisplayName("S05 S4 a remembered consent is for its scopes, its resource, its redirect and its person")
    void remembersNoMore() {
        String[] client = {
            "client_id="
                    + Oauth.json(
                                    register(
                                            "{\"redirect_uris\":[\"https://app.test/cb\",\"https://app.test/two\"],\"client_name\":\"Two\",\"token_endpoint_auth_method\":\"none\"}"))
                            .get("client_id")
        };
        assertThat(caller().consented(bob, List.of("tools:read"), client)).containsKey("code");
        assertThat(UserAgent.location(caller().authorize(bob, client))).startsWith(CALLBACK + "?code=");
        for (String change : List.of(
                "scope=tools:write",
                "scope=tools:read tools:write",
                "resource=" + Oauth.RS2,
                "redirect_uri=https://app.test/two",
                "prompt=consent")) {
            Answer asked = after().ignored(() -> caller().authorize(bob, client[0], change));
            assertThat(asked.header("Location").orElseThrow()).as(change).startsWith("/consent?");
        }
        Answer other = after().ignored(() -> caller().authorize(alice(), client));
        assertThat(other.header("Location").orElseThrow()).startsWith("/consent?");
    }

    @Test
    @DisplayName("S07 nobody is signed in by a form that they did not ask for, and a planted cookie gains nothing")
    void plantsNobody() {
        UserAgent attacker = new UserAgent(HostileServer.address());
        HttpResponse<String> page = attacker.get(server().server().url("/sign-in"));
        UserAgent victim = new UserAgent(HostileServer.address());
        victim.get(server().server().url("/sign-in"));
        String form = "form_token=" + hidden(page).get("form_token");
        after().refused(() -> victim.post(
                        server().server().url("/sign-in"), form(form, "username=bob", "password=bob-password-12")))
                .isPage(403);
        after().refused(() -> new UserAgent(HostileServer.address())
                        .post(
                                server().server().url("/sign-in"),
                                form(form, "username=bob", "password=bob-password-12")))
                .isPage(403);
        // The victim signs in with the cookie that the attacker chose: the attacker's copy of it is worth nothing then.
        UserAgent fixed = new UserAgent(HostileServer.address());
        fixed.cookies().putAll(attacker.cookies());
        assertThat(caller().signIn(fixed, fixed.get(server().server().url("/sign-in")), "bob")
                        .statusCode())
                .isEqualTo(303);
        assertThat(fixed.cookies()).isNotEqualTo(attacker.cookies());
        Answer copy = after().ignored(() -> attacker.get(server().server().url("/account")));
        assertThat(copy.header("Location").orElse("")).startsWith("/sign-in");
    }

    @Test
    @DisplayName(
            "S09 an id_token_hint names nobody: the code is the signed-in person's, and a page of another's is void")
    void servesThePersonWhoIsThere() {
        HttpResponse<String> page = question("id_token_hint=x.y.z");
        assertThat(Jsoup.parse(page.body()).text()).contains("Bob Brown").doesNotContain("Alice");
        String code = Oauth.query(UserAgent.location(bob.submit(page, ALLOW))).get("code");
        Map<String, Object> tokens = Oauth.json(caller().token(code));
        assertThat(Oauth.claims(tokens.get("access_token"))).containsEntry("sub", id("bob"));

        UserAgent shared = caller().signedIn("bob");
        HttpResponse<String> bobs = caller().follow(shared, "prompt=consent");
        HttpResponse<String> again = shared.get(server().server().url("/sign-in?switch=1"));
        assertThat(caller().signIn(shared, again, "alice").statusCode()).isEqualTo(303);
        after().refused(() -> post(shared, answer(bobs))).isPage(400, 403);
    }

    private String id(String username) {
        return server().server()
                .jdbc()
                .sql("select id from app_user where username = ?")
                .param(username)
                .query(UUID.class)
                .single()
                .toString();
    }

    @ParameterizedTest(name = "S11 {0}")
    @ValueSource(
            strings = {
                "nobody-here",
                "alice' OR '1'='1",
                "alice\0",
                "alice\r\nforged",
                "\u001B[31malice",
                "\uFF41lice",
                "\u202Ealice",
                "<script>alert(1)</script>",
                "${7*7}",
                "*",
                "%"
            })
    @DisplayName("S11 W05 a name that is not there looks like a wrong password, and stays out of the log")
    void tellsNoNames(String username) {
        String known = TOLD.computeIfAbsent(database, unused -> told(after().refused(() -> attempt("alice", "wrong"))));
        Answer unknown = after().refused(() -> attempt(username, "wrong"));
        assertThat(unknown.status()).isEqualTo(403);
        assertThat(told(unknown)).isEqualTo(known);
    }

    private HttpResponse<String> attempt(String username, String password) {
        UserAgent browser = new UserAgent(HostileServer.address());
        return browser.submit(
                browser.get(server().server().url("/sign-in")),
                Map.of("username", List.of(username), "password", List.of(password)));
    }

    private static String told(Answer answer) {
        Document document = Jsoup.parse(answer.body());
        document.select("input").remove();
        return document.text();
    }

    @Test
    @DisplayName("S13 another site signs nobody out; a sign-out ends the browser's session and says what goes on")
    void signsOut() {
        UserAgent browser = caller().signedIn("bob");
        String before = browser.cookies().toString();
        Answer asked =
                after().ignored(() -> browser.get(server().server().url("/sign-out"), "Sec-Fetch-Site", "cross-site"));
        assertThat(asked.status()).isEqualTo(200);
        after().refused(() -> browser.post(server().server().url("/sign-out"), form("form_token=x")))
                .isPage(403);
        after().refused(() -> browser.post(
                        server().server().url("/sign-out"),
                        form("form_token="
                                + Jsoup.parse(asked.body())
                                        .select("input[name=form_token]")
                                        .attr("value")),
                        "Sec-Fetch-Site",
                        "cross-site"))
                .isPage(403);
        Map<String, Object> tokens = server().tokens();
        UserAgent copy = new UserAgent();
        copy.cookies().putAll(browser.cookies());
        HttpResponse<String> page = browser.get(server().server().url("/sign-out"));
        assertThat(browser.submit(page, Map.of()).statusCode()).isEqualTo(200);
        assertThat(before).isNotEmpty();
        Answer after = after().ignored(() -> copy.get(server().server().url("/account")));
        assertThat(after.header("Location").orElse("")).startsWith("/sign-in");
        assertThat(after().ignored(() -> copy.submit(page, Map.of())).status()).isEqualTo(200);
        assertThat(caller().active(tokens.get("access_token")))
                .as("agents stay connected")
                .isTrue();
    }

    @ParameterizedTest(name = "S07 {0}")
    @ValueSource(
            strings = {
                "https://evil.test/",
                "//evil.test/",
                "/\\evil.test",
                "/consent/../../evil",
                "/account/%2e%2e/%2e%2e//evil.test",
                "javascript:alert(1)",
                "/consent\r\nX: 1",
                "/account\t//evil.test",
                "/sign-out"
            })
    @DisplayName("S07 a sign-in leads to no place that a link chose")
    void leadsNowhereElse(String place) {
        UserAgent browser = new UserAgent(HostileServer.address());
        HttpResponse<String> page =
                browser.get(server().server().url("/sign-in?" + UserAgent.encode(form("continue=" + place))));
        Map<String, List<String>> fields = new HashMap<>(
                Map.of("username", List.of("bob"), "password", List.of("bob-password-12"), "continue", List.of(place)));
        Answer answer = after().taken(() -> browser.submit(page, fields));
        assertThat(answer.header("Location")).hasValue("/account");
    }
}
