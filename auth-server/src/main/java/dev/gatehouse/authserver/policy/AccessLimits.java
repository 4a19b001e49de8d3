package dev.gatehouse.authserver.policy;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.resource.ResourceServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rules about one client, resource and person, merged to the narrowest: a scope passes if every rule lets it pass, and
 * the shortest time holds. Pure.
 *
 * @param rules those that are about it, from the level of all to that of one
 */
public record AccessLimits(List<PolicyRule> rules) {

    /** How long a grant lasts at the most without a person's renewed yes, unless an exemption says otherwise. */
    public static final Duration CEILING = Duration.ofHours(24);

    /** How long a scope that destroys or sends, or needs an administrator's approval, lasts after a person ticked it. */
    public static final Duration ELEVATION = Duration.ofHours(1);

    /** Where no administrator made a rule. */
    public static final AccessLimits NONE = new AccessLimits(List.of());

    public AccessLimits {
        rules = List.copyOf(rules);
    }

    /** @param person null for a client that acts for itself */
    public static AccessLimits of(List<PolicyRule> all, Client client, ResourceServer resource, @Nullable UUID person) {
        return new AccessLimits(all.stream()
                .filter(rule -> rule.isAbout(client, resource.uri(), person))
                .sorted(Comparator.comparing(PolicyRule::level))
                .toList());
    }

    public boolean allows(String scope) {
        return forbidding(scope).isEmpty();
    }

    /** The widest level's rule that keeps the scope back. */
    Optional<PolicyRule> forbidding(String scope) {
        return rules.stream()
                .filter(rule -> rule.scopes() != null && !rule.scopes().contains(scope))
                .findFirst();
    }

    /** How long an access token lives. */
    public Duration tokenLifetime(ResourceServer resource) {
        Duration shortest = resource.tokenLifetime();
        for (PolicyRule rule : rules) {
            Duration limit = rule.tokenLifetime();
            shortest = limit != null && limit.compareTo(shortest) < 0 ? limit : shortest;
        }
        return shortest;
    }

    /** The latest end of a grant that a person gave at this moment. */
    public Instant latestEnd(ResourceServer resource, Instant givenAt) {
        Instant general = givenAt.plus(CEILING);
        Instant end = general;
        for (PolicyRule rule : rules) {
            end = later(end, exempted(rule, givenAt, general));
        }
        end = earlier(end, givenAt.plus(resource.grantCeiling()));
        for (PolicyRule rule : rules) {
            Duration limit = rule.grantLifetime();
            end = limit != null && rule.exemption() == null ? earlier(end, givenAt.plus(limit)) : end;
        }
        return end;
    }

    /** Where an exemption ends, what was given under it is as long as it would have been without, at the least. */
    private static Instant exempted(PolicyRule rule, Instant givenAt, Instant general) {
        Exemption exemption = rule.exemption();
        Duration lifetime = rule.grantLifetime();
        return exemption == null || lifetime == null
                ? general
                : earlier(givenAt.plus(lifetime), later(exemption.endsAt(), general));
    }

    static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
