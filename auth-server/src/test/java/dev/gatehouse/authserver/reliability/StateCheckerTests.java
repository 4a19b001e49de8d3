package dev.gatehouse.authserver.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.reliability.FinalState.AuditRow;
import dev.gatehouse.authserver.reliability.FinalState.FamilyRow;
import dev.gatehouse.authserver.reliability.FinalState.TokenRow;
import dev.gatehouse.authserver.reliability.FinalState.Type;
import dev.gatehouse.authserver.reliability.Operation.Fact;
import dev.gatehouse.authserver.reliability.Operation.Kind;
import dev.gatehouse.authserver.reliability.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The checker sees each violation in rows made by hand, and none in rows that are right. */
class StateCheckerTests {

    private final List<Operation> history = new ArrayList<>();

    private final List<TokenRow> tokens = new ArrayList<>();

    private final List<FamilyRow> families = new ArrayList<>();

    private final List<AuditRow> audit = new ArrayList<>();

    private final TreeSet<String> registered = new TreeSet<>();

    /** A grant with one rotation that came again once, one that is revoked, a machine's token, and a client. */
    @BeforeEach
    void allIsWell() {
        families.add(new FamilyRow("f", false));
        tokens.add(token("c", "f", Type.CODE, true, 0, null, 0));
        tokens.add(token("r0", "f", Type.REFRESH, true, 0, "r1", 1));
        tokens.add(token("r1", "f", Type.REFRESH, false, 1, null, 0));
        families.add(new FamilyRow("g", true));
        tokens.add(token("d", "g", Type.CODE, false, 0, null, 0));
        families.add(new FamilyRow("m", false));
        audit.add(new AuditRow("authorization.remembered", "PUB", null));
        audit.add(new AuditRow("consent.granted", "PUB", null));
        audit.add(new AuditRow("grant.revoked", "PUB", "g"));
        for (String access : List.of("a0", "a1", "a2")) {
            access(access, "f");
        }
        access("m0", "m");
        registered.add("x");
        audit.add(new AuditRow("client.registered", "x", null));
        history.add(ok(Kind.REDEEM, Map.of(Fact.CODE, "c", Fact.ACCESS, "a0", Fact.SUCCESSOR, "r0")));
        history.add(ok(Kind.REFRESH, Map.of(Fact.REFRESH, "r0", Fact.ACCESS, "a1", Fact.SUCCESSOR, "r1")));
        history.add(ok(Kind.REGISTER, Map.of(Fact.CLIENT, "x")));
    }

    private void access(String hash, String family) {
        tokens.add(token(hash, family, Type.ACCESS, false, 0, null, 0));
        audit.add(new AuditRow("token.issued", "PUB", family));
    }

    private static Operation ok(Kind kind, Map<Fact, String> facts) {
        return new Operation(1, kind, "a", 1, 2, Outcome.OK, facts);
    }

    private static TokenRow token(
            String hash,
            String family,
            Type type,
            boolean consumed,
            int generation,
            @Nullable String next,
            int replays) {
        return new TokenRow(hash, family, type, consumed, false, generation, next, replays);
    }

    private List<String> findings() {
        return StateChecker.check(history, new FinalState(tokens, families, audit, registered));
    }

    private void assertFound(String... invariants) {
        assertThat(findings()).extracting(finding -> finding.substring(0, 4)).contains(invariants);
    }

    @Test
    @DisplayName("rows in which all is well are well")
    void takesWhatIsRight() {
        assertThat(findings()).isEmpty();
    }

    @Test
    @DisplayName("INV1 a token or a client that was given and is not stored")
    void findsWhatIsLost() {
        history.add(ok(Kind.REFRESH, Map.of(Fact.REFRESH, "r1", Fact.ACCESS, "gone")));
        assertFound("INV1");
        history.clear();
        history.add(ok(Kind.REGISTER, Map.of(Fact.CLIENT, "gone")));
        assertFound("INV1");
    }

    @Test
    @DisplayName("INV3 a family with two refresh tokens that can be used")
    void findsTwoDescendants() {
        tokens.add(token("r9", "f", Type.REFRESH, false, 1, null, 0));
        assertFound("INV3");
    }

    @Test
    @DisplayName("INV4 a code or a refresh token that was used and may be used again, a revocation that is gone")
    void findsMarkersThatAreGone() {
        history.add(ok(Kind.REDEEM, Map.of(Fact.CODE, "d")));
        assertFound("INV4");
        history.clear();
        history.add(ok(Kind.REFRESH, Map.of(Fact.REFRESH, "r1")));
        assertFound("INV4");
        history.clear();
        history.add(ok(Kind.REVOKE, Map.of(Fact.REFRESH, "r1")));
        assertFound("INV4");
    }

    @Test
    @DisplayName("INV6 a code that was used without a grant, a rotation without a successor, one access token too many")
    void findsHalves() {
        tokens.replaceAll(token -> token.hash().equals("d") ? token("d", "g", Type.CODE, true, 0, null, 0) : token);
        assertFound("INV6");
        tokens.replaceAll(token -> token.hash().equals("d") ? token("d", "g", Type.CODE, false, 0, null, 0) : token);
        assertThat(findings()).isEmpty();
        tokens.replaceAll(
                token -> token.hash().equals("r1") ? token("r1", "f", Type.REFRESH, true, 1, "r2", 0) : token);
        assertFound("INV6");
        tokens.replaceAll(
                token -> token.hash().equals("r1") ? token("r1", "f", Type.REFRESH, false, 1, null, 0) : token);
        access("a3", "f");
        assertFound("INV6");
    }

    @Test
    @DisplayName("INV7 a change without its entry, and an entry without its change")
    void findsWhatIsNotRecorded() {
        for (AuditRow entry : List.copyOf(audit)) {
            audit.remove(entry);
            assertFound("INV7");
            audit.add(entry);
            audit.add(entry);
            assertFound("INV7");
            audit.remove(entry);
        }
        assertThat(findings()).isEmpty();
    }
}
