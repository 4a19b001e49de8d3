package dev.gatehouse.authserver.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A PostgreSQL that is lost for good, and its synchronous copy that takes over. */
@Timeout(180)
class FailoverTests {

    private static final Duration HEALED = Duration.ofSeconds(10);

    private OwnPostgres primary;

    private OwnPostgres follower;

    private Oauth oauth;

    @BeforeEach
    void start() {
        primary = OwnPostgres.start();
        follower = primary.follower();
        oauth = new Oauth(TestServer.start(OwnPostgres.arguments(
                // As docs/scale.md has it.
                "jdbc:postgresql://127.0.0.1:" + primary.port() + ",127.0.0.1:" + follower.port()
                        + "/postgres?targetServerType=primary&hostRecheckSeconds=1")));
    }

    @AfterEach
    void stop() {
        oauth.server().close();
        follower.close();
        primary.close();
    }

    @Test
    @DisplayName(
            "L03 P01 P02 P03 P17 the copy takes over: all that was acknowledged is there, also while the copy was away, what was used or ended stays so, and the server goes on within seconds")
    void goesOnWithTheCopy() throws Exception {
        UserAgent alice = oauth.signedIn("alice");
        oauth.consented(alice, List.of("tools:read"));
        String code = Oauth.query(UserAgent.location(oauth.authorize(alice))).get("code");
        Map<String, Object> first = Oauth.json(oauth.token(code));
        Map<String, Object> rotated = Oauth.json(oauth.refresh((String) first.get("refresh_token")));
        Map<String, Object> ended = oauth.tokens();
        assertThat(oauth.revoke((String) ended.get("refresh_token")).statusCode())
                .isEqualTo(200);
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                threads.submit(() -> issue(acknowledged, over));
            }
            while (acknowledged.size() <= 20) {
                Thread.sleep(Duration.ofMillis(20));
            }
            // What the copy does not get nobody is told of, however long that is.
            follower.stopFast();
            Thread.sleep(Duration.ofSeconds(1));
            primary.kill();
            follower.up();
            follower.promote();
            Duration healing = awaitWorking();
            over.set(true);
            assertThat(healing).isLessThan(HEALED);
        }

        assertThat(acknowledged)
                .hasSizeGreaterThan(20)
                .allSatisfy(token -> assertThat(active(token)).isEqualTo(true));
        assertThat(active((String) ended.get("access_token"))).isEqualTo(false);
        assertThat(oauth.refresh((String) ended.get("refresh_token")).statusCode())
                .isEqualTo(400);
        assertThat(active((String) rotated.get("access_token"))).isEqualTo(true);
        Map<String, Object> next = Oauth.json(oauth.refresh((String) rotated.get("refresh_token")));
        assertThat(next).containsKey("refresh_token");
        // Used before the failure, and since: the memory of both is there, and ends the grant.
        assertThat(oauth.refresh((String) first.get("refresh_token")).statusCode())
                .isEqualTo(400);
        assertThat(oauth.token(code).statusCode()).isEqualTo(400);
        assertThat(active((String) next.get("access_token"))).isEqualTo(false);
    }

    private void issue(Queue<String> acknowledged, AtomicBoolean over) {
        while (!over.get()) {
            HttpResponse<String> answer = oauth.clientCredentials();
            assertThat(answer.statusCode()).isIn(200, 503);
            if (answer.statusCode() == 200) {
                acknowledged.add((String) Oauth.json(answer).get("access_token"));
            }
        }
    }

    private Object active(String token) {
        return Oauth.json(oauth.introspect(token, "RS1")).get("active");
    }

    private Duration awaitWorking() {
        Instant start = Instant.now();
        while (Duration.between(start, Instant.now()).compareTo(Duration.ofSeconds(60)) < 0) {
            if (oauth.clientCredentials().statusCode() == 200) {
                return Duration.between(start, Instant.now());
            }
        }
        throw new AssertionError("The server did not come back");
    }
}
