package dev.gatehouse.authserver.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestPeople;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.Role;
import dev.gatehouse.authserver.user.SignInSessions;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Ruling 20: what begins under the old password and ends after the change comes to nothing. */
@ParameterizedClass
@EnumSource(Database.class)
class PasswordChangeUnderWayTests {

    private static final String OLD = "old password, long";

    private static final String NEW = "new password, long";

    @Parameter
    Database database;

    private Oauth oauth;

    private Person person;

    @BeforeEach
    void setUp() {
        oauth = new Oauth(TestServer.on(database));
        String username = "p"
                + Secrets.random256()
                        .replaceAll("[^A-Za-z0-9]", "")
                        .toLowerCase(Locale.ROOT)
                        .substring(0, 12);
        People people = oauth.server().bean(People.class);
        person = TestPeople.create(people, username, "Somebody", OLD, Role.PERSON);
    }

    private UserAgent signedIn() {
        UserAgent browser = new UserAgent();
        HttpResponse<String> answer = signIn(browser);
        assertThat(answer.statusCode()).isEqualTo(303);
        return browser;
    }

    private HttpResponse<String> signIn(UserAgent browser) {
        return signIn(browser, OLD);
    }

    private HttpResponse<String> signIn(UserAgent browser, String password) {
        return browser.submit(
                browser.get(oauth.server().url("/sign-in")),
                Map.of("username", List.of(person.username()), "password", List.of(password)));
    }

    private HttpResponse<String> change(UserAgent browser, HttpResponse<String> page, String wanted) {
        return browser.submit(
                page,
                Map.of(
                        "current_password", List.of(OLD),
                        "new_password", List.of(wanted),
                        "new_password_again", List.of(wanted)));
    }

    /** Changes the password, and lets this request run into the change before it is complete. */
    private HttpResponse<String> during(Callable<HttpResponse<String>> request) throws Exception {
        return overtaking(this::changePassword, request);
    }

    private void changePassword() {
        People people = oauth.server().bean(People.class);
        assertThat(people.changePassword(people.authenticate(person.id(), OLD).orElseThrow(), people.hashed(NEW)))
                .isTrue();
        oauth.server().bean(SignInSessions.class).endAll(person.id(), null);
    }

    /** Does the first in a transaction, and lets the request run into it before it is complete. */
    private HttpResponse<String> overtaking(Runnable first, Callable<HttpResponse<String>> request) throws Exception {
        TransactionTemplate transaction =
                new TransactionTemplate(oauth.server().bean(PlatformTransactionManager.class));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> answer = transaction.execute(status -> {
                first.run();
                Future<HttpResponse<String>> underWay = threads.submit(request);
                // It waits for a row that the first holds; shorter than H2 lets anybody wait.
                assertThatThrownBy(() -> underWay.get(700, TimeUnit.MILLISECONDS))
                        .isInstanceOf(TimeoutException.class);
                return underWay;
            });
            return answer.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("ruling 20: a sign-in with the old password that is under way is refused")
    void refusesTheSignIn() throws Exception {
        UserAgent browser = new UserAgent();
        HttpResponse<String> page = browser.get(oauth.server().url("/sign-in"));
        HttpResponse<String> answer = during(
                () -> browser.submit(page, Map.of("username", List.of(person.username()), "password", List.of(OLD))));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(browser.get(oauth.server().url("/account")).statusCode()).isEqualTo(303);
    }

    @Test
    @DisplayName("ruling 20: another change from the old password that is under way changes nothing")
    void refusesTheOtherChange() throws Exception {
        UserAgent browser = signedIn();
        HttpResponse<String> page = browser.get(oauth.server().url("/account/password"));
        HttpResponse<String> answer = during(() -> change(browser, page, "another password, long"));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("This is not your current password.");
        assertThat(signIn(new UserAgent(), "another password, long").statusCode())
                .isEqualTo(403);
        assertThat(signIn(new UserAgent(), NEW).statusCode()).isEqualTo(303);
        assertThat(oauth.server()
                        .jdbc()
                        .sql("select outcome from audit_entry where type = 'person.password_changed' and subject = ?")
                        .param(person.id().toString())
                        .query(String.class)
                        .list())
                .containsExactly("REFUSED");
    }

    @Test
    @DisplayName("ruling 20: a browser that is signed out while it changes the password changes nothing")
    void refusesTheChangeOfWhoIsSignedOut() throws Exception {
        UserAgent browser = signedIn();
        HttpResponse<String> page = browser.get(oauth.server().url("/account/password"));
        HttpResponse<String> answer = overtaking(
                () -> oauth.server().bean(SignInSessions.class).endAll(person.id(), null),
                () -> change(browser, page, "another password, long"));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("You are no longer signed in");
        assertThat(signIn(new UserAgent(), OLD).statusCode()).isEqualTo(303);
    }

    private HttpResponse<String> changeMail(UserAgent browser, HttpResponse<String> page) {
        return browser.submit(page, Map.of("email", List.of("a@x.test"), "current_password", List.of(OLD)));
    }

    @Test
    @DisplayName("ruling 20: another mail address by the old password that is under way changes nothing")
    void refusesTheMailAddress() throws Exception {
        UserAgent browser = signedIn();
        HttpResponse<String> page = browser.get(oauth.server().url("/account/mail"));
        HttpResponse<String> answer = during(() -> changeMail(browser, page));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("This is not your password.");
        assertThat(mailAddress()).isNull();
    }

    @Test
    @DisplayName("ruling 20: a browser that is signed out while it changes the mail address changes nothing")
    void refusesTheMailAddressOfWhoIsSignedOut() throws Exception {
        UserAgent browser = signedIn();
        HttpResponse<String> page = browser.get(oauth.server().url("/account/mail"));
        HttpResponse<String> answer = overtaking(
                () -> oauth.server().bean(SignInSessions.class).endAll(person.id(), null),
                () -> changeMail(browser, page));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("You are no longer signed in");
        assertThat(mailAddress()).isNull();
    }

    private @Nullable String mailAddress() {
        return oauth.server().bean(People.class).find(person.id()).orElseThrow().email();
    }

    @Test
    @DisplayName("ruling 20: an answer to a consent page that is under way gives nothing")
    void refusesTheConsent() throws Exception {
        UserAgent browser = signedIn();
        HttpResponse<String> page = oauth.follow(browser);
        HttpResponse<String> answer = during(() -> oauth.allow(browser, page, "tools:read"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(oauth.server()
                        .jdbc()
                        .sql("select count(*) from consent where user_id = ?")
                        .param(person.id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }
}
