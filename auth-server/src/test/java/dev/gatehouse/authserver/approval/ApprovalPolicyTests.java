package dev.gatehouse.authserver.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.approval.ApprovalRule.Action;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.client.ClientStatus;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.Role;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApprovalPolicyTests {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private static final String SERVER = "https://mcp.test/mcp";

    private static final Person ALICE =
            new Person(new UUID(0, 1), "alice", "Alice", Set.of(Role.PERSON), true, Set.of("engineering"), null);

    private static ApprovalQuestion question(ClientSource source, @Nullable String domain, String... scopes) {
        Client client = new Client(
                new UUID(0, 2),
                "c",
                "App",
                source,
                ClientStatus.ACTIVE,
                "none",
                Set.of("authorization_code"),
                List.of("https://app.example.com/cb"),
                null,
                Set.of(),
                null,
                null,
                null,
                NOW);
        return new ApprovalQuestion(
                client,
                domain,
                false,
                "app.example.com",
                ALICE,
                SERVER,
                new LinkedHashSet<>(List.of(scopes)),
                Set.of("pay"));
    }

    private static ApprovalRule rule(
            Action action,
            @Nullable String domain,
            @Nullable String redirect,
            @Nullable String scope,
            @Nullable String group) {
        return new ApprovalRule(new UUID(0, 3), action, domain, redirect, null, scope, group, null);
    }

    private static ApprovalVerdict decide(
            ApprovalMode mode, ApprovalQuestion question, Standing standing, ApprovalRule... rules) {
        return new ApprovalPolicy(mode, List.of(rules), Set.of("known.test")).decide(question, standing, null, NOW);
    }

    private static Standing standing(ApprovalState state, @Nullable Map<String, Set<String>> limits) {
        return new Standing(state, null, limits, "Why", null, 1, true);
    }

    private static String word(ApprovalVerdict verdict) {
        return verdict.getClass().getSimpleName();
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN, DCR, , Allowed",
        "BY_RULE, DCR, , Waits",
        "BY_RULE, CIMD, known.test, Allowed",
        "BY_RULE, CIMD, sub.known.test, Waits",
        "BY_RULE, CIMD, known.test.evil.test, Waits",
        "APPROVE_ALL, CIMD, known.test, Waits",
        "APPROVE_ALL, ADMIN, , Allowed"
    })
    @DisplayName("the mode decides where nothing else does; a known domain counts to the letter")
    void followsTheMode(ApprovalMode mode, ClientSource source, @Nullable String domain, String expected) {
        assertThat(word(decide(mode, question(source, domain, "read"), Standing.NONE)))
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("the most specific rule counts, of equals the strictest")
    void weighsRules() {
        ApprovalQuestion question = question(ClientSource.DCR, null, "read");
        ApprovalRule host = rule(Action.BLOCK, null, "example.com", null, null);
        ApprovalRule closer = rule(Action.ALLOW, null, "app.example.com", null, null);
        ApprovalRule closerAsks = rule(Action.ASK, null, "app.example.com", null, null);
        ApprovalRule group = rule(Action.BLOCK, null, "app.example.com", null, "engineering");
        ApprovalRule others = rule(Action.BLOCK, null, "app.example.com", null, "support");
        assertThat(word(decide(ApprovalMode.BY_RULE, question, Standing.NONE, host)))
                .isEqualTo("Blocked");
        assertThat(word(decide(ApprovalMode.BY_RULE, question, Standing.NONE, host, closer)))
                .isEqualTo("Allowed");
        assertThat(word(decide(ApprovalMode.OPEN, question, Standing.NONE, closer, closerAsks)))
                .isEqualTo("Waits");
        assertThat(word(decide(ApprovalMode.BY_RULE, question, Standing.NONE, closer, group)))
                .isEqualTo("Blocked");
        assertThat(word(decide(ApprovalMode.BY_RULE, question, Standing.NONE, closer, others)))
                .isEqualTo("Allowed");
        assertThat(word(decide(ApprovalMode.APPROVE_ALL, question, Standing.NONE, closer)))
                .isEqualTo("Waits");
        ApprovalRule lookAlike = rule(Action.ALLOW, null, "ample.com", null, null);
        assertThat(word(decide(ApprovalMode.BY_RULE, question, Standing.NONE, lookAlike)))
                .isEqualTo("Waits");
    }

    @Test
    @DisplayName("a rule that blocks a scope takes it out, says so, and counts more than an approval")
    void takesScopesOut() {
        ApprovalQuestion question = question(ClientSource.DCR, null, "read", "send");
        ApprovalRule noSending = rule(Action.BLOCK, null, null, "send", "engineering");
        for (Standing standing : List.of(Standing.NONE, standing(ApprovalState.APPROVED, null))) {
            ApprovalVerdict verdict = decide(ApprovalMode.OPEN, question, standing, noSending);
            assertThat(verdict).isInstanceOfSatisfying(ApprovalVerdict.Allowed.class, allowed -> {
                assertThat(allowed.scopes()).containsExactly("read");
                assertThat(allowed.why())
                        .endsWith("send was left out because a rule blocks clients that ask for send used by the group"
                                + " engineering");
            });
        }
        assertThat(word(decide(
                        ApprovalMode.OPEN,
                        question(ClientSource.DCR, null, "send"),
                        standing(ApprovalState.APPROVED, null),
                        noSending)))
                .isEqualTo("Blocked");
    }

    @Test
    @DisplayName("a block counts more than anything; an approval has its limits, its audience and its end")
    void followsDecisions() {
        ApprovalQuestion question = question(ClientSource.DCR, null, "read", "write");
        ApprovalRule allows = rule(Action.ALLOW, null, "app.example.com", null, null);
        assertThat(decide(ApprovalMode.OPEN, question, standing(ApprovalState.BLOCKED, null), allows))
                .isEqualTo(new ApprovalVerdict.Blocked("An administrator blocked this client", "Why"));
        Standing limited = standing(ApprovalState.APPROVED, Map.of(SERVER, Set.of("read")));
        assertThat(decide(ApprovalMode.APPROVE_ALL, question, limited))
                .isInstanceOfSatisfying(
                        ApprovalVerdict.Allowed.class,
                        allowed -> assertThat(allowed.scopes()).containsExactly("read"));
        Standing elsewhere = standing(ApprovalState.APPROVED, Map.of("https://other.test/mcp", Set.of("read")));
        assertThat(word(decide(ApprovalMode.BY_RULE, question, elsewhere))).isEqualTo("Waits");
        for (String audience : List.of("group:engineering", "person:" + ALICE.id())) {
            Standing some =
                    new Standing(ApprovalState.APPROVED, Set.of(audience), null, null, NOW.plusSeconds(1), 1, true);
            assertThat(decide(ApprovalMode.BY_RULE, question, some))
                    .isInstanceOfSatisfying(
                            ApprovalVerdict.Allowed.class,
                            allowed -> assertThat(allowed.endsAt()).isEqualTo(NOW.plusSeconds(1)));
        }
        Standing others = new Standing(ApprovalState.APPROVED, Set.of("group:support"), null, null, null, 1, true);
        assertThat(word(decide(ApprovalMode.BY_RULE, question, others))).isEqualTo("Waits");
        Standing over = new Standing(ApprovalState.APPROVED, null, null, null, NOW, 1, true);
        assertThat(word(decide(ApprovalMode.BY_RULE, question, over))).isEqualTo("Waits");
    }

    @Test
    @DisplayName(
            "what needs an administrator's word is left out of the rest, waits alone, and passes by approval or by its name")
    void holdsBack() {
        ApprovalQuestion mixed = question(ClientSource.DCR, null, "read", "pay");
        assertThat(decide(ApprovalMode.OPEN, mixed, Standing.NONE))
                .isInstanceOfSatisfying(ApprovalVerdict.Allowed.class, allowed -> {
                    assertThat(allowed.scopes()).containsExactly("read");
                    assertThat(allowed.why()).contains("pay was left out because it needs an administrator's approval");
                });
        assertThat(word(decide(ApprovalMode.OPEN, question(ClientSource.DCR, null, "pay"), Standing.NONE)))
                .isEqualTo("Waits");
        assertThat(decide(ApprovalMode.OPEN, mixed, standing(ApprovalState.APPROVED, null)))
                .isInstanceOfSatisfying(
                        ApprovalVerdict.Allowed.class,
                        allowed -> assertThat(allowed.scopes()).containsExactly("read", "pay"));
        ApprovalRule named = rule(Action.ALLOW, null, null, "pay", null);
        assertThat(decide(ApprovalMode.OPEN, mixed, Standing.NONE, named))
                .isInstanceOfSatisfying(
                        ApprovalVerdict.Allowed.class,
                        allowed -> assertThat(allowed.scopes()).containsExactly("read", "pay"));
        ApprovalRule any = rule(Action.ALLOW, null, "app.example.com", null, null);
        assertThat(word(decide(ApprovalMode.BY_RULE, question(ClientSource.DCR, null, "pay"), Standing.NONE, any)))
                .isEqualTo("Waits");
        assertThat(word(decide(ApprovalMode.OPEN, question(ClientSource.ADMIN, null, "pay"), Standing.NONE)))
                .isEqualTo("Allowed");
    }
}
