package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Letter S: ways round a new sign-in that the client asked for by {@code prompt}, {@code max_age} or {@code login_hint}.
 * Z09, the weaker second factor, has nothing to weaken: there is one way to sign in.
 */
class ReauthenticationAttacksTests extends AbstractHostileTests {

    /** Bob's, signed in a minute ago; he agreed to PUB before, so that nothing but the wish stands before a code. */
    private UserAgent browser = new UserAgent();

    @BeforeEach
    void agreedBefore() {
        browser = caller().signedIn("bob");
        assertThat(caller().consented(browser, List.of("tools:read"))).containsKey("code");
        server().server().clock().advance(Duration.ofMinutes(1));
        assertThat(UserAgent.location(caller().authorize(browser))).startsWith(CALLBACK + "?code=");
    }

    private HttpResponse<String> signInPage(String... wish) {
        HttpResponse<String> page = caller().follow(browser, wish);
        assertThat(page.uri().getPath()).as(page.body()).isEqualTo("/sign-in");
        assertThat(page.body()).contains("name=\"password\"");
        return page;
    }

    private static String transaction(HttpResponse<String> page) {
        String query = page.uri().getRawQuery();
        int at = query.indexOf("transaction%3D") + "transaction%3D".length();
        return query.substring(at, at + 43);
    }

    private URI consent(String transaction, String... more) {
        String query = UserAgent.encode(Oauth.with(List.of("transaction=" + transaction), more));
        return server().server().url("/consent?" + query);
    }

    private static String hidden(HttpResponse<String> page, String name) {
        return Jsoup.parse(page.body()).select("input[name=" + name + "]").attr("value");
    }

    /** Back to the sign-in, with no offer to go on as who is there. */
    private void assertAskedAgain(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isIn(302, 303);
        assertThat(answer.header("Location").orElseThrow()).startsWith("/sign-in?");
        HttpResponse<String> page =
                browser.get(server().server().url(answer.header("Location").orElseThrow()));
        assertThat(page.body()).contains("name=\"password\"").doesNotContain("Continue as");
    }

    /** The honest end: the password, then the answer. */
    private void assertGoesOn(HttpResponse<String> page) {
        server().server().clock().advance(Duration.ofSeconds(1));
        HttpResponse<String> next = browser.follow(caller().signIn(browser, page, "bob"));
        HttpResponse<String> answer = next.statusCode() == 200 ? caller().allow(browser, next, "tools:read") : next;
        assertThat(UserAgent.location(answer)).startsWith(CALLBACK + "?code=");
    }

    @ParameterizedTest(name = "S09 {0}")
    @ValueSource(
            strings = {"prompt=login", "max_age=0", "max_age=59", "prompt=login consent", "prompt=select_account login"
            })
    @DisplayName("S09 Z09 going on by hand, with the wish left out or altered on the way, leads back to the password")
    void asksAgain(String wish) {
        HttpResponse<String> page = signInPage(wish);
        String transaction = transaction(page);
        for (String[] more : List.of(
                new String[] {},
                new String[] {"prompt="},
                new String[] {"prompt=none"},
                new String[] {"max_age=99999"},
                new String[] {"prompt=none", "max_age=99999", "login_hint=bob"},
                new String[] {"decision=allow", "scope=tools:read"})) {
            assertAskedAgain(after().ignored(() -> browser.get(consent(transaction, more))));
        }
        Answer offered = after().ignored(() ->
                browser.get(server().server().url("/sign-in?continue=%2Fconsent%3Ftransaction%3D" + transaction)));
        assertThat(offered.status()).isEqualTo(200);
        assertAskedAgain(after().ignored(() -> browser.get(consent(transaction))));
        assertGoesOn(page);
    }

    @ParameterizedTest(name = "S09 {0}")
    @ValueSource(strings = {"HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"})
    @DisplayName("S09 no other method gets past it")
    void asksAgainByAnyMethod(String method) {
        HttpResponse<String> page = signInPage("prompt=login");
        Answer answer = after().ignored(() -> browser.send(HttpRequest.newBuilder(consent(transaction(page)))
                .method(method, HttpRequest.BodyPublishers.noBody())));
        assertThat(answer.header("Location").orElse("")).doesNotContain("code=");
        assertGoesOn(page);
    }

    @Test
    @DisplayName("S09 a wrong password, another's password and none at all leave the request where it was")
    void isNotPassedByWrongPasswords() {
        HttpResponse<String> page = signInPage("prompt=login");
        after().refused(() -> browser.submit(page, Map.of("username", List.of("bob"), "password", List.of("wrong"))))
                .is(403);
        after().refused(() -> browser.submit(page, Map.of("username", List.of("bob"))))
                .is(403);
        after().refused(() -> browser.submit(
                        page, Map.of("username", List.of("alice"), "password", List.of("bob-password-12"))))
                .is(403);
        assertAskedAgain(after().ignored(() -> browser.get(consent(transaction(page)))));
        assertGoesOn(page);
    }

