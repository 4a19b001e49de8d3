package dev.gatehouse.authserver.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.MutableClock;
import dev.gatehouse.authserver.testing.PagesTest;
import dev.gatehouse.authserver.testing.PlainBrowser;
import dev.gatehouse.authserver.testing.PlainBrowser.Page;
import dev.gatehouse.authserver.testing.RecordedSignIns;
import dev.gatehouse.authserver.testing.SamplePurpose;
import dev.gatehouse.authserver.testing.TestPeople;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@PagesTest
class SignInTests {

    private static final String COOKIE = "gatehouse";

    @LocalServerPort
    int port;

    @Autowired
    TestPeople people;

    @Autowired
    RecordedSignIns signIns;

    @Autowired
    MutableClock clock;

    @Autowired
    JdbcClient jdbc;

    PlainBrowser browser;

    @BeforeEach
    void open() {
        browser = new PlainBrowser(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice demo-alice-2026", "admin demo-admin-2026", "ALICE demo-alice-2026"})
    void theDemoAccountsSignIn(String account) {
        String[] parts = account.split(" ");
        Page answer = browser.signIn(parts[0], parts[1]);
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.location()).isEqualTo("/account");
        assertThat(browser.get("/account").heading()).isEqualTo("Connected agents");
    }

    @Test
    @DisplayName("S5 sign-in replaces the cookie, and the earlier value is signed in nowhere")
    void replacesTheCookie() {
        browser.get("/sign-in");
        String before = browser.cookie(COOKIE);
        Person person = people.someone();
        browser.signIn(person.username(), TestPeople.PASSWORD);
        String after = browser.cookie(COOKIE);
        assertThat(after).isNotEqualTo(before);
        assertThat(signIns.last()).isEqualTo(new BrowserSignedIn(before, after, person.id()));
        browser.cookies().put(COOKIE, before);
        assertThat(browser.get("/account").status()).isEqualTo(303);
    }

    @Test
    @DisplayName("S5, ruling 21: on http loopback the cookie is HttpOnly, SameSite=Lax and not Secure; no other exists")
    void setsOneCookie() {
        Page page = browser.get("/sign-in");
        assertThat(page.response().headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .matches("gatehouse=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax");
        browser.signIn("alice", "demo-alice-2026");
        browser.get("/account");
        assertThat(browser.cookies()).containsOnlyKeys(COOKIE);
    }

    @Test
    @DisplayName("P11 the database holds the cookie's hash, never its value")
    void storesTheHashOnly() {
        browser.signIn("alice", "demo-alice-2026");
        byte[] value = browser.cookie(COOKIE).getBytes(StandardCharsets.UTF_8);
        assertThat(jdbc.sql("select id_hash from sign_in_session")
                        .query(byte[].class)
                        .list())
                .isNotEmpty()
                .noneMatch(stored -> Arrays.equals(stored, value))
                .allMatch(stored -> stored.length == 32);
    }

    @Test
    @DisplayName("S07 a forged sign-in is refused: no token, another browser's token, another site's post")
    void refusesForgedSignIn() {
        Map<String, String> mine = Map.of("username", "alice", "password", "demo-alice-2026");
        assertThat(browser.post("/sign-in", mine).status()).isEqualTo(403);
        Page attackers = new PlainBrowser(port).get("/sign-in");
        browser.get("/sign-in");
        assertThat(browser.submit(attackers, mine).status()).isEqualTo(403);
        assertThat(browser.with("Sec-Fetch-Site", "cross-site")
                        .submit("/sign-in", mine)
                        .status())
                .isEqualTo(403);
        assertThat(browser.get("/account").status()).isEqualTo(303);
    }

    @ParameterizedTest
    @DisplayName("open redirect: what is not a known place here leads to /account")
    @ValueSource(
            strings = {
                "https://evil.test/",
                "//evil.test/",
                "/\\evil.test",
                "\\\\evil.test",
                "/account//evil.test",
                "/accountant",
                "/account/../token",
                "/account/%2e%2e/token",
                "/consent/../../x",
                "/consent;x=1",
                "/consent\r\nSet-Cookie: a=b",
                "/consent?a b",
                "/consent#fragment",
                "javascript:alert(1)",
                "account",
                "/sign-out",
                "/",
                ""
            })
    void continuesOnlyHere(String continueTo) {
        assertThat(continueOf("/sign-in?continue=" + encode(continueTo))).isEqualTo("/account");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/consent?transaction=x", "/authorize?client_id=a&state=%2F%2Fb", "/account/password", "/admin"})
    void continuesWhereThePersonCameFrom(String continueTo) {
        Page answer = browser.submit(
                "/sign-in?continue=" + encode(continueTo), Map.of("username", "alice", "password", "demo-alice-2026"));
        assertThat(answer.location()).isEqualTo(continueTo);
    }

    @Test
    void sendsToSignInAndKeepsWhereThePersonWanted() {
        Page page = browser.get("/consent?transaction=a%26b");
        assertThat(page.status()).isEqualTo(303);
        assertThat(page.location()).isEqualTo("/sign-in?continue=%2Fconsent%3Ftransaction%3Da%2526b");
        assertThat(continueOf(page.location())).isEqualTo("/consent?transaction=a%26b");
    }

    @Test
    void aFormWithoutASessionSaysToSignInAgain() {
        Page page = browser.post("/account/password", Map.of("new_password", "x"));
        assertThat(page.status()).isEqualTo(403);
        assertThat(page.document().text()).contains("Sign in again");
    }

    @Test
    @DisplayName("S7, S11 an unknown name, a wrong password and a disabled person look alike")
    void answersAlike() {
        Person disabled = people.someone();
        jdbc.sql("update app_user set status = 'DISABLED' where id = ?")
                .param(disabled.id())
                .update();
        String wrong = stripped(browser.signIn("alice", "not the password"));
        assertThat(stripped(browser.signIn("nobody-at-all", "not the password")))
                .isEqualTo(wrong);
        assertThat(stripped(browser.signIn(disabled.username(), TestPeople.PASSWORD)))
                .isEqualTo(wrong);
        assertThat(stripped(browser.signIn("alice", "x".repeat(100)))).isEqualTo(wrong);
        assertThat(wrong).startsWith("403 ").contains("The username or the password is wrong.");
    }

    @Test
    @DisplayName("P14, S11 an unknown name takes as long as a wrong password")
    void takesAsLong() {
        Person known = people.someone();
        long forKnown = medianNanos(known.username());
        long forUnknown = medianNanos("unknown-" + UUID.randomUUID());
        assertThat((double) forUnknown / forKnown).isBetween(0.4, 2.5);
    }

    @ParameterizedTest
    @DisplayName("S7 the eleventh attempt for a name waits, whether the name exists or not")
    @ValueSource(booleans = {true, false})
    void throttlesByName(boolean exists) {
        String username = exists ? people.someone().username() : "nobody-" + UUID.randomUUID();
        for (int attempt = 1; attempt <= 10; attempt++) {
            assertThat(browser.signIn(username, "guess " + attempt).status()).isEqualTo(403);
        }
        Page page = browser.signIn(username, TestPeople.PASSWORD);
        assertThat(page.status()).isEqualTo(429);
        assertThat(Long.parseLong(page.header("Retry-After").orElse("0"))).isBetween(1L, 90L);
        assertThat(page.document().text()).contains("Too many attempts", "then try again");
        assertThat(browser.signIn("alice", "demo-alice-2026").status()).isEqualTo(303);
    }

    @Test
    @DisplayName("S7 the right password forgets the name's failures")
    void successForgets() {
        String username = people.someone().username();
        for (int attempt = 1; attempt <= 9; attempt++) {
            browser.signIn(username, "guess " + attempt);
        }
        assertThat(browser.signIn(username, TestPeople.PASSWORD).status()).isEqualTo(303);
        for (int attempt = 1; attempt <= 2; attempt++) {
            assertThat(new PlainBrowser(port).signIn(username, "x").status()).isEqualTo(403);
        }
    }

    @Test
    @DisplayName("ruling 23: a sign-in ends an hour after the last request")
    void endsWhenIdle() {
        signInSomeone();
        clock.advance(Duration.ofMinutes(59));
        assertThat(browser.get("/account").status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(59));
        assertThat(browser.get("/account").status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(61));
        assertThat(browser.get("/account").status()).isEqualTo(303);
    }

    @Test
    @DisplayName("ruling 23: a sign-in ends after twelve hours of use")
    void endsInAnyCase() {
        signInSomeone();
        for (int halfHour = 1; halfHour <= 23; halfHour++) {
            clock.advance(Duration.ofMinutes(30));
            assertThat(browser.get("/account").status()).isEqualTo(200);
        }
        clock.advance(Duration.ofMinutes(31));
        assertThat(browser.get("/account").status()).isEqualTo(303);
    }

    @Test
    void expiredSessionsAreDeletedAtALaterSignIn() {
        Person person = signInSomeone();
        clock.advance(Duration.ofHours(13));
        new PlainBrowser(port).signIn("alice", "demo-alice-2026");
        assertThat(sessions(person)).isZero();
    }

    @Test
    void aDisabledPersonsSessionIsVoidAtOnce() {
        Person person = signInSomeone();
        jdbc.sql("update app_user set status = 'DISABLED' where id = ?")
                .param(person.id())
                .update();
        assertThat(browser.get("/account").status()).isEqualTo(303);
    }

    @Test
    void whoIsSignedInMayGoOnOrUseAnotherAccount() {
        signInSomeone();
        Page page = browser.get("/sign-in?continue=" + encode(SamplePurpose.CONTINUE));
        assertThat(page.document().select("a.primary").attr("href")).isEqualTo(SamplePurpose.CONTINUE);
        assertThat(page.document().select("a.primary").text()).isEqualTo("Continue as Some One");
        assertThat(page.document().select("input[name=password]")).isNotEmpty();
        assertThat(browser.get("/sign-in?switch").document().select("a.primary"))
                .isEmpty();
    }

    @Test
    void anotherAccountTakesThePlaceOfTheFirst() {
        Person first = signInSomeone();
        Person second = signInSomeone();
        assertThat(sessions(first)).isZero();
        assertThat(sessions(second)).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "H1, ruling 21: the app is named and form-action lets the post lead to its redirect, and to nowhere else")
    void namesTheApp() {
        Page page = browser.get("/sign-in?continue=" + encode(SamplePurpose.CONTINUE));
        assertThat(page.document().expectFirst("main").text()).contains("to go on to Claude Code");
        assertThat(page.header("Content-Security-Policy").orElse(""))
                .endsWith("form-action 'self' http://localhost:53124");
        assertThat(browser.get("/sign-in").header("Content-Security-Policy").orElse(""))
                .endsWith("form-action 'self'");
    }

    @Test
    void aHintFillsInTheUsername() {
        assertThat(username("/sign-in?login_hint=al%22ice")).isEqualTo("al\"ice");
        assertThat(username("/sign-in?login_hint=" + "x".repeat(65))).isEmpty();
    }

    private Person signInSomeone() {
        Person person = people.someone();
        assertThat(browser.signIn(person.username(), TestPeople.PASSWORD).status())
                .isEqualTo(303);
        return person;
    }

    private long sessions(Person person) {
        return jdbc.sql("select count(*) from sign_in_session where user_id = ?")
                .param(person.id())
                .query(Long.class)
                .single();
    }

    private String continueOf(String path) {
        return browser.get(path).document().select("input[name=continue]").attr("value");
    }

    private String username(String path) {
        return browser.get(path).document().select("#username").attr("value");
    }

    /** The answer without what differs by intent: the form's token and the name that was typed. */
    private static String stripped(Page page) {
        var document = page.document();
        document.select("input").forEach(input -> input.removeAttr("value"));
        return page.status() + " " + document.outerHtml();
    }

    private long medianNanos(String username) {
        long[] nanos = new long[3];
        for (int i = 0; i < nanos.length; i++) {
            Page form = browser.get("/sign-in");
            long start = System.nanoTime();
            browser.submit(form, Map.of("username", username, "password", "not the password"));
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[nanos.length / 2];
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
