package dev.gatehouse.authserver.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two nodes whose clocks are five minutes apart, and a clock that jumps. */
class ClockSkewTests {

    private static final Duration APART = Duration.ofMinutes(5);

    private static TwoNodes nodes;

    private static Oauth behind;

    private static Oauth ahead;

    @BeforeAll
    static void start() {
        nodes = TwoNodes.start("--gatehouse.token.refresh-replay-window=60s");
        behind = nodes.first();
        ahead = nodes.second();
        Instant now = behind.server().clock().instant();
        ahead.server().clock().advance(Duration.between(ahead.server().clock().instant(), now.plus(APART)));
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    private static String refreshToken(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return (String) Oauth.json(answer).get("refresh_token");
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(Oauth.json(answer)).containsEntry("error", "invalid_grant");
    }

    @Test
    @DisplayName(
            "L08 a node that is ahead refuses a code early and harms nothing; it works once, and not again anywhere")
    void codesOfANodeThatIsBehind() {
        String code = behind.code();
        assertRefused(ahead.token(code));
        Map<String, Object> tokens = Oauth.json(behind.token(code));
        assertThat(behind.active(tokens.get("access_token"))).isTrue();
        assertThat(ahead.active(tokens.get("access_token"))).isTrue();
        assertRefused(ahead.token(code));
        assertThat(behind.active(tokens.get("access_token"))).isFalse();
        assertRefused(behind.token(code));
    }

    @Test
    @DisplayName("L08 a code of a node that is ahead lives longer by as much as the clocks differ, and works once")
    void codesOfANodeThatIsAhead() {
        String code = ahead.code();
        assertThat(behind.token(code).statusCode()).isEqualTo(200);
        assertRefused(ahead.token(code));
        assertRefused(behind.token(code));
    }

    @Test
    @DisplayName(
            "L08 P02 the replay window is counted by the database's clock, so that no node's clock opens or shuts it")
    void theWindowIsTheDatabases() {
        // So that both are later than their keys, whose time goes with the nodes' clocks here.
        behind.server().clock().advance(Duration.ofHours(1));
        ahead.server().clock().advance(Duration.ofHours(1));
        String first = (String) behind.tokens().get("refresh_token");
        String second = refreshToken(behind.refresh(first));
        assertThat(refreshToken(ahead.refresh(first))).isEqualTo(second);

        behind.server()
                .jdbc()
                .sql("update token set rotated_at = ? where rotated_at is not null")
                .param(Instant.now().minusSeconds(61).atOffset(ZoneOffset.UTC))
                .update();
        behind.server().clock().advance(Duration.ofHours(-1));
        try {
            assertRefused(behind.refresh(first));
            assertRefused(ahead.refresh(second));
        } finally {
            behind.server().clock().advance(Duration.ofHours(1));
        }
    }

    @Test
    @DisplayName(
            "L08 P01 a node that is ahead does not forget an assertion or a proof that one behind would still take")
    void remembersForTheOneBehind() {
        SingleUses uses = SingleUses.at(behind);
        assertThat(uses.presentAssertion(behind)).isEqualTo(200);
        assertThat(uses.presentProof(behind)).isEqualTo(200);
        behind.server().clock().advance(Duration.ofSeconds(50));
        ahead.server().clock().advance(Duration.ofSeconds(50));

        Jobs.runAll(ahead.server());

        assertThat(uses.presentAssertion(behind)).isEqualTo(401);
        assertThat(uses.presentAssertion(ahead)).isEqualTo(401);
        assertThat(uses.presentProof(behind)).isEqualTo(400);
        assertThat(uses.presentProof(ahead)).isEqualTo(400);
    }

    @Test
    @DisplayName("L08 P01 P03 a clock that jumps an hour back revives nothing that was used or revoked")
    void aJumpBackRevivesNothing() {
        UserAgent alice = behind.signedIn("alice");
        String code = behind.consented(alice, List.of("tools:read")).get("code");
        Map<String, Object> used = Oauth.json(behind.token(code));
        String revoked = (String) behind.tokens().get("refresh_token");
        behind.revoke(revoked);
        behind.server().clock().advance(Duration.ofHours(-1));
        try {
            assertRefused(behind.refresh(revoked));
            assertRefused(behind.token(code));
            assertThat(behind.active(used.get("access_token"))).isFalse();
        } finally {
            behind.server().clock().advance(Duration.ofHours(1));
        }
    }
}
