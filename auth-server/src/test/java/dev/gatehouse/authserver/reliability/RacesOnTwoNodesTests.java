package dev.gatehouse.authserver.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestDatabase;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many who ask two nodes for one thing at the same moment. */
class RacesOnTwoNodesTests {

    private static final int ROUNDS = 200;

    private static TwoNodes nodes;

    private static TwoNodes strict;

    private static UserAgent alice;

    @BeforeAll
    static void start() {
        Map<String, String> database = TestDatabase.postgres().properties();
        nodes = TwoNodes.start(database, "--gatehouse.token.refresh-replay-window=60s");
        strict = TwoNodes.start(
                database,
                "--gatehouse.token.refresh-replay-window=0s",
                "--gatehouse.issuer=" + nodes.first().server().issuer());
        alice = nodes.first().signedIn("alice");
        nodes.first().consented(alice, List.of("tools:read"));
    }

    @AfterAll
    static void stop() {
        nodes.close();
        strict.close();
    }

    /** The consent is remembered, so that one request makes a code. */
    private static String code(int round) {
        return Oauth.query(UserAgent.location(nodes.node(round).authorize(alice)))
                .get("code");
    }

    private static String refreshToken(int round) {
        return refreshToken(Oauth.json(nodes.node(round).token(code(round))));
    }

    private static String refreshToken(Map<String, Object> tokens) {
        return (String) tokens.get("refresh_token");
    }

    private static List<HttpResponse<String>> atOnce(List<Oauth> callers, Function<Oauth, HttpResponse<String>> request)
            throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> answers = callers.stream()
                    .map(caller -> threads.submit(() -> {
                        start.await();
                        return request.apply(caller);
                    }))
                    .toList();
            start.countDown();
            List<HttpResponse<String>> all = new java.util.ArrayList<>();
            for (Future<HttpResponse<String>> answer : answers) {
                all.add(answer.get());
            }
            return all;
        }
    }

    private static List<Map<String, Object>> successes(List<HttpResponse<String>> answers) {
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400);
            if (answer.statusCode() == 400) {
                assertThat(Oauth.json(answer)).containsEntry("error", "invalid_grant");
            }
        });
        return answers.stream()
                .filter(answer -> answer.statusCode() == 200)
                .map(Oauth::json)
                .toList();
    }

    @Test
    @DisplayName(
            "P01 C08 of fifty who redeem one code at once on two nodes one gets tokens, and the replays end that grant")
    void redeemsACodeOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String code = code(round);

            List<Map<String, Object>> won = successes(atOnce(nodes.callers(50), caller -> caller.token(code)));

            assertThat(won).as("round " + round).hasSize(1);
            assertThat(nodes.node(round).active(won.getFirst().get("access_token")))
                    .isFalse();
        }
    }

    @Test
    @DisplayName("P02 twenty who present one refresh token at once on two nodes get the same one, and the family lives")
    void rotatesToOneSuccessor() throws Exception {
        for (int round = 0; round < ROUNDS / 2; round++) {
            String first = refreshToken(round);

            List<Map<String, Object>> won = successes(atOnce(nodes.callers(20), caller -> caller.refresh(first)));

            Set<String> successors =
                    won.stream().map(RacesOnTwoNodesTests::refreshToken).collect(Collectors.toSet());
            Set<Object> accessTokens = won.stream()
                    .map(tokens -> Oauth.claims(tokens.get("access_token")).get("jti"))
                    .collect(Collectors.toSet());
            assertThat(won).as("round " + round).hasSize(20);
            assertThat(successors).hasSize(1);
            // One of the rotation, ten of replays, and nothing more however often it comes.
            assertThat(accessTokens).hasSize(11);
            assertThat(nodes.node(round).active(won.getLast().get("access_token")))
                    .isTrue();
            assertThat(nodes.node(round).refresh(successors.iterator().next()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    @DisplayName("P02 with window 0 one of twenty wins, and the family ends")
    void rotatesOnceWhereStrict() throws Exception {
        for (int round = 0; round < ROUNDS / 2; round++) {
            String first = refreshToken(round);

            List<Map<String, Object>> won = successes(atOnce(strict.callers(20), caller -> caller.refresh(first)));

            assertThat(won).as("round " + round).hasSize(1);
            assertThat(strict.node(round).active(won.getFirst().get("access_token")))
                    .isFalse();
            assertThat(strict.node(round).refresh(refreshToken(won.getFirst())).statusCode())
                    .isEqualTo(400);
        }
    }
}
