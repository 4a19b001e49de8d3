package dev.gatehouse.authserver.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.PlainBrowser;
import dev.gatehouse.authserver.testing.TestServer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many people sign in at once, or somebody tries many passwords. */
class ManySignInsTests {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private static TestServer server;

    @BeforeAll
    static void start() {
        List<String> arguments = new ArrayList<>(TestServer.arguments(Database.H2, TestServer.temporaryFolder()));
        arguments.add("--" + QuickPasswords.STRENGTH + "=11");
        arguments.add("--gatehouse.user.attempts-per-address=100000");
        server = TestServer.start(arguments);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The answers to as many sign-ins by a wrong password, each for another name and in another browser. */
    private static List<Future<PlainBrowser.Page>> signIns(int count, ExecutorService threads) {
        List<Callable<PlainBrowser.Page>> ready = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            PlainBrowser browser = new PlainBrowser(server.url("/").getPort());
            PlainBrowser.Page page = browser.get("/sign-in");
            Map<String, String> wrong = Map.of("username", "nobody-" + i, "password", "wrong-password-1");
            ready.add(() -> browser.submit(page, wrong));
        }
        return ready.stream().map(threads::submit).toList();
    }

    private static long done(List<Future<PlainBrowser.Page>> signIns) {
        return signIns.stream().filter(Future::isDone).count();
    }

    /** CPU time of each thread that computes passwords, by its id, in nanoseconds. */
    private static Map<Long, Long> computing() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("password-"))
                .collect(Collectors.toMap(Thread::threadId, thread -> threads.getThreadCpuTime(thread.threadId())));
    }

    private static Duration computedSince(Map<Long, Long> before) {
        return Duration.ofNanos(computing().entrySet().stream()
                .mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
                .sum());
    }

    @Test
    @DisplayName("S7 a password is computed where others are, and not at all for a link that does not work")
    void computeNothingForDeadLinks() {
        Details details = new Details(Set.of(Role.PERSON), Set.of(), null);
        Person person = server.bean(People.class).insert("invited-" + UUID.randomUUID(), "Some One", null, details);
        String link = server.bean(PasswordLinks.class).renew(person.id());
        PlainBrowser browser = new PlainBrowser(server.url("/").getPort());
        PlainBrowser.Page page = browser.get("/set-password?link=" + link);
        String password = "a password for tests";
        Duration half = Duration.ofMillis(30);

        Map<Long, Long> before = computing();
        for (int i = 0; i < 5; i++) {
            Map<String, String> dead = Map.of("link", "dead-" + i, "password", password, "password_again", password);
            assertThat(browser.submit(page, dead).status()).isEqualTo(410);
        }
        assertThat(computedSince(before)).isLessThan(half);

        Map<String, String> good = Map.of("password", password, "password_again", password);
        assertThat(browser.submit(page, good).status()).isEqualTo(303);
        assertThat(computedSince(before)).isGreaterThan(half);
    }

    @Test
    @DisplayName("S7 L16 while many passwords are compared, others are served")
    void keepNobodyElseWaiting() throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<PlainBrowser.Page>> signIns = signIns(12 * PROCESSORS, threads);
            while (done(signIns) == 0) {
                Thread.sleep(Duration.ofMillis(5));
            }

            PlainBrowser other = new PlainBrowser(server.url("/").getPort());
            for (int i = 0; i < 10; i++) {
                assertThat(other.get("/jwks").status()).isEqualTo(200);
            }

            assertThat(done(signIns))
                    .as("sign-ins that were answered before ten others were")
                    .isLessThan(signIns.size() * 3 / 4);
            for (Future<PlainBrowser.Page> signIn : signIns) {
                assertThat(signIn.get().status()).isEqualTo(403);
            }
        }
    }

    @Test
    @DisplayName(
            "S7 where more passwords wait than can be compared in some seconds, the next is told when to come again")
    void areToldToComeAgain() throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<PlainBrowser.Page> answers = new ArrayList<>();
            for (Future<PlainBrowser.Page> signIn : signIns(60 * PROCESSORS, threads)) {
                answers.add(signIn.get());
            }

            assertThat(answers)
                    .extracting(PlainBrowser.Page::status)
                    .contains(403, 503)
                    .containsOnly(403, 503);
            PlainBrowser.Page refused = answers.stream()
                    .filter(answer -> answer.status() == 503)
                    .findFirst()
                    .orElseThrow();
            assertThat(refused.header("Retry-After")).contains("5");
            assertThat(refused.heading()).isEqualTo("Too many people sign in at the moment");
        }
    }
}
