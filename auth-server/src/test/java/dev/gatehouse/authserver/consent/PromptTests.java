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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may ask about the sign-in itself: {@code prompt}, {@code max_age} and {@code login_hint}. */
@ParameterizedClass
@EnumSource(Database.class)
class PromptTests {

    @Parameter
    Database database;

    private Oauth oauth;

    private UserAgent browser;

    /** Alice, signed in a minute ago, who agreed to this app before: without a wish she is not asked anything. */
    @BeforeEach
    void setUp() {
        oauth = new Oauth(TestServer.on(database));
        browser = oauth.signedIn("alice");
        oauth.consented(browser, List.of("tools:read"));
        oauth.server().clock().advance(Duration.ofMinutes(1));
        assertThat(code(oauth.follow(browser))).isTrue();
    }

    private static boolean code(HttpResponse<String> answer) {
        return answer.statusCode() / 100 == 3
                && Oauth.query(UserAgent.location(answer)).containsKey("code");
    }

    private static boolean signInForm(HttpResponse<String> answer) {
        return answer.statusCode() == 200 && answer.body().contains("name=\"password\"");
    }

    private static boolean offersToContinue(HttpResponse<String> answer) {
        return answer.body().contains("Continue as");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prompt=login", "max_age=0", "max_age=59", "prompt=login consent"})
    @DisplayName("whoever must sign in anew is asked for the password, and there is no way round it")
    void asksForThePasswordAgain(String wish) {
        HttpResponse<String> page = oauth.follow(browser, wish);
        assertThat(signInForm(page)).isTrue();
        assertThat(offersToContinue(page)).isFalse();

        // Going on by hand, as if one had signed in, leads back.
        String consent = "/consent?transaction=" + transaction(page);
        assertThat(signInForm(browser.follow(browser.get(oauth.server().url(consent)))))
                .isTrue();

        oauth.server().clock().advance(Duration.ofSeconds(5));
        HttpResponse<String> next = browser.follow(oauth.signIn(browser, page, "alice"));
        HttpResponse<String> answer = next.statusCode() == 200 ? oauth.allow(browser, next, "tools:read") : next;
        assertThat(code(answer)).isTrue();
    }

    private static String transaction(HttpResponse<String> page) {
        String query = page.uri().getRawQuery();
        int at = query.indexOf("transaction%3D") + "transaction%3D".length();
        return query.substring(at, at + 43);
    }

    @Test
    @DisplayName("the answer to a consent page is not taken from whoever has not signed in anew")
    void takesNoAnswerWithoutIt() {
        HttpResponse<String> consent = oauth.follow(browser, "prompt=consent");
        HttpResponse<String> page = oauth.follow(browser, "prompt=login consent");
        Map<String, List<String>> forged = Map.of(
                "transaction",
                List.of(transaction(page)),
                "decision",
                List.of("allow"),
                "scope",
                List.of("tools:read"));
        assertThat(browser.submit(consent, forged).statusCode()).isIn(400, 403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_age=61", "max_age=999999999"})
    @DisplayName("a sign-in that is recent enough is enough")
    void isContentWithARecentSignIn(String wish) {
        assertThat(code(oauth.follow(browser, wish))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max_age=-1",
                "max_age=1.5",
                "max_age=x",
                "max_age=9999999999",
                "prompt=none login",
                "prompt=later"
            })
    @DisplayName("what is malformed is invalid_request")
    void refusesNonsense(String wish) {
        assertThat(Oauth.query(UserAgent.location(oauth.follow(browser, wish))))
                .containsEntry("error", "invalid_request")
                .containsEntry("state", "s1");
    }

    @Test
    @DisplayName("prompt=none with a sign-in that is too old is login_required")
    void cannotSignInSilently() {
        assertThat(Oauth.query(UserAgent.location(oauth.follow(browser, "prompt=none", "max_age=10"))))
                .containsEntry("error", "login_required");
        assertThat(code(oauth.follow(browser, "prompt=none", "max_age=100"))).isTrue();
    }

    @Test
    @DisplayName("prompt=select_account asks with which account to go on; one press goes on with the present one")
    void letsChooseTheAccount() {
        HttpResponse<String> page = oauth.follow(browser, "prompt=select_account");
        assertThat(offersToContinue(page)).isTrue();
        assertThat(signInForm(page)).isTrue();
        HttpResponse<String> answer =
                browser.follow(browser.get(oauth.server().url("/consent?transaction=" + transaction(page))));
        assertThat(code(answer)).isTrue();
    }

    @Test
    @DisplayName("S09: a hint at somebody else never leads to a code without a question")
    void doesNotMistakeThePerson() {
        HttpResponse<String> page = oauth.follow(browser, "login_hint=bob");
        assertThat(offersToContinue(page)).isTrue();
        assertThat(page.body()).contains("value=\"bob\"");
        HttpResponse<String> asAlice =
                browser.follow(browser.get(oauth.server().url("/consent?transaction=" + transaction(page))));
        assertThat(asAlice.statusCode()).isEqualTo(200);
        assertThat(asAlice.body()).contains("Alice Adams").contains("Switch account");

        assertThat(Oauth.query(UserAgent.location(oauth.follow(browser, "login_hint=bob", "prompt=none"))))
                .containsEntry("error", "login_required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"login_hint=alice", "login_hint=Alice", "login_hint= alice "})
    @DisplayName("a hint at the person who is there changes nothing")
    void knowsThePerson(String hint) {
        assertThat(code(oauth.follow(browser, hint))).isTrue();
    }

    @Test
    @DisplayName("a hint fills in the sign-in page of whoever is not signed in")
    void fillsInTheName() {
        assertThat(oauth.follow(new UserAgent(), "login_hint=alice").body()).contains("value=\"alice\"");
        assertThat(oauth.follow(new UserAgent(), "login_hint=\"><script>").body())
                .doesNotContain("\"><script>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "x", "\u00e4"})
    @DisplayName("P13 a hint that is longer than any name is no hint, and no fault of ours")
    void dropsLongHints(String character) {
        HttpResponse<String> page = oauth.follow(new UserAgent(), "login_hint=" + character.repeat(3_000));
        assertThat(signInForm(page)).isTrue();
        assertThat(page.body()).doesNotContain(character.repeat(100));
        HttpResponse<String> posted = new UserAgent()
                .post(
                        oauth.server().url("/authorize"),
                        Oauth.with(
                                List.of(oauth.authorizeUri().getQuery().split("&")),
                                "login_hint=" + character.repeat(5_000)));
        assertThat(posted.statusCode()).isEqualTo(303);
        assertThat(UserAgent.location(posted)).doesNotContain("login_hint");
    }

    @Test
    @DisplayName("S09: signing in as another person answers for that person")
    void answersForWhoSignedIn() {
        HttpResponse<String> page = oauth.follow(browser, "prompt=login");
        oauth.server().clock().advance(Duration.ofSeconds(5));
        HttpResponse<String> next = browser.follow(oauth.signIn(browser, page, "bob"));
        assertThat(next.body()).contains("Bob Brown");
        HttpResponse<String> answer = oauth.allow(browser, next, "tools:read");
        Map<String, Object> tokens =
                Oauth.json(oauth.token(Oauth.query(UserAgent.location(answer)).get("code")));
        String bob = oauth.server()
                .jdbc()
                .sql("select id from app_user where username = 'bob'")
                .query(java.util.UUID.class)
                .single()
                .toString();
        assertThat(Oauth.claims(tokens.get("access_token"))).containsEntry("sub", bob);
    }
}
