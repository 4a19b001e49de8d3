package dev.gatehouse.authserver.hostile;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server as in production, with the people and clients of the fixtures: an https issuer behind a proxy that ends TLS
 * and tells each caller's address, the default limits, and outbound checks that nothing relaxes.
 */
final class HostileServer {

    static final String ISSUER = "https://as.test";

    private static final Map<Database, HostileServer> RUNNING = new EnumMap<>(Database.class);

    private static final AtomicInteger CALLERS = new AtomicInteger();

    private final TestServer server;

    private final Map<String, UserAgent> signedIn = new HashMap<>();

    private final Map<String, Instant> signedInAt = new HashMap<>();

    private HostileServer(TestServer server) {
        this.server = server;
    }

    /** The one of this database, shared by all classes of this JVM. */
    static synchronized HostileServer on(Database database) {
        return RUNNING.computeIfAbsent(database, wanted -> start(wanted, List.of()));
    }

    /** One of the caller's own, which it closes. */
    static HostileServer start(Database database, List<String> more) {
        List<String> arguments = new ArrayList<>(TestServer.arguments(database, TestServer.temporaryFolder()));
        arguments.add("--gatehouse.issuer=" + ISSUER);
        // The proxy stands on this machine.
        arguments.add("--server.tomcat.remoteip.remote-ip-header=X-Forwarded-For");
        arguments.add("--server.tomcat.remoteip.internal-proxies=127\\.0\\.0\\.1");
        // What the fixtures relax is as it is by default again.
        arguments.add("--gatehouse.user.attempts-per-address=60");
        arguments.add("--gatehouse.registration.per-address-per-hour=120");
        arguments.add("--gatehouse.token.refresh-replay-window=60s");
        arguments.addAll(more);
        return new HostileServer(TestServer.start(arguments));
    }

    TestServer server() {
        return server;
    }

    int port() {
        return server.url("").getPort();
    }

    /** Somebody at an address from which nobody called before. */
    Oauth caller() {
        return new Oauth(server, address());
    }

    /** The header by which the proxy tells an address from which nobody called before. */
    static String[] address() {
        int number = CALLERS.incrementAndGet();
        return new String[] {
            "X-Forwarded-For", "20." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255)
        };
    }

    /** A browser in which this person is signed in, kept for the next case as long as its sign-in lasts. */
    synchronized UserAgent signedIn(String username) {
        Instant now = server.clock().instant();
        Instant before = signedInAt.get(username);
        if (before == null || now.isAfter(before.plusSeconds(1800))) {
            signedIn.put(username, caller().signedIn(username));
            signedInAt.put(username, now);
        }
        return Objects.requireNonNull(signedIn.get(username));
    }

    /** To be called by a test that ends sign-ins. */
    synchronized void forgetSignIns() {
        signedInAt.clear();
    }

    /** A code of alice's for PUB, unless changed. */
    String code(String... changes) {
        return Objects.requireNonNull(caller().consented(signedIn("alice"), List.of("tools:read"), changes)
                .get("code"));
    }

    /** The answer to a fresh grant of alice's to PUB. */
    Map<String, Object> tokens() {
        var answer = caller().token(code());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return Oauth.json(answer);
    }

    void close() {
        server.close();
    }
}
