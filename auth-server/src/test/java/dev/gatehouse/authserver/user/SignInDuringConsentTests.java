package dev.gatehouse.authserver.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One browser that answers the consent page and signs in anew at the same time. On PostgreSQL, where a row that refers to
 * another locks it.
 */
class SignInDuringConsentTests {

    @Test
    @DisplayName("P13 a sign-in and an answer in one browser at once wait for each other, and neither fails")
    void neitherFails() throws Exception {
        Oauth oauth = new Oauth(TestServer.on(Database.POSTGRESQL));
        UserAgent browser = oauth.signedIn("alice");
        HttpResponse<String> consent = oauth.follow(browser, "prompt=consent");
        HttpResponse<String> signIn = browser.get(oauth.server().url("/sign-in"));
        UserAgent sameBrowser = oauth.browser();
        sameBrowser.cookies().putAll(browser.cookies());
        String cookie = Objects.requireNonNull(browser.cookies().get("gatehouse"));

        TransactionTemplate transaction =
                new TransactionTemplate(oauth.server().bean(PlatformTransactionManager.class));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Answers answers = Objects.requireNonNull(transaction.execute(status -> {
                oauth.server()
                        .jdbc()
                        .sql("select 1 from authorize_transaction where browser_hash = ? for update")
                        .param(Secrets.sha256(cookie))
                        .query(Integer.class)
                        .list();
                // The answer holds the session and waits for the request, then the sign-in waits for the session.
                Future<HttpResponse<String>> allowed =
                        threads.submit(() -> oauth.allow(browser, consent, "tools:read"));
                awaitWaiting(oauth.server(), 1);
                Future<HttpResponse<String>> signedIn =
                        threads.submit(() -> oauth.signIn(sameBrowser, signIn, "alice"));
                awaitWaiting(oauth.server(), 2);
                return new Answers(allowed, signedIn);
            }));
            HttpResponse<String> allowed = answers.allowed().get(20, TimeUnit.SECONDS);
            assertThat(allowed.statusCode()).isEqualTo(303);
            assertThat(Oauth.query(UserAgent.location(allowed))).containsKey("code");
            assertThat(answers.signedIn().get(20, TimeUnit.SECONDS).statusCode())
                    .isEqualTo(303);
        }
    }

    private static void awaitWaiting(TestServer server, int transactions) {
        String waiting = "select count(distinct pid) from pg_locks where not granted";
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (server.jdbc().sql(waiting).query(Integer.class).single() < transactions) {
            assertThat(System.nanoTime()).as("waiting for %s", transactions).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private record Answers(Future<HttpResponse<String>> allowed, Future<HttpResponse<String>> signedIn) {}
}