    @ParameterizedTest(name = "S01 {0}")
    @ValueSource(strings = {"prompt=login", "max_age=0"})
    @DisplayName(
            "S01 S09 no form of another tab, and none that was made up, answers for whoever has not signed in anew")
    void takesNoAnswer(String wish) {
        HttpResponse<String> other = caller().follow(browser, "prompt=consent");
        HttpResponse<String> page = signInPage(wish);
        String transaction = transaction(page);
        for (String formToken : List.of(hidden(other, "form_token"), hidden(page, "form_token"), "", "x")) {
            for (String[] more : List.of(
                    new String[] {"decision=allow"},
                    new String[] {"decision=allow", "prompt=none", "max_age=99999"},
                    new String[] {"decision=deny"})) {
                after().refused(() -> browser.post(
                                server().server().url("/consent"),
                                Oauth.with(
                                        List.of(
                                                "transaction=" + transaction,
                                                "form_token=" + formToken,
                                                "scope=tools:read"),
                                        more)))
                        .isPage(400, 403);
            }
        }
        // The other tab's question is its own, and can be answered.
        assertThat(UserAgent.location(caller().allow(browser, other, "tools:read")))
                .startsWith(CALLBACK + "?code=");
        assertGoesOn(page);
    }

    @Test
    @DisplayName(
            "S09 P01 the back button leads to nothing: neither the sign-in's, nor the question's, nor the answer's page")
    void goesNotBack() {
        HttpResponse<String> page = signInPage("prompt=login consent");
        String transaction = transaction(page);
        server().server().clock().advance(Duration.ofSeconds(1));
        HttpResponse<String> question = browser.follow(caller().signIn(browser, page, "bob"));
        assertThat(UserAgent.location(caller().allow(browser, question, "tools:read")))
                .startsWith(CALLBACK + "?code=");
        after().refused(() -> caller().allow(browser, question, "tools:read")).isPage400();
        after().refused(() -> browser.get(consent(transaction))).isPage400();
        // The page of the sign-in again, with what the browser filled in.
        Answer again = after().taken(() -> caller().signIn(browser, page, "bob"));
        if (again.status() / 100 == 3) {
            after().refused(() -> browser.get(
                            server().server().url(again.header("Location").orElseThrow())))
                    .isPage400();
        } else {
            again.isPage(400, 403);
        }
    }

    @Test
    @DisplayName(
            "S09 S07 an older session, be it a copy of the cookie or another browser's, does not go on in its stead")
    void isNotPassedByOldSessions() {
        UserAgent copy = new UserAgent(HostileServer.address());
        copy.cookies().putAll(browser.cookies());
        UserAgent elsewhere = caller().signedIn("bob");
        HttpResponse<String> page = signInPage("prompt=login");
        String transaction = transaction(page);
        assertAskedAgain(after().ignored(() -> copy.get(consent(transaction))));
        after().refused(() -> elsewhere.get(consent(transaction))).isPage400();
        // A sign-in elsewhere, after the request, is none in this browser.
        server().server().clock().advance(Duration.ofSeconds(1));
        UserAgent later = caller().signedIn("bob");
        after().refused(() -> later.get(consent(transaction))).isPage400();
        assertAskedAgain(after().ignored(() -> browser.get(consent(transaction))));
        HttpResponse<String> next = browser.follow(caller().signIn(browser, page, "bob"));
        assertThat(UserAgent.location(next)).startsWith(CALLBACK + "?code=");
        // What the old cookie knew ended with the new sign-in.
        Answer old = after().ignored(() -> copy.get(server().server().url("/account")));
        assertThat(old.header("Location").orElse("")).startsWith("/sign-in");
    }

    @Test
    @DisplayName("S09 Z15 a wish that was pushed holds, whatever was done between the push and the coming")
    void keepsWhatWasPushed() {
        for (String wish : List.of("prompt=login", "max_age=0")) {
            String requestUri = (String) Oauth.json(caller().push(wish)).get("request_uri");
            server().server().clock().advance(Duration.ofSeconds(1));
            // A new sign-in before the request arrived is an old one.
            browser = caller().signedIn("bob");
            server().server().clock().advance(Duration.ofSeconds(1));
            URI come = server().server()
                    .url("/authorize?"
                            + UserAgent.encode(form(
                                    "client_id=PUB", "request_uri=" + requestUri, "prompt=none", "max_age=99999")));
            Answer asked = after().ignored(() -> browser.get(come));
            assertAskedAgain(asked);
            after().refused(() -> browser.get(come)).isPage400();
            assertGoesOn(
                    browser.get(server().server().url(asked.header("Location").orElseThrow())));
        }
    }

