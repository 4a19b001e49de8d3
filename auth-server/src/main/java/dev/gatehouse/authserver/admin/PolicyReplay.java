package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.policy.AccessDecision;
import dev.gatehouse.authserver.policy.AccessPolicy;
import dev.gatehouse.authserver.policy.AccessQuestion;
import dev.gatehouse.authserver.policy.PolicyRule;
import dev.gatehouse.authserver.policy.ScopeNames;
import dev.gatehouse.authserver.policy.Times;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.token.RecentGrants;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the last week's grants would have been under other rules. It changes nothing. */
@Component
class PolicyReplay {

    private static final Duration PERIOD = Duration.ofDays(7);

    private static final int MOST_REPLAYED = 2_000;

    private static final int MOST_SHOWN = 50;

    private final RecentGrants grants;

    private final ClientDirectory clients;

    private final ResourceDirectory resources;

    private final People people;

    private final InstantSource clock;

    PolicyReplay(
            RecentGrants grants,
            ClientDirectory clients,
            ResourceDirectory resources,
            People people,
            InstantSource clock) {
        this.grants = grants;
        this.clients = clients;
        this.resources = resources;
        this.people = people;
        this.clock = clock;
    }

    /**
     * @param replayed how many grants were looked at
     * @param changed how many of them would be another
     * @param lines the first of those
     */
    record Result(int replayed, int changed, List<Line> lines) {}

    /** Grants that are alike and would be another, with a sentence for each difference. */
    record Line(String client, String server, @Nullable String person, int times, List<String> differences) {}

    Result replay(List<PolicyRule> before, List<PolicyRule> after) {
        int replayed = 0;
        int changed = 0;
        List<Line> lines = new ArrayList<>();
        for (RecentGrants.RecentGrant grant : grants.since(clock.instant().minus(PERIOD), MOST_REPLAYED)) {
            replayed += grant.times();
            Optional<Line> line = difference(grant, before, after);
            changed += line.map(Line::times).orElse(0);
            line.filter(found -> lines.size() < MOST_SHOWN).ifPresent(lines::add);
        }
        return new Result(replayed, changed, lines);
    }

    private Optional<Line> difference(RecentGrants.RecentGrant grant, List<PolicyRule> before, List<PolicyRule> after) {
        Client client = clients.find(grant.clientId()).orElse(null);
        ResourceServer resource = resources.find(grant.resource()).orElse(null);
        if (client == null || resource == null) {
            return Optional.empty();
        }
        UUID person = grant.userId();
        AccessQuestion question = new AccessQuestion(client, resource, person, grant.scopes());
        List<String> differences = differences(
                grant.scopes(), AccessPolicy.decide(question, before), AccessPolicy.decide(question, after), resource);
        if (differences.isEmpty()) {
            return Optional.empty();
        }
        String name = person == null
                ? null
                : people.find(person).map(Person::username).orElse("somebody who is gone");
        return Optional.of(new Line(client.clientName(), resource.name(), name, grant.times(), differences));
    }

    private List<String> differences(
            Set<String> asked, AccessDecision before, AccessDecision after, ResourceServer resource) {
        List<String> differences = new ArrayList<>();
        Set<String> had = among(asked, before);
        Set<String> gets = among(asked, after);
        Set<String> lost = without(had, gets);
        Set<String> gained = without(gets, had);
        if (!lost.isEmpty()) {
            differences.add((gets.isEmpty() ? "Would get nothing of what it got: " : "Would lose ")
                    + ScopeNames.format(lost) + ".");
        }
        if (!gained.isEmpty()) {
            differences.add("Would get " + ScopeNames.format(gained) + " too.");
        }
        Instant now = clock.instant();
        addTimes(
                "A grant",
                Duration.between(now, before.limits().latestEnd(resource, now)),
                Duration.between(now, after.limits().latestEnd(resource, now)),
                differences);
        addTimes(
                "An access token",
                before.limits().tokenLifetime(resource),
                after.limits().tokenLifetime(resource),
                differences);
        return differences;
    }

    private static void addTimes(String what, Duration before, Duration after, List<String> differences) {
        if (!before.equals(after)) {
            differences.add(
                    what + " would last " + Times.words(after) + " at most instead of " + Times.words(before) + ".");
        }
    }

    private static Set<String> among(Set<String> asked, AccessDecision decision) {
        Set<String> names = new LinkedHashSet<>(decision.offered().scopes());
        names.retainAll(asked);
        return names;
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> left = new LinkedHashSet<>(all);
        left.removeAll(some);
        return left;
    }
}
