package dev.gatehouse.authserver.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class ConsentTests {

    private static final String ALL = "scope=tools:read tools:write tools:delete";

    @Parameter
    Database database;

    private Oauth oauth() {
        return new Oauth(TestServer.on(database));
    }

    /** Registers a public client with this redirect URI and returns its client_id. */
    private String register(String name, String redirectUri) {
        HttpResponse<String> response = new UserAgent()
                .send(
                        java.net.http.HttpRequest.newBuilder(oauth().server().url("/register"))
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                                        """
                                        {"client_name":"%s","redirect_uris":["%s"],"token_endpoint_auth_method":"none"}""".formatted(name, redirectUri))),
                        "Content-Type",
                        "application/json");
        assertThat(response.statusCode()).isEqualTo(201);
        return (String) Oauth.json(response).get("client_id");
    }

    @Test
    @DisplayName("S1 S9 names the client, how it is known, the resource, the redirect host and the scopes by risk")
    void saysWhatIsAsked() {
        Oauth oauth = oauth();
        String clientId = register("Stranger", "http://127.0.0.1/cb");
        HttpResponse<String> page = oauth.follow(
                oauth.signedIn("alice"), "client_id=" + clientId, "redirect_uri=http://127.0.0.1:53124/cb", ALL);

        Document document = Jsoup.parse(page.body());
        assertThat(document.text())
                .contains("Stranger", "First", "mcp1.test/mcp", "127.0.0.1:53124", "Alice Adams")
                .contains("Read things", "Change things", "Delete things", "list_things", "put_thing")
                .containsIgnoringCase("registered itself")
                .containsIgnoringCase("unverified")
                .containsIgnoringCase("an app on this computer");
        assertThat(document.select("input[name=scope][checked]").eachAttr("value"))
                .containsExactly("tools:read");
        assertThat(document.select("input[name=scope]").eachAttr("value"))
                .containsExactly("tools:read", "tools:write", "tools:delete");
        assertThat(document.select("input[name=duration]").eachAttr("value")).containsExactly("PT1H", "PT8H", "PT24H");
        assertThat(document.select("input[name=duration][checked]").eachAttr("value"))
                .containsExactly("PT8H");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("form-action 'self' http://127.0.0.1:53124")
                .contains("frame-ancestors 'none'");
    }

    @Test
    @DisplayName("S1 says of a client that an administrator set up that it did")
    void saysWhoSetItUp() {
        HttpResponse<String> page = oauth().follow(oauth().signedIn("bob"), "prompt=consent");

        assertThat(Jsoup.parse(page.body()).text())
                .contains("Public web app")
                .containsIgnoringCase("administrator")
                .doesNotContainIgnoringCase("unverified");
    }

    @Test
    @DisplayName("P06 grants what was ticked, and no more than was offered")
    void grantsWhatWasTicked() {
        Oauth oauth = oauth();
        UserAgent bob = oauth.signedIn("bob");
        String code = oauth.consented(bob, List.of("tools:read", "tools:delete"), ALL, "prompt=consent")
                .get("code");
        Map<String, Object> tokens = Oauth.json(oauth.token(code));

        assertThat(tokens).containsEntry("scope", "tools:read tools:delete");
        assertThat(Oauth.claims(tokens.get("access_token"))).containsEntry("scope", "tools:read tools:delete");
    }

    @Test
    @DisplayName("P06 refuses a tick that was never offered, and a duration that was not")
    void refusesForgedAnswers() {
        Oauth oauth = oauth();
        UserAgent bob = oauth.signedIn("bob");
        HttpResponse<String> page = oauth.follow(bob, "prompt=consent");

        assertThat(oauth.allow(bob, page, "tools:read", "tools:delete").statusCode())
                .isEqualTo(400);
        assertThat(bob.submit(
                                page,
                                Map.of(
                                        "decision",
                                        List.of("allow"),
                                        "scope",
                                        List.of("tools:read"),
                                        "duration",
                                        List.of("P9D")))
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> nothing = oauth.allow(bob, page);
        assertThat(nothing.statusCode()).isEqualTo(200);
        assertThat(nothing.body()).contains("Tick at least one");
        assertThat(UserAgent.location(oauth.allow(bob, page, "tools:read"))).contains("code=");
    }

    @Test
    @DisplayName("ruling 13 drops what cannot be had, offers the default if nothing is left, and says what was granted")
    void dropsUnknownScopes() {
        Oauth oauth = oauth();
        for (String asked : List.of(
                "scope= tools:read claudeai offline_access",
                "scope=openid profile email",
                "scope=files:read",
                "-scope")) {
            UserAgent bob = oauth.signedIn("bob");
            String code = oauth.consented(bob, List.of("tools:read"), asked, "prompt=consent")
                    .get("code");
            Map<String, Object> tokens = Oauth.json(oauth.token(code));
            String expected = asked.contains("offline_access") ? "tools:read offline_access" : "tools:read";
            assertThat(tokens).as(asked).containsEntry("scope", expected).containsKey("refresh_token");
            assertThat(Oauth.claims(tokens.get("access_token"))).containsEntry("scope", "tools:read");
        }
    }

    @Test
    @DisplayName("R7 never offers a self-registered client what is kept from such clients")
    void keepsScopesFromStrangers() {
        Oauth oauth = oauth();
        String clientId = register("Grabber", "http://127.0.0.1/cb");
        HttpResponse<String> page = oauth.follow(
                oauth.signedIn("alice"),
                "client_id=" + clientId,
                "redirect_uri=http://127.0.0.1:1/cb",
                "scope=tools:admin tools:read");

        assertThat(Jsoup.parse(page.body()).select("input[name=scope]").eachAttr("value"))
                .containsExactly("tools:read");
    }

    @Test
    @DisplayName("S2 P01 takes an answer once, from the browser that was asked, with the token of this very request")
    void takesOneAnswer() {
        Oauth oauth = oauth();
        UserAgent alice = oauth.signedIn("alice");
        HttpResponse<String> page = oauth.follow(alice, "prompt=consent");
        HttpResponse<String> other = oauth.follow(alice, "prompt=consent", "scope=tools:write");
        Map<String, List<String>> allow = Map.of("decision", List.of("allow"), "scope", List.of("tools:read"));
        String otherToken =
                Jsoup.parse(other.body()).select("input[name=form_token]").attr("value");

        Map<String, List<String>> crossed = new java.util.HashMap<>(allow);
        crossed.put("form_token", List.of(otherToken));
        assertThat(alice.submit(page, crossed).statusCode()).isEqualTo(403);
        crossed.put("form_token", List.of("x"));
        assertThat(alice.submit(page, crossed).statusCode()).isEqualTo(403);
        assertThat(oauth.signedIn("alice").submit(page, allow).statusCode()).isEqualTo(403);
        assertThat(new UserAgent().submit(page, allow).statusCode()).isIn(303, 403);
        assertThat(UserAgent.location(alice.submit(page, allow))).contains("code=");
        HttpResponse<String> again = alice.submit(page, allow);
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.headers().firstValue("Location")).isEmpty();
    }

    @Test
    @DisplayName("S03 P01 makes one code of twenty answers at once")
    void makesOneCodeOfManyAnswers() throws Exception {
        Oauth oauth = oauth();
        UserAgent alice = oauth.signedIn("alice");
        HttpResponse<String> page = oauth.follow(alice, "prompt=consent");
        Callable<HttpResponse<String>> answer = () -> oauth.allow(alice, page, "tools:read");
        List<HttpResponse<String>> answers;
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = pool.invokeAll(java.util.Collections.nCopies(20, answer)).stream()
                    .map(future -> future.resultNow())
                    .toList();
        }

        assertThat(answers).filteredOn(response -> response.statusCode() == 303).hasSize(1);
        assertThat(answers).filteredOn(response -> response.statusCode() == 400).hasSize(19);
    }

    @Test
    @DisplayName("S01 refuses an answer that another site sends")
    void refusesForeignAnswers() {
        Oauth oauth = oauth();
        UserAgent alice = oauth.signedIn("alice");
        HttpResponse<String> page = oauth.follow(alice, "prompt=consent");
        Document document = Jsoup.parse(page.body());
        List<Map.Entry<String, String>> form = Oauth.with(List.of(
                "transaction=" + document.select("input[name=transaction]").attr("value"),
                "form_token=" + document.select("input[name=form_token]").attr("value"),
                "decision=allow",
                "scope=tools:read"));

        assertThat(alice.post(oauth.server().url("/consent"), form, "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(alice.get(oauth.server().url("/consent?" + UserAgent.encode(form)))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("S4 ruling 14 remembers a consent for the same scopes, and asks again for any other")
    void remembersAConsent() {
        Oauth oauth = oauth();
        UserAgent alice = oauth.signedIn("alice");
        String[] conf = {"client_id=CONF", "redirect_uri=https://conf.test/cb"};
        oauth.consented(
                alice,
                List.of("tools:read", "tools:write"),
                "client_id=CONF",
                "redirect_uri=https://conf.test/cb",
                "scope=tools:read tools:write",
                "prompt=consent");

        assertThat(UserAgent.location(oauth.authorize(alice, conf))).startsWith("https://conf.test/cb?code=");
        assertThat(UserAgent.location(oauth.authorize(alice, with(conf, "prompt=none"))))
                .startsWith("https://conf.test/cb?code=");
        for (String more : List.of(
                "scope=tools:read tools:delete",
                "resource=" + Oauth.RS2,
                "prompt=consent",
                "scope=tools:read offline_access")) {
            assertThat(UserAgent.location(oauth.authorize(alice, with(conf, more))))
                    .as(more)
                    .startsWith("/consent?");
        }
        assertThat(UserAgent.location(oauth.authorize(oauth.signedIn("bob"), with(conf, "scope=tools:write"))))
                .startsWith("/consent?");
    }

    @Test
    @DisplayName("P06 S8 F3 what a person unticks is gone from what they allowed earlier too")
    void narrowsEarlierGrants() {
        Oauth oauth = oauth();
        UserAgent bob = oauth.signedIn("bob");
        String[] asked = {"client_id=OTHER", "redirect_uri=https://other.test/cb", ALL, "prompt=consent"};
        String code = oauth.consented(bob, List.of("tools:read", "tools:delete"), asked)
                .get("code");
        String other = "client_id=OTHER";
        String refreshToken = (String) Oauth.json(oauth.token(code, other, "redirect_uri=https://other.test/cb"))
                .get("refresh_token");
        HttpResponse<String> page = oauth.follow(bob, asked);
        bob.submit(
                page,
                Map.of("decision", List.of("allow"), "scope", List.of("tools:read"), "duration", List.of("PT1H")));

        Map<String, Object> rotated = Oauth.json(oauth.refresh(refreshToken, other));
        assertThat(rotated).containsEntry("scope", "tools:read");
        oauth.server().clock().advance(Duration.ofHours(2));
        UserAgent later = oauth.signedIn("bob");
        Document list = Jsoup.parse(
                later.follow(later.get(oauth.server().url("/account"))).body(),
                oauth.server().issuer());
        assertThat(list.text()).contains("Other app").doesNotContain("Delete things");
        assertThat(oauth.refresh((String) rotated.get("refresh_token"), other).statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("P09 ruling 14 a longer consent for one scope prolongs no other")
    void prolongsNothingUnasked() {
        Oauth oauth = oauth();
        UserAgent alice = oauth.signedIn("alice");
        String[] post = {"client_id=POST", "redirect_uri=https://post.test/cb", "prompt=consent"};
        HttpResponse<String> first = oauth.follow(alice, with(post, "scope=tools:delete"));
        alice.submit(
                first,
                Map.of("decision", List.of("allow"), "scope", List.of("tools:delete"), "duration", List.of("PT1H")));
        HttpResponse<String> second = oauth.follow(alice, with(post, "scope=tools:read"));
        alice.submit(
                second,
                Map.of("decision", List.of("allow"), "scope", List.of("tools:read"), "duration", List.of("PT24H")));

        assertThat(UserAgent.location(oauth.authorize(
                        alice, "client_id=POST", "redirect_uri=https://post.test/cb", "scope=tools:read")))
                .contains("code=");
        assertThat(UserAgent.location(oauth.authorize(
                        alice, "client_id=POST", "redirect_uri=https://post.test/cb", "scope=tools:delete")))
                .startsWith("/consent?");
    }

    @Test
    @DisplayName("Z1 asking for the head of the consent page issues no code")
    void issuesNoCodeForAHead() {
        Oauth oauth = oauth();
        UserAgent alice = oauth.signedIn("alice");
        oauth.consented(alice, List.of("tools:read"));
        String waiting = UserAgent.location(oauth.authorize(alice, "prompt=consent"));
        HttpResponse<String> head =
                alice.send(java.net.http.HttpRequest.newBuilder(oauth.server().url(waiting))
                        .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(405);
        assertThat(alice.get(oauth.server().url(waiting)).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("P13 answers a name with a NUL, and a label of halved characters, like any other")
    void answersOddText() {
        Oauth oauth = oauth();
        UserAgent browser = new UserAgent();
        HttpResponse<String> answer = browser.submit(
                browser.get(oauth.server().url("/sign-in")),
                Map.of("username", List.of("a\0b"), "password", List.of("x\0y")));
        assertThat(answer.statusCode()).isBetween(400, 499);
        UserAgent alice = oauth.signedIn("alice");
        HttpResponse<String> page = oauth.follow(alice, "prompt=consent");
        HttpResponse<String> allowed = alice.submit(
                page,
                Map.of(
                        "decision",
                        List.of("allow"),
                        "scope",
                        List.of("tools:read"),
                        "label",
                        List.of("a\0" + "😀".repeat(40))));
        assertThat(allowed.statusCode()).isEqualTo(303);
    }

    @Test
    @DisplayName("S4 R11 ruling 14 asks each time for a public client on a loopback redirect, prefilled")
    void asksEachTimeOnLoopback() {
        Oauth oauth = oauth();
        UserAgent alice = oauth.signedIn("alice");
        String[] native1 = {"client_id=NAT", "redirect_uri=http://localhost:1/cb", "scope=tools:read tools:write"};
        oauth.consented(alice, List.of("tools:read", "tools:write"), native1);
        HttpResponse<String> page = oauth.follow(alice, native1);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(Jsoup.parse(page.body()).select("input[name=scope][checked]").eachAttr("value"))
                .containsExactly("tools:read", "tools:write");
        HttpResponse<String> otherRedirect = oauth.follow(
                alice, "client_id=NAT", "redirect_uri=http://127.0.0.1:1/cb", "scope=tools:read tools:write");
        assertThat(Jsoup.parse(otherRedirect.body())
                        .select("input[name=scope][checked]")
                        .eachAttr("value"))
                .containsExactly("tools:read");
    }

    @Test
    @DisplayName("Z6 P07 redirects nobody to a client that registered itself before they signed in, errors included")
    void signsInBeforeRedirectingToStrangers() {
        Oauth oauth = oauth();
        String clientId = register("Phisher", "https://phish.test/cb");
        String[] bogus = {"client_id=" + clientId, "redirect_uri=https://phish.test/cb", "response_type=token"};
        UserAgent browser = new UserAgent();
        HttpResponse<String> signIn = oauth.follow(browser, bogus);
        assertThat(signIn.statusCode()).isEqualTo(200);
        assertThat(signIn.uri().getPath()).isEqualTo("/sign-in");
        HttpResponse<String> answer = browser.follow(oauth.signIn(browser, signIn, "alice"));

        assertThat(Oauth.query(UserAgent.location(answer)))
                .containsEntry("error", "unsupported_response_type")
                .containsEntry("iss", oauth.server().issuer());
        assertThat(oauth.authorize(new UserAgent(), with(bogus, "response_type=code", "prompt=none"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("Z10 ruling 11 denies by redirect with iss, but shows a page for a stranger's web address")
    void denies() {
        Oauth oauth = oauth();
        Map<String, List<String>> deny = Map.of("decision", List.of("deny"));
        UserAgent alice = oauth.signedIn("alice");
        HttpResponse<String> known = alice.submit(oauth.follow(alice, "prompt=consent"), deny);
        assertThat(known.statusCode()).isEqualTo(303);
        assertThat(Oauth.query(UserAgent.location(known)))
                .containsEntry("error", "access_denied")
                .containsEntry("state", "s1")
                .containsEntry("iss", oauth.server().issuer());

        String clientId = register("Web stranger", "https://stranger.test/cb");
        HttpResponse<String> stranger = alice.submit(
                oauth.follow(alice, "client_id=" + clientId, "redirect_uri=https://stranger.test/cb"), deny);
        assertThat(stranger.statusCode()).isEqualTo(200);
        assertThat(stranger.headers().firstValue("Location")).isEmpty();
        assertThat(Jsoup.parse(stranger.body()).select("a[href^=https://stranger.test/cb?error=access_denied]"))
                .hasSize(1);
    }

    @Test
    @DisplayName("F4 the grant ends when the person said, whatever is rotated")
    void endsWhenThePersonSaid() {
        Oauth oauth = oauth();
        UserAgent bob = oauth.signedIn("bob");
        HttpResponse<String> page = oauth.follow(bob, "prompt=consent");
        HttpResponse<String> answer = bob.submit(
                page,
                Map.of("decision", List.of("allow"), "scope", List.of("tools:read"), "duration", List.of("PT1H")));
        Map<String, Object> tokens =
                Oauth.json(oauth.token(Oauth.query(UserAgent.location(answer)).get("code")));
        oauth.server().clock().advance(Duration.ofMinutes(55));
        Map<String, Object> rotated = Oauth.json(oauth.refresh((String) tokens.get("refresh_token")));
        assertThat((int) rotated.get("expires_in")).isLessThanOrEqualTo(300);
        oauth.server().clock().advance(Duration.ofMinutes(6));

        assertThat(Oauth.json(oauth.refresh((String) rotated.get("refresh_token"))))
                .containsEntry("error", "invalid_grant");
        assertThat(oauth.active(rotated.get("access_token"))).isFalse();
    }

    @Test
    @DisplayName("V3 F3 S8 taking an agent back ends its tokens at once")
    void takesBack() {
        Oauth oauth = oauth();
        UserAgent bob = oauth.signedIn("bob");
        String code =
                oauth.consented(bob, List.of("tools:read"), "prompt=consent").get("code");
        Map<String, Object> tokens = Oauth.json(oauth.token(code));
        assertThat(oauth.active(tokens.get("access_token"))).isTrue();
        Document list = Jsoup.parse(
                bob.follow(bob.get(oauth.server().url("/account"))).body(),
                oauth.server().issuer());
        assertThat(list.text()).contains("Public web app", "First", "Read things");
        String takeBack = list.select("a[href*=take-back]").first().absUrl("href");
        HttpResponse<String> confirm = bob.get(java.net.URI.create(takeBack));
        assertThat(bob.submit(confirm, Map.of()).statusCode()).isEqualTo(303);

        assertThat(oauth.active(tokens.get("access_token"))).isFalse();
        assertThat(Oauth.json(oauth.refresh((String) tokens.get("refresh_token"))))
                .containsEntry("error", "invalid_grant");
        assertThat(oauth.follow(bob).statusCode()).isEqualTo(200);
    }

    private static String[] with(String[] all, String... more) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(all), java.util.Arrays.stream(more))
                .toArray(String[]::new);
    }
}
