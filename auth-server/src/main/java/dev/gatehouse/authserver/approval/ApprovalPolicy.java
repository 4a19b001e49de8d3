package dev.gatehouse.authserver.approval;

import dev.gatehouse.authserver.approval.ApprovalRule.Action;
import dev.gatehouse.authserver.approval.ApprovalVerdict.Allowed;
import dev.gatehouse.authserver.approval.ApprovalVerdict.Blocked;
import dev.gatehouse.authserver.approval.ApprovalVerdict.Ground;
import dev.gatehouse.authserver.approval.ApprovalVerdict.Waits;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which clients may be used. Pure: the same values give the same answer. In this order: a client that an administrator set
 * up; a block; a rule that blocks; an approval; what was allowed once; a rule that asks; a rule that allows; the mode.
 *
 * @param rules all that are in force
 * @param knownDomains exact hosts of metadata documents whose clients pass by rule
 */
record ApprovalPolicy(ApprovalMode mode, List<ApprovalRule> rules, Set<String> knownDomains) {

    private static final Comparator<ApprovalRule> WEAKEST_FIRST =
            Comparator.comparingInt(ApprovalRule::specificity).thenComparing(ApprovalRule::action);

    ApprovalVerdict decide(ApprovalQuestion question, Standing standing, Standing.@Nullable Once once, Instant now) {
        if (!question.client().selfRegistered()) {
            return allowed(question.scopes(), null, "An administrator set this client up");
        }
        if (standing.state() == ApprovalState.BLOCKED) {
            return new Blocked("An administrator blocked this client", standing.reason());
        }
        Map<String, ApprovalRule> byScope = byScope(question);
        Set<String> left = question.scopes().stream()
                .filter(scope -> !is(byScope.get(scope), Action.BLOCK))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (left.isEmpty()) {
            ApprovalRule rule = byScope.values().iterator().next();
            return new Blocked("A rule blocks " + rule.words(), rule.reason());
        }
        ApprovalVerdict verdict = decided(question, left, standing, once, now);
        verdict = verdict == null ? byRule(question, left, byScope) : verdict;
        return verdict instanceof Allowed allowed ? explained(allowed, question, left, byScope) : verdict;
    }

    private static @Nullable ApprovalVerdict decided(
            ApprovalQuestion question, Set<String> left, Standing standing, Standing.@Nullable Once once, Instant now) {
        Map<String, Set<String>> limits = standing.limits();
        Set<String> approved = !standing.covers(question, now)
                ? Set.of()
                : limits == null ? left : common(left, limits.getOrDefault(question.resource(), Set.of()));
        Set<String> allowedOnce = once == null ? Set.of() : common(left, once.scopes());
        // What is allowed once is used up only by a request that needs it.
        if (once != null && !approved.containsAll(allowedOnce)) {
            Set<String> both = new LinkedHashSet<>(approved);
            both.addAll(allowedOnce);
            return new Allowed(
                    common(left, both),
                    Set.of(),
                    approved.isEmpty() ? once.endsAt() : earlier(standing.endsAt(), once.endsAt()),
                    "An administrator allowed this request once",
                    new Ground(null, 0, false, once.request()));
        }
        return approved.isEmpty()
                ? null
                : allowed(approved, standing.endsAt(), "An administrator approved this client");
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    private ApprovalVerdict byRule(ApprovalQuestion question, Set<String> left, Map<String, ApprovalRule> byScope) {
        ApprovalRule asks = left.stream()
                .map(byScope::get)
                .filter(rule -> is(rule, Action.ASK))
                .findFirst()
                .orElse(null);
        if (asks != null) {
            return new Waits("A rule asks about " + asks.words());
        }
        ApprovalVerdict verdict = byMode(question, left, byScope);
        return verdict instanceof Allowed allowed ? withoutHeldBack(allowed, question, byScope) : verdict;
    }

    private ApprovalVerdict byMode(ApprovalQuestion question, Set<String> left, Map<String, ApprovalRule> byScope) {
        if (mode == ApprovalMode.OPEN) {
            return allowed(left, null, "Every client may be used here (mode open)");
        }
        if (mode == ApprovalMode.APPROVE_ALL) {
            return new Waits("Every client needs an administrator's approval here (mode approve all)");
        }
        if (question.vouchedFor() || (question.domain() != null && knownDomains.contains(question.domain()))) {
            return allowed(left, null, "It is a known client of the verified domain " + question.domain());
        }
        if (left.stream().allMatch(scope -> is(byScope.get(scope), Action.ALLOW))) {
            ApprovalRule rule = byScope.get(left.iterator().next());
            return allowed(left, null, "A rule allows " + (rule == null ? "it" : rule.words()));
        }
        return new Waits("No rule allows it, and nobody has decided about it yet (mode by rule)");
    }

    /**
     * What needs an administrator's word is left out of what goes without; a client that asks for nothing else waits. A
     * rule that allows the scope by its name is such a word.
     */
    private static ApprovalVerdict withoutHeldBack(
            Allowed allowed, ApprovalQuestion question, Map<String, ApprovalRule> byScope) {
        Set<String> rest = new LinkedHashSet<>(allowed.scopes());
        rest.removeIf(scope -> question.approvalNeeded().contains(scope) && !named(byScope.get(scope)));
        return rest.isEmpty()
                ? new Waits("What it asks for needs an administrator's approval")
                : new Allowed(rest, Set.of(), allowed.endsAt(), allowed.why(), allowed.ground());
    }

    private static boolean named(@Nullable ApprovalRule rule) {
        return rule != null && rule.action() == Action.ALLOW && rule.scope() != null;
    }

    /** The rule that counts for each scope: the most specific one, of equals the strictest. */
    private Map<String, ApprovalRule> byScope(ApprovalQuestion question) {
        Map<String, ApprovalRule> found = new LinkedHashMap<>();
        for (String scope : question.scopes()) {
            rules.stream()
                    .filter(rule -> rule.fits(question, scope))
                    .max(WEAKEST_FIRST)
                    .ifPresent(rule -> found.put(scope, rule));
        }
        return found;
    }

    private static Allowed explained(
            Allowed allowed, ApprovalQuestion question, Set<String> left, Map<String, ApprovalRule> byScope) {
        StringBuilder why = new StringBuilder(allowed.why());
        for (String scope : question.scopes()) {
            if (!allowed.scopes().contains(scope)) {
                ApprovalRule rule = byScope.get(scope);
                why.append("; ")
                        .append(scope)
                        .append(" was left out because ")
                        .append(
                                rule != null && rule.action() == Action.BLOCK
                                        ? "a rule blocks " + rule.words()
                                        : leftOut(scope, question));
            }
        }
        Set<String> heldBack = common(left, question.approvalNeeded());
        heldBack.removeAll(allowed.scopes());
        return new Allowed(allowed.scopes(), heldBack, allowed.endsAt(), why.toString(), allowed.ground());
    }

    private static String leftOut(String scope, ApprovalQuestion question) {
        return question.approvalNeeded().contains(scope)
                ? "it needs an administrator's approval, for which the person may ask"
                : "the approval does not have it";
    }

    private static boolean is(@Nullable ApprovalRule rule, Action action) {
        return rule != null && rule.action() == action;
    }

    private static Set<String> common(Set<String> scopes, Set<String> limit) {
        Set<String> common = new LinkedHashSet<>(scopes);
        common.retainAll(limit);
        return common;
    }

    private static Allowed allowed(Set<String> scopes, @Nullable Instant endsAt, String why) {
        return new Allowed(scopes, Set.of(), endsAt, why, Ground.NONE);
    }
}
