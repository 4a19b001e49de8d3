package dev.gatehouse.authserver.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A PostgreSQL that stalls, restarts, takes no writes or is cut off, as seen by those who ask the server. */
class DatabaseFaultTests {

    private static final Duration SOON = Duration.ofSeconds(8);

    private static final Duration HEALED = Duration.ofSeconds(10);

    private static OwnPostgres postgres;

    private static TcpProxy network;

    private static Oauth oauth;

    private static UserAgent alice;

    @BeforeAll
    static void start() {
        postgres = OwnPostgres.start();
        network = new TcpProxy(postgres.port());
        oauth = new Oauth(TestServer.start(OwnPostgres.arguments(postgres.url(network.port()))));
        alice = oauth.signedIn("alice");
        oauth.consented(alice, List.of("tools:read"));
    }

    @AfterAll
    static void stop() {
        oauth.server().close();
        network.close();
        postgres.close();
    }

    @AfterEach
    void heal() {
        network.delay(Duration.ZERO);
        network.set(TcpProxy.Mode.PASS);
        awaitWorking();
    }

    private static String refreshToken() {
        String code = Oauth.query(UserAgent.location(oauth.authorize(alice))).get("code");
        return (String) Oauth.json(oauth.token(code)).get("refresh_token");
    }

    private static HttpResponse<String> register() {
        return new UserAgent()
                .send(
                        HttpRequest.newBuilder(oauth.server().url("/register"))
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"client_name\":\"x\",\"redirect_uris\":[\"https://x.test/cb\"]}")),
                        "Content-Type",
                        "application/json");
    }

    /** What changes or reads state, by program and by browser. */
    private static List<Supplier<HttpResponse<String>>> requests(String refreshToken) {
        return List.of(
                () -> oauth.refresh(refreshToken),
                () -> oauth.revoke(refreshToken),
                oauth::clientCredentials,
                () -> oauth.introspect("x.y.z", "RS1"),
                oauth::push,
                () -> oauth.authorize(alice),
                () -> oauth.authorize(new UserAgent()),
                () -> alice.get(oauth.server().url("/account")),
                DatabaseFaultTests::register);
    }

    /** Each several times at once, more than there are connections. */
    private static List<HttpResponse<String>> answers(List<Supplier<HttpResponse<String>>> requests) throws Exception {
        List<HttpResponse<String>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> running = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                requests.forEach(request -> running.add(threads.submit(request::get)));
            }
            for (Future<HttpResponse<String>> answer : running) {
                all.add(answer.get());
            }
        }
        return all;
    }

    private static void assertUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.uri() + " " + answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).doesNotContain("Exception", "SQL", "Hikari");
    }

    private static void assertKeysAndMetadata() {
        UserAgent program = new UserAgent();
        assertThat(program.get(oauth.server().url("/jwks")).statusCode()).isEqualTo(200);
        assertThat(program.get(oauth.server().url("/.well-known/oauth-authorization-server"))
                        .statusCode())
                .isEqualTo(200);
    }

    private static int readiness() {
        return new UserAgent()
                .get(oauth.server().managementUrl("/actuator/health/readiness"))
                .statusCode();
    }

    private static Duration awaitWorking() {
        Instant start = Instant.now();
        while (Duration.between(start, Instant.now()).compareTo(Duration.ofSeconds(60)) < 0) {
            if (oauth.clientCredentials().statusCode() == 200 && readiness() == 200) {
                return Duration.between(start, Instant.now());
            }
        }
        throw new AssertionError("The server did not come back");
    }

    @Test
    @DisplayName(
            "L04 P17 a database that stands still: 503 soon, keys and metadata go on, not ready, and it heals itself")
    void databaseStandsStill() throws Exception {
        String refreshToken = refreshToken();
        postgres.pause();
        try {
            assertRefusedSoon(requests(refreshToken), true);
        } finally {
            postgres.resume();
        }
        assertThat(awaitWorking()).isLessThan(HEALED);
    }

    private static void assertRefusedSoon(List<Supplier<HttpResponse<String>>> requests, boolean unready)
            throws Exception {
        Instant start = Instant.now();
        List<HttpResponse<String>> answers = answers(requests);
        Duration waited = Duration.between(start, Instant.now());
        assertThat(answers).allSatisfy(DatabaseFaultTests::assertUnavailable);
        assertThat(waited).isLessThan(SOON);
        assertKeysAndMetadata();
        if (unready) {
            assertThat(readiness()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"STALL", "CUT"})
    @DisplayName(
            "L07 P17 a node that is cut off from its database refuses soon, is not ready, and comes back by itself")
    void cutOff(TcpProxy.Mode mode) throws Exception {
        String refreshToken = refreshToken();
        network.set(mode);
        assertRefusedSoon(requests(refreshToken), true);
        network.heal();
        assertThat(awaitWorking()).isLessThan(HEALED);
        assertThat(oauth.refresh(refreshToken).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("L04 P17 a locked table: what needs it is refused soon, and goes on once it is free")
    void lockedTable() throws Exception {
        String refreshToken = refreshToken();
        try (Connection other = postgres.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table token in access exclusive mode");
            assertRefusedSoon(List.of(() -> oauth.refresh(refreshToken), oauth::clientCredentials), false);
            other.rollback();
        }
        assertThat(awaitWorking()).isLessThan(HEALED);
        assertThat(oauth.refresh(refreshToken).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("L04 a slow database: each request ends in time, done or refused, and never as a fault of the server")
    void slowDatabase() throws Exception {
        network.delay(Duration.ofMillis(1500));
        List<HttpResponse<String>> answers = answers(List.of(oauth::clientCredentials, () -> oauth.authorize(alice)));
        assertKeysAndMetadata();
        network.delay(Duration.ZERO);

        assertThat(answers).extracting(HttpResponse::statusCode).isSubsetOf(200, 302, 503);
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() == 503)
                .allSatisfy(DatabaseFaultTests::assertUnavailable);
        assertThat(awaitWorking()).isLessThan(HEALED);
    }

    @Test
    @DisplayName("L05 V03 P17 a database that takes no writes: nothing is issued or taken back, each is told so by 503")
    void takesNoWrites() throws Exception {
        String refreshToken = refreshToken();
        postgres.execute("alter database postgres set default_transaction_read_only = on");
        postgres.endSessions();
        try {
            awaitConnections();
            for (Supplier<HttpResponse<String>> request : List.<Supplier<HttpResponse<String>>>of(
                    () -> oauth.refresh(refreshToken),
                    () -> oauth.revoke(refreshToken),
                    oauth::clientCredentials,
                    oauth::push,
                    () -> oauth.authorize(alice),
                    () -> oauth.authorize(new UserAgent()),
                    () -> oauth.signIn(
                            new UserAgent(), new UserAgent().get(oauth.server().url("/sign-in")), "alice"),
                    DatabaseFaultTests::register)) {
                HttpResponse<String> answer = request.get();
                if (!answer.uri().getPath().equals("/sign-in")) {
                    assertUnavailable(answer);
                } else {
                    assertThat(answer.statusCode()).isNotIn(200, 302, 303, 500);
                }
            }
        } finally {
            postgres.execute(
                    "set default_transaction_read_only = off",
                    "alter database postgres reset default_transaction_read_only");
            postgres.endSessions();
        }
        assertThat(awaitWorking()).isLessThan(HEALED);
        assertThat(oauth.refresh(refreshToken).statusCode()).isEqualTo(200);
    }

    private static void awaitConnections() {
        Instant end = Instant.now().plusSeconds(10);
        while (readiness() != 200 && Instant.now().isBefore(end)) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "immediate", "sessions"})
    @DisplayName("L03 P03 a database that restarts, or ends all sessions, loses nothing; the pool heals by itself")
    void restarts(String how) {
        String kept = refreshToken();
        String revoked = refreshToken();
        assertThat(oauth.revoke(revoked).statusCode()).isEqualTo(200);
        switch (how) {
            case "fast" -> {
                postgres.stopFast();
                postgres.up();
            }
            case "immediate" -> {
                postgres.stopImmediately();
                postgres.up();
            }
            default -> postgres.endSessions();
        }

        assertThat(awaitWorking()).isLessThan(HEALED);
        assertThat(oauth.refresh(kept).statusCode()).isEqualTo(200);
        assertThat(oauth.refresh(revoked).statusCode()).isEqualTo(400);
    }
}
