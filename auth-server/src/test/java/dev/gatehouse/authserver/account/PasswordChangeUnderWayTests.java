package dev.gatehouse.authserver.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
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
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
        person = oauth.server().bean(People.class).create(username, "Somebody", OLD, Set.of(Role.PERSON));
    }

    private UserAgent signedIn() {
        UserAgent browser = new UserAgent();
        HttpResponse<String> answer = signIn(browser);
        assertThat(answer.statusCode()).isEqualTo(303);
        return browser;
    }

    private HttpResponse<String> signIn(UserAgent browser) {
        return browser.submit(
                browser.get(oauth.server().url("/sign-in")),
                Map.of("username", List.of(person.username()), "password", List.of(OLD)));
    }

    /** Changes the password, and lets this request run into the change before it is complete. */
    private HttpResponse<String> during(Callable<HttpResponse<String>> request) throws Exception {
        TransactionTemplate transaction =
                new TransactionTemplate(oauth.server().bean(PlatformTransactionManager.class));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> answer = transaction.execute(status -> {
                oauth.server().bean(People.class).changePassword(person.id(), "new password, long");
                oauth.server().bean(SignInSessions.class).endAll(person.id(), null);
                Future<HttpResponse<String>> underWay = threads.submit(request);
                // It waits for the row that the change holds.
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
