package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.policy.Exemption;
import dev.gatehouse.authserver.policy.PolicyRule;
import dev.gatehouse.authserver.policy.Times;
import dev.gatehouse.authserver.resource.ResourceServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A rule as the list shows it.
 *
 * @param about whom it is about
 * @param limits a sentence for each thing that it limits
 * @param exemption why it may last longer; null for most
 * @param over whether that exception has ended
 */
record PolicyLine(
        PolicyRule rule,
        String about,
        List<String> limits,
        @Nullable Exemption exemption,
        boolean over) {

    /**
     * @param username of a person by the id in a rule
     * @param server of an address in a rule; null where it is gone
     */
    static PolicyLine of(
            PolicyRule rule,
            Function<String, String> username,
            Function<String, @Nullable ResourceServer> server,
            Instant now) {
        String subject = rule.subject() == null ? "" : rule.subject();
        String whom = switch (rule.level()) {
            case GLOBAL, RESOURCE -> "Everyone";
            case CLIENT -> "Client " + subject;
            case PERSON -> "Person " + username.apply(subject);
        };
        String uri = rule.resource();
        ResourceServer found = uri == null ? null : server.apply(uri);
        String where = uri == null ? "" : " at " + (found == null ? uri : found.name());
        List<String> limits = new ArrayList<>();
        if (rule.scopes() != null) {
            limits.add(rule.scopes().isEmpty() ? "No scope" : "Only " + String.join(", ", rule.scopes()));
        }
        if (rule.tokenLifetime() != null) {
            limits.add("Access tokens for " + Times.words(rule.tokenLifetime()) + " at most");
        }
        if (rule.grantLifetime() != null) {
            limits.add("Grants for " + Times.words(rule.grantLifetime()) + " at most");
        }
        Exemption exemption = rule.exemption();
        return new PolicyLine(
                rule, whom + where, limits, exemption, exemption != null && !now.isBefore(exemption.endsAt()));
    }
}