    static Stream<String> nonsense() {
        return Stream.of(
                "prompt=none login",
                "prompt=login none",
                "prompt=LOGIN",
                "prompt=login\0",
                "prompt=login,consent",
                "prompt=relogin",
                "+prompt=login +prompt=none",
                "+max_age=0 +max_age=99999",
                "max_age=-1",
                "max_age=0x0",
                "max_age=+0",
                "max_age= 0",
                "max_age=1e9",
                "max_age=0.0",
                "max_age=99999999999999999999",
                "max_age=\u0660");
    }

    @ParameterizedTest(name = "S09 {0}")
    @MethodSource("nonsense")
    @DisplayName("S09 Z11 a wish that cannot be read, or that says two things, is no wish that was met")
    void refusesWhatItCannotRead(String wish) {
        String[] changes = wish.startsWith("+") ? wish.split(" ") : new String[] {wish};
        after().refused(() -> caller().authorize(browser, changes)).isRedirect(CALLBACK, "s1", "invalid_request");
    }

    @Test
    @DisplayName("S09 prompt=none never gets what a person must be asked for")
    void asksNobodySilently() {
        for (String wish : List.of("max_age=0", "max_age=59", "login_hint=alice")) {
            after().refused(() -> caller().authorize(browser, "prompt=none", wish))
                    .isRedirect(CALLBACK, "s1", "login_required", "account_selection_required");
        }
        after().refused(() -> caller().authorize(browser, "prompt=none", "scope=tools:read tools:write"))
                .isRedirect(CALLBACK, "s1", "consent_required");
    }

    @ParameterizedTest(name = "S09 {0}")
    @ValueSource(strings = {"login_hint=alice", "login_hint=ALICE", "login_hint=nobody", "login_hint=bob2"})
    @DisplayName("S09 a hint at another leads to no code without a question, with the hint left out or altered as well")
    void remembersNothingForAnother(String hint) {
        Answer asked = after().ignored(() -> caller().authorize(browser, hint));
        assertThat(asked.header("Location").orElseThrow()).startsWith("/sign-in?");
        HttpResponse<String> page =
                browser.get(server().server().url(asked.header("Location").orElseThrow()));
        String transaction = transaction(page);
        for (String[] more : List.of(
                new String[] {}, new String[] {"login_hint=bob"}, new String[] {"login_hint=", "prompt=none"})) {
            Answer question = after().ignored(() -> browser.get(consent(transaction, more)));
            assertThat(question.status()).isEqualTo(200);
            assertThat(Jsoup.parse(question.body()).text()).contains("Bob Brown");
        }
        HttpResponse<String> shown = browser.get(consent(transaction));
        after().refused(() ->
                        alice().submit(shown, Map.of("decision", List.of("allow"), "scope", List.of("tools:read"))))
                .isPage(400, 403);
        String code = Oauth.query(UserAgent.location(browser.submit(
                        shown,
                        Map.of(
                                "decision",
                                List.of("allow"),
                                "scope",
                                List.of("tools:read"),
                                "login_hint",
                                List.of("alice")))))
                .get("code");
        Map<String, Object> tokens = Oauth.json(caller().token(code));
        Map<String, Object> bobs = Oauth.json(caller().token(
                        caller().consented(browser, List.of("tools:read")).get("code")));
        assertThat(Oauth.claims(tokens.get("access_token")).get("sub"))
                .isEqualTo(Oauth.claims(bobs.get("access_token")).get("sub"));
    }

    @Test
    @DisplayName("S09 a choice between accounts is a choice in this browser: nobody else's session takes it")
    void letsOnlyThePersonChoose() {
        Answer asked = after().ignored(() -> caller().authorize(browser, "prompt=select_account"));
        HttpResponse<String> page =
                browser.get(server().server().url(asked.header("Location").orElseThrow()));
        String transaction = transaction(page);
        after().refused(() -> alice().get(consent(transaction))).isPage400();
        UserAgent nobody = new UserAgent(HostileServer.address());
        Answer stranger = after().ignored(() -> nobody.get(consent(transaction)));
        assertThat(stranger.header("Location").orElse("")).startsWith("/sign-in");
        // Choosing another account is a sign-in with its password; the remembered consent of the first is not its own.
        HttpResponse<String> chosen = browser.follow(caller().signIn(browser, page, "root"));
        assertThat(chosen.statusCode()).isEqualTo(200);
        assertThat(Jsoup.parse(chosen.body()).text()).contains("Ruth Root").doesNotContain("Bob Brown");
    }
}
