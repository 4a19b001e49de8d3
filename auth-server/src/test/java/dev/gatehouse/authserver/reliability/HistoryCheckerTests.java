package dev.gatehouse.authserver.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.reliability.Operation.Fact;
import dev.gatehouse.authserver.reliability.Operation.Kind;
import dev.gatehouse.authserver.reliability.Operation.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The checker sees each violation in a history made by hand, and none in one that is right. */
class HistoryCheckerTests {

    private final List<Operation> history = new ArrayList<>();

    private long now;

    /** Adds what happened next, each operation after the other unless its times say otherwise. */
    private void add(Kind kind, Outcome outcome, Object... facts) {
        now += 10;
        between(kind, outcome, now, outcome == Outcome.UNKNOWN ? Long.MAX_VALUE : now + 5, facts);
    }

    private void between(Kind kind, Outcome outcome, long invokedAt, long endedAt, Object... facts) {
        Map<Fact, String> all = new HashMap<>();
        for (int i = 0; i < facts.length; i += 2) {
            all.put((Fact) facts[i], (String) facts[i + 1]);
        }
        if (outcome != Outcome.UNKNOWN) {
            all.putIfAbsent(Fact.STATUS, outcome == Outcome.OK ? "200" : "400");
        }
        if (outcome == Outcome.FAIL) {
            all.putIfAbsent(Fact.ERROR, "invalid_grant");
        }
        history.add(new Operation(history.size(), kind, "a", invokedAt, endedAt, outcome, all));
    }

    /** A code, its tokens, and one rotation. */
    private void grant() {
        add(Kind.AUTHORIZE, Outcome.OK, Fact.CODE, "c", Fact.PERSON, "alice");
        add(Kind.REDEEM, Outcome.OK, Fact.CODE, "c", Fact.ACCESS, "a1", Fact.SUCCESSOR, "r1", Fact.SUBJECT, "1");
        add(Kind.REFRESH, Outcome.OK, Fact.REFRESH, "r1", Fact.ACCESS, "a2", Fact.SUCCESSOR, "r2", Fact.SUBJECT, "1");
    }

    private void introspected(String accessToken, boolean active) {
        add(Kind.INTROSPECT, Outcome.OK, Fact.ACCESS, accessToken, Fact.ACTIVE, Boolean.toString(active));
    }

    private void assertHolds() {
        assertThat(HistoryChecker.check(history, HistoryChecker.NODE_RECOVERY)).isEmpty();
    }

    private void assertFound(String invariant) {
        assertThat(HistoryChecker.check(history, HistoryChecker.NODE_RECOVERY))
                .isNotEmpty()
                .allMatch(finding -> finding.startsWith(invariant));
    }

    @Test
    @DisplayName("a history in which all is well is well, with lost answers, replays, a revocation and a fault")
    void takesWhatIsRight() {
        grant();
        introspected("a1", true);
        add(Kind.REFRESH, Outcome.UNKNOWN, Fact.REFRESH, "r2");
        add(Kind.REFRESH, Outcome.OK, Fact.REFRESH, "r2", Fact.ACCESS, "a3", Fact.SUCCESSOR, "r3");
        introspected("a3", true);
        add(Kind.REVOKE, Outcome.OK, Fact.REFRESH, "r3");
        introspected("a3", false);
        add(Kind.REFRESH, Outcome.FAIL, Fact.REFRESH, "r3");
        add(Kind.ASSERTION, Outcome.OK, Fact.ONCE, "j");
        add(Kind.ASSERTION, Outcome.FAIL, Fact.ONCE, "j", Fact.STATUS, "401", Fact.ERROR, "invalid_client");
        add(Kind.INTROSPECT, Outcome.UNKNOWN, Fact.ACCESS, "a1", Fact.STATUS, "503", Fact.RETRY_AFTER, "5");
        between(Kind.FAULT, Outcome.OK, 0, 31_000, Fact.WHAT, "kill", Fact.OVER_AT, "2000");
        assertHolds();
    }

    @Test
    @DisplayName("INV1 an access token that was given and does not work")
    void findsALostAccessToken() {
        grant();
        introspected("a2", false);
        assertFound("INV1");
    }

    @Test
    @DisplayName("INV1 a refresh token that was given and is refused, though its answer alone was unknown before")
    void findsALostRefreshToken() {
        grant();
        add(Kind.REFRESH, Outcome.UNKNOWN, Fact.REFRESH, "r2");
        add(Kind.REFRESH, Outcome.FAIL, Fact.REFRESH, "r2");
        assertFound("INV1");
    }

    @Test
    @DisplayName("INV1 a code that was given and is refused at its first use")
    void findsALostCode() {
        add(Kind.AUTHORIZE, Outcome.OK, Fact.CODE, "c");
        add(Kind.REDEEM, Outcome.FAIL, Fact.CODE, "c");
        assertFound("INV1");
    }

