package dev.gatehouse.authserver.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.client.ClientStatus;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.resource.Risk;
import dev.gatehouse.authserver.resource.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AccessPolicyTests {

    private static final Instant NOW = Instant.parse("2026-05-03T12:00:00Z");

    private static final UUID PERSON = new UUID(1, 2);

    private static final ResourceServer SERVER = new ResourceServer(
            "https://mcp.test/mcp",
            "Backoffice",
            List.of(
                    new Scope("read", "Read", Risk.READ, List.of(), true, false),
                    new Scope("write", "Write", Risk.WRITE, List.of(), true, false),
                    new Scope("send", "Send", Risk.DESTRUCTIVE, List.of(), true, false),
                    new Scope("kept", "Kept", Risk.READ, List.of(), false, false)),
            Set.of("read", "write"),
            "ES256",
            Duration.ofMinutes(10),
            Duration.ofDays(30),
            false);

    private static Client client(ClientSource source, String clientId, String name, @Nullable Set<String> scopes) {
        return new Client(
                new UUID(0, 1),
                clientId,
                name,
                source,
                ClientStatus.ACTIVE,
                "none",
                Set.of("authorization_code", "refresh_token"),
                List.of("https://app.test/cb"),
                scopes,
                Set.of(),
                null,
                null,
                null,
                NOW);
    }

    private static final Client APP = client(ClientSource.DCR, "dyn-1", "Notes", null);

    private static PolicyRule rule(
            PolicyLevel level,
            @Nullable String subject,
            @Nullable String resource,
            @Nullable Set<String> scopes,
            @Nullable Duration token,
            @Nullable Duration grant) {
        boolean longer = grant != null && grant.compareTo(AccessLimits.CEILING) > 0;
        return new PolicyRule(
                new UUID(0, 0),
                1,
                level,
                subject,
                resource,
                scopes,
                token,
                grant,
                longer ? new Exemption("Ruth", "a pilot", NOW.plus(Duration.ofDays(10))) : null);
    }

    private static PolicyRule scopes(PolicyLevel level, @Nullable String subject, String... scopes) {
        return rule(level, subject, null, new LinkedHashSet<>(List.of(scopes)), null, null);
    }

    private static AccessDecision decide(Client client, Set<String> asked, PolicyRule... rules) {
        return AccessPolicy.decide(new AccessQuestion(client, SERVER, PERSON, asked), List.of(rules));
    }

    private static Instant latestEnd(Client client, PolicyRule... rules) {
        return AccessLimits.of(List.of(rules), client, SERVER, PERSON).latestEnd(SERVER, NOW);
    }

    @Test
    @DisplayName("P06 gives what every level lets pass, and says which rule kept the rest back")
    void mergesToTheNarrowest() {
        AccessDecision decision = decide(
                APP,
                Set.of("read", "write", "send"),
                scopes(PolicyLevel.PERSON, PERSON.toString(), "read", "send"),
                scopes(PolicyLevel.GLOBAL, null, "read", "write"));

        assertThat(decision.offered().scopes()).containsExactly("read");
        assertThat(decision.reasons())
                .containsExactlyInAnyOrder(
                        "The scope write was left out because the rule for this person allows only read send.",
                        "The scope send was left out because the rule for everyone allows only read write.");
    }

    @Test
    @DisplayName(
            "explains what is unknown, kept from strangers or not the client's, and that the default took its place")
    void explainsTheRest() {
        assertThat(decide(APP, Set.of("claudeai")).reasons())
                .containsExactly(
                        "The scope claudeai was left out because Backoffice has no scope of that name.",
                        "So the default of Backoffice is offered: read write.");
        assertThat(decide(APP, Set.of("read", "kept")).reasons())
                .containsExactly("The scope kept was left out because no client that registered itself may have it.");
        Client narrow = client(ClientSource.ADMIN, "narrow", "Narrow", Set.of("read"));
        assertThat(decide(narrow, Set.of("read", "write")).reasons())
                .containsExactly("The scope write was left out because it is not among the client's own scopes.");
        assertThat(decide(APP, Set.of("read", "offline_access")).reasons()).isEmpty();
        AccessDecision nothing = decide(APP, Set.of("read"), scopes(PolicyLevel.GLOBAL, null));
        assertThat(nothing.offered().scopes()).isEmpty();
        assertThat(nothing.reasons())
                .containsExactly(
                        "The scope read was left out because the rule for everyone allows no scope.",
                        "Nothing is left that could be granted.");
    }

    @Test
    @DisplayName("no default alone lets a client that acts for itself change anything")
    void readsByDefault() {
        Client worker = client(ClientSource.ADMIN, "worker", "Worker", null);
        assertThat(TokenPolicy.byDefault(worker, SERVER, AccessLimits.NONE)).containsExactly("read");
        Client writer = client(ClientSource.ADMIN, "writer", "Writer", Set.of("write"));
        assertThat(TokenPolicy.byDefault(writer, SERVER, AccessLimits.NONE)).containsExactly("write");
    }

    @Test
    @DisplayName("a rule is about whom it names: a client by its id, the host of its document or its name")
    void findsWhomItIsAbout() {
        Client document = client(ClientSource.CIMD, "https://claude.ai/client.json", "Claude", null);
        for (String name : List.of("https://claude.ai/client.json", "claude.ai", "claude")) {
            assertThat(decide(document, Set.of("write"), scopes(PolicyLevel.CLIENT, name, "read"))
                            .offered()
                            .scopes())
                    .as(name)
                    .containsExactly("read");
        }
        for (String name : List.of("ai", "https://claude.ai/", "Notes")) {
            assertThat(decide(document, Set.of("write"), scopes(PolicyLevel.CLIENT, name, "read"))
                            .offered()
                            .scopes())
                    .as(name)
                    .containsExactly("write");
        }
        PolicyRule elsewhere = rule(PolicyLevel.CLIENT, "dyn-1", "https://other.test/mcp", Set.of("read"), null, null);
        assertThat(decide(APP, Set.of("write"), elsewhere).offered().scopes()).containsExactly("write");
        PolicyRule another = scopes(PolicyLevel.PERSON, new UUID(1, 3).toString(), "read");
        assertThat(decide(APP, Set.of("write"), another).offered().scopes()).containsExactly("write");
    }

    @Test
    @DisplayName("a grant lasts 24 hours at the most, longer under an exemption alone, and no longer than that")
    void exemptsFromTheCeiling() {
        assertThat(latestEnd(APP)).isEqualTo(NOW.plus(Duration.ofHours(24)));
        PolicyRule month = rule(PolicyLevel.CLIENT, "dyn-1", null, null, null, Duration.ofDays(30));
        PolicyRule week = rule(PolicyLevel.GLOBAL, null, null, null, null, Duration.ofDays(7));
        assertThat(latestEnd(APP, week)).isEqualTo(NOW.plus(Duration.ofDays(7)));
        assertThat(latestEnd(APP, month, week))
                .as("the exemption ends after ten days")
                .isEqualTo(NOW.plus(Duration.ofDays(10)));
        PolicyRule hour = rule(PolicyLevel.RESOURCE, null, SERVER.uri(), null, null, Duration.ofHours(1));
        assertThat(latestEnd(APP, month, hour)).isEqualTo(NOW.plus(Duration.ofHours(1)));
        AccessLimits later = AccessLimits.of(List.of(month), APP, SERVER, PERSON);
        Instant afterwards = NOW.plus(Duration.ofDays(11));
        assertThat(later.latestEnd(SERVER, afterwards)).isEqualTo(afterwards.plus(Duration.ofHours(24)));
        assertThat(TokenPolicy.durations(SERVER, later, NOW))
                .containsExactly(Duration.ofHours(1), Duration.ofHours(8), Duration.ofHours(24), Duration.ofDays(7));
        assertThat(TokenPolicy.durations(SERVER, AccessLimits.NONE, NOW))
                .containsExactly(Duration.ofHours(1), Duration.ofHours(8), Duration.ofHours(24));
    }

    @Test
    @DisplayName("nobody gets an exemption by calling itself like somebody who has one")
    void exemptsNobodyByName() {
        PolicyRule month = rule(PolicyLevel.CLIENT, "Notes", null, null, null, Duration.ofDays(30));
        assertThat(latestEnd(APP, month)).isEqualTo(NOW.plus(Duration.ofHours(24)));
    }

    @Test
    void refusesARuleThatLastsLongerWithoutAnExemption() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PolicyRule(
                        PERSON, 1, PolicyLevel.GLOBAL, null, null, null, null, Duration.ofHours(25), null));
        assertThatIllegalArgumentException().isThrownBy(() -> scopes(PolicyLevel.CLIENT, null, "read"));
        assertThatIllegalArgumentException().isThrownBy(() -> scopes(PolicyLevel.GLOBAL, "dyn-1", "read"));
        assertThatIllegalArgumentException().isThrownBy(() -> scopes(PolicyLevel.RESOURCE, null, "read"));
    }

    @Test
    @DisplayName("P06 whatever the rules, the result is never wider than any of them, nor than without them")
    void isNeverWiderThanAnyLevel() {
        Random random = new Random(5);
        for (int round = 0; round < 5_000; round++) {
            List<PolicyRule> rules = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                rules.add(anyRule(random));
            }
            Set<String> asked = some(random);
            AccessDecision decision = decide(APP, asked, rules.toArray(PolicyRule[]::new));
            AccessLimits limits = decision.limits();
            Instant end = limits.latestEnd(SERVER, NOW);
            boolean exempted = rules.stream().anyMatch(rule -> rule.exemption() != null);
            Set<String> grantable = TokenPolicy.grantable(APP, SERVER, AccessLimits.NONE);
            assertThat(grantable).containsAll(decision.offered().scopes());
            assertThat(end).isBeforeOrEqualTo(NOW.plus(exempted ? SERVER.grantCeiling() : AccessLimits.CEILING));
            for (PolicyRule rule : rules) {
                if (!rule.isAbout(APP, SERVER.uri(), PERSON)) {
                    continue;
                }
                assertThat(rule.scopes() == null
                                || rule.scopes().containsAll(decision.offered().scopes()))
                        .as("%s of %s", asked, rules)
                        .isTrue();
                if (rule.tokenLifetime() != null) {
                    assertThat(limits.tokenLifetime(SERVER)).isLessThanOrEqualTo(rule.tokenLifetime());
                }
                if (rule.grantLifetime() != null && rule.exemption() == null) {
                    assertThat(end).isBeforeOrEqualTo(NOW.plus(rule.grantLifetime()));
                }
            }
            for (String name : asked) {
                assertThat(decision.offered().scopes().contains(name)
                                || decision.reasons().stream().anyMatch(reason -> reason.contains(" " + name + " ")))
                        .as("%s is granted or explained", name)
                        .isTrue();
            }
        }
    }

    private static PolicyRule anyRule(Random random) {
        PolicyLevel level = PolicyLevel.values()[random.nextInt(4)];
        String subject = switch (level) {
            case GLOBAL, RESOURCE -> null;
            case CLIENT -> List.of("dyn-1", "Notes", "another").get(random.nextInt(3));
            case PERSON -> new UUID(1, 2 + random.nextInt(2)).toString();
        };
        String resource = level == PolicyLevel.RESOURCE || (level != PolicyLevel.GLOBAL && random.nextBoolean())
                ? SERVER.uri()
                : null;
        return rule(
                level,
                subject,
                resource,
                random.nextBoolean() ? some(random) : null,
                random.nextBoolean() ? Duration.ofSeconds(1 + random.nextInt(3600)) : null,
                random.nextBoolean() ? Duration.ofMinutes(1 + random.nextInt(40_000)) : null);
    }

    private static Set<String> some(Random random) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : List.of("read", "write", "send", "kept", "unknown")) {
            if (random.nextBoolean()) {
                names.add(name);
            }
        }
        return names;
    }
}
