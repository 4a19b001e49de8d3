package dev.gatehouse.authserver.policy;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.resource.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a client would get of a person, by which rules, in plain sentences. Pure. */
public final class AccessPolicy {

    private AccessPolicy() {}

    public static AccessDecision decide(AccessQuestion question, List<PolicyRule> rules) {
        AccessLimits limits = AccessLimits.of(rules, question.client(), question.resource(), question.person());
        OfferedScopes offered = TokenPolicy.offer(question.client(), question.resource(), question.asked(), limits);
        List<String> reasons = new ArrayList<>();
        question.asked().stream()
                .map(name -> leftOut(name, question, offered, limits))
                .filter(Objects::nonNull)
                .forEach(reasons::add);
        if (offered.scopes().isEmpty()) {
            reasons.add("Nothing is left that could be granted.");
        } else if (question.asked().stream().noneMatch(offered.scopes()::contains)) {
            reasons.add("So the default of " + question.resource().name() + " is offered: "
                    + ScopeNames.format(offered.scopes()) + ".");
        }
        offered.scopes().stream()
                .filter(name -> TokenPolicy.elevated(question.client(), question.resource(), name))
                .forEach(name -> reasons.add("The scope " + name + " lasts "
                        + Times.words(AccessLimits.ELEVATION) + " at the most because it "
                        + (TokenPolicy.destructive(question.resource(), name)
                                ? "destroys or sends."
                                : "needs an administrator's approval.")));
        limits.rules().forEach(rule -> addTimes(rule, question.resource(), reasons));
        return new AccessDecision(offered, limits, reasons);
    }

    private static @Nullable String leftOut(
            String name, AccessQuestion question, OfferedScopes offered, AccessLimits limits) {
        if (offered.scopes().contains(name) || name.equals(ScopeNames.OFFLINE_ACCESS)) {
            return null;
        }
        return "The scope " + name + " was left out because " + reason(name, question, limits) + ".";
    }

    private static String reason(String name, AccessQuestion question, AccessLimits limits) {
        ResourceServer resource = question.resource();
        Client client = question.client();
        Optional<Scope> scope = resource.scope(name);
        if (scope.isEmpty()) {
            return resource.name() + " has no scope of that name";
        }
        if (!scope.get().selfRegistered() && client.selfRegistered()) {
            return "no client that registered itself may have it";
        }
        if (client.scopes() != null && !client.scopes().contains(name)) {
            return "it is not among the client's own scopes";
        }
        return limits.forbidding(name)
                .map(rule -> rule.words() + " allows " + allowed(rule))
                .orElse("it cannot be granted");
    }

    private static String allowed(PolicyRule rule) {
        return rule.scopes() == null || rule.scopes().isEmpty()
                ? "no scope"
                : "only " + ScopeNames.format(rule.scopes());
    }

    private static void addTimes(PolicyRule rule, ResourceServer resource, List<String> reasons) {
        Duration token = rule.tokenLifetime();
        if (token != null && token.compareTo(resource.tokenLifetime()) < 0) {
            reasons.add(
                    "An access token lives no longer than " + Times.words(token) + " because of " + rule.words() + ".");
        }
        Duration grant = rule.grantLifetime();
        Exemption exemption = rule.exemption();
        if (grant != null && exemption == null) {
            reasons.add("A grant lasts no longer than " + Times.words(grant) + " because of " + rule.words() + ".");
        } else if (grant != null && exemption != null) {
            reasons.add("A grant may last " + Times.words(grant) + " by an exception of " + rule.words() + ", which "
                    + exemption.owner() + " answers for: " + exemption.reason() + ".");
            if (resource.grantCeiling().compareTo(grant) < 0) {
                reasons.add("But at " + resource.name() + " no grant lasts longer than "
                        + Times.words(resource.grantCeiling()) + ".");
            }
        }
    }
}
