package dev.gatehouse.authserver.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.FreePort;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestDatabase;
import dev.gatehouse.authserver.testing.UserAgent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What all nodes forget at once must not matter, and what they delete must not be missed. */
class RestartAndCleanUpTests {

    private static final int FAMILIES = 40;

    private static final int ROTATIONS = 10;

    private static String refreshToken(Map<String, Object> tokens) {
        return (String) tokens.get("refresh_token");
    }

    @Test
    @DisplayName(
            "L12 P01 P02 P03 after all nodes restarted every replay is still refused, and what was revoked stays so")
    void remembersAcrossARestartOfAll() {
        Map<String, String> database = TestDatabase.postgres().properties();
        int port = FreePort.next();
        String[] arguments = {"--server.port=" + port, "--gatehouse.issuer=http://127.0.0.1:" + port};
        String used;
        Map<String, Object> ofUsed;
        Map<String, Object> rotatedFrom;
        Map<String, Object> rotated;
        Map<String, Object> revoked;
        SingleUses uses;
        try (TwoNodes nodes = TwoNodes.start(database, arguments)) {
            Oauth oauth = nodes.first();
            used = oauth.code();
            ofUsed = Oauth.json(nodes.second().token(used));
            rotatedFrom = oauth.tokens();
            rotated = Oauth.json(nodes.second().refresh(refreshToken(rotatedFrom)));
            revoked = oauth.tokens();
            nodes.second().revoke(refreshToken(revoked));
            uses = SingleUses.at(oauth);
            assertThat(uses.presentAssertion(nodes.second())).isEqualTo(200);
            assertThat(uses.presentProof(nodes.second())).isEqualTo(200);
        }
        try (TwoNodes nodes = TwoNodes.start(database, arguments)) {
            Oauth oauth = nodes.second();
            assertThat(uses.presentAssertion(oauth)).isEqualTo(401);
            assertThat(uses.presentProof(oauth)).isEqualTo(400);
            assertThat(oauth.active(revoked.get("access_token"))).isFalse();
            assertThat(oauth.refresh(refreshToken(revoked)).statusCode()).isEqualTo(400);
            assertThat(oauth.active(rotated.get("access_token"))).isTrue();
            assertThat(oauth.refresh(refreshToken(rotatedFrom)).statusCode()).isEqualTo(400);
            assertThat(nodes.first().active(rotated.get("access_token"))).isFalse();
            assertThat(oauth.active(ofUsed.get("access_token"))).isTrue();
            assertThat(oauth.token(used).statusCode()).isEqualTo(400);
            assertThat(nodes.first().active(ofUsed.get("access_token"))).isFalse();
        }
    }

    @Test
    @DisplayName(
            "L13 P02 P03 clean-up at full rate while tokens rotate deletes nothing that lives and no memory of replays")
    void deletesNothingThatIsNeeded() throws Exception {
        try (TwoNodes nodes = TwoNodes.start("--gatehouse.token.refresh-replay-window=60s")) {
            UserAgent alice = nodes.first().signedIn("alice");
            nodes.first().consented(alice, List.of("tools:read"));
            AtomicBoolean rotating = new AtomicBoolean(true);
            AtomicInteger cleaned = new AtomicInteger();
            List<List<String>> chains = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> cleaners = List.of(
                        threads.submit(() -> clean(nodes.first(), rotating, cleaned)),
                        threads.submit(() -> clean(nodes.second(), rotating, cleaned)));
                for (int family = 0; family < FAMILIES; family++) {
                    chains.add(rotate(nodes, alice));
                }
                rotating.set(false);
                for (Future<?> cleaner : cleaners) {
                    cleaner.get();
                }
            }
            assertThat(cleaned.get()).isGreaterThan(FAMILIES / 2);
            for (List<String> chain : chains) {
                assertThat(nodes.first().refresh(chain.getLast()).statusCode()).isEqualTo(200);
                // The memory of the first is as long as the family.
                assertThat(nodes.second().refresh(chain.getFirst()).statusCode())
                        .isEqualTo(400);
                assertThat(nodes.first().refresh(chain.getLast()).statusCode()).isEqualTo(400);
            }
        }
    }

    private static void clean(Oauth node, AtomicBoolean on, AtomicInteger times) {
        while (on.get()) {
            Jobs.runAll(node.server());
            times.incrementAndGet();
        }
    }

    /** @return all refresh tokens of a new grant, the first one first */
    private static List<String> rotate(TwoNodes nodes, UserAgent alice) {
        String code =
                Oauth.query(UserAgent.location(nodes.first().authorize(alice))).get("code");
        List<String> chain = new ArrayList<>();
        chain.add(refreshToken(Oauth.json(nodes.first().token(code))));
        for (int i = 0; i < ROTATIONS; i++) {
            chain.add(refreshToken(Oauth.json(nodes.node(i).refresh(chain.getLast()))));
        }
        return chain;
    }
}