    @Test
    @DisplayName("INV2 a code, an assertion and a proof that are taken twice")
    void findsASecondUse() {
        grant();
        add(Kind.REDEEM, Outcome.OK, Fact.CODE, "c", Fact.ACCESS, "a9");
        assertFound("INV2");
        history.clear();
        add(Kind.ASSERTION, Outcome.OK, Fact.ONCE, "j");
        add(Kind.ASSERTION, Outcome.OK, Fact.ONCE, "j");
        assertFound("INV2");
        history.clear();
        add(Kind.PROOF, Outcome.OK, Fact.ONCE, "j");
        add(Kind.PROOF, Outcome.OK, Fact.ONCE, "j");
        assertFound("INV2");
    }

    @Test
    @DisplayName("INV3 a refresh token with two successors")
    void findsTwoSuccessors() {
        grant();
        add(Kind.REFRESH, Outcome.OK, Fact.REFRESH, "r1", Fact.ACCESS, "a3", Fact.SUCCESSOR, "r9");
        assertFound("INV3");
    }

    @Test
    @DisplayName("INV4 what goes on after a revocation, after a code's replay, or after reuse was refused")
    void findsWhatGoesOn() {
        grant();
        add(Kind.REVOKE, Outcome.OK, Fact.REFRESH, "r1");
        introspected("a1", true);
        assertFound("INV4");
        history.clear();
        grant();
        add(Kind.REVOKE, Outcome.OK, Fact.REFRESH, "r2");
        add(Kind.REFRESH, Outcome.OK, Fact.REFRESH, "r2", Fact.ACCESS, "a3", Fact.SUCCESSOR, "r3");
        assertFound("INV4");
        history.clear();
        grant();
        add(Kind.REDEEM, Outcome.FAIL, Fact.CODE, "c");
        introspected("a2", true);
        assertFound("INV4");
        history.clear();
        grant();
        add(Kind.REFRESH, Outcome.OK, Fact.REFRESH, "r2", Fact.ACCESS, "a3", Fact.SUCCESSOR, "r3");
        add(Kind.REFRESH, Outcome.FAIL, Fact.REFRESH, "r1");
        introspected("a3", true);
        assertFound("INV4");
    }

    @Test
    @DisplayName("a revocation whose answer is unknown may have happened or not")
    void takesEitherOfWhatIsUnknown() {
        grant();
        add(Kind.REVOKE, Outcome.UNKNOWN, Fact.REFRESH, "r2");
        introspected("a1", true);
        introspected("a2", false);
        assertHolds();
    }

    @Test
    @DisplayName("INV5 an answer about somebody else")
    void findsMixedAnswers() {
        grant();
        add(Kind.INTROSPECT, Outcome.OK, Fact.ACCESS, "a1", Fact.ACTIVE, "true", Fact.SUBJECT, "2");
        assertFound("INV5");
        history.clear();
        add(Kind.REDEEM, Outcome.OK, Fact.CODE, "c", Fact.PERSON, "alice", Fact.SUBJECT, "1");
        add(Kind.REDEEM, Outcome.OK, Fact.CODE, "d", Fact.PERSON, "bob", Fact.SUBJECT, "1");
        assertFound("INV5");
    }

    @Test
    @DisplayName("INV8 a fault of the server, a 503 without a time, a trace in an answer, keys that are gone")
    void findsDishonestAnswers() {
        add(Kind.REVOKE, Outcome.UNKNOWN, Fact.REFRESH, "r", Fact.STATUS, "500");
        assertFound("INV8");
        history.clear();
        add(Kind.REVOKE, Outcome.UNKNOWN, Fact.REFRESH, "r", Fact.STATUS, "503");
        assertFound("INV8");
        history.clear();
        add(Kind.REVOKE, Outcome.FAIL, Fact.REFRESH, "r", Fact.WRONG, "Exception");
        assertFound("INV8");
        history.clear();
        add(Kind.KEYS, Outcome.FAIL, Fact.STATUS, "404");
        assertFound("INV8");
    }

    @Test
    @DisplayName("INV9 a cluster that comes back too late or not at all")
    void findsASlowRecovery() {
        between(Kind.FAULT, Outcome.OK, 0, 32_001, Fact.WHAT, "kill", Fact.OVER_AT, "2000");
        assertFound("INV9");
        history.clear();
        between(Kind.FAULT, Outcome.OK, 0, 12_001, Fact.WHAT, "database pause", Fact.OVER_AT, "2000");
        assertFound("INV9");
        history.clear();
        between(Kind.FAULT, Outcome.FAIL, 0, 2001, Fact.WHAT, "kill", Fact.OVER_AT, "2000");
        assertFound("INV9");
    }
}
