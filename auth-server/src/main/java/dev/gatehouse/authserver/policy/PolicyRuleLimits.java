package dev.gatehouse.authserver.policy;

import dev.gatehouse.authserver.resource.ResourceServer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a rule must be like before it is stored, whichever way it came. */
public final class PolicyRuleLimits {

    /** A pilot may be long, but somebody has to look at it again. */
    public static final Duration LONGEST_EXEMPTION = Duration.ofDays(367);

    private static final Duration LONGEST_TOKEN = Duration.ofHours(1);

    private static final Duration LONGEST_GRANT = Duration.ofDays(30);

    private PolicyRuleLimits() {}

    /**
     * What is wrong with it: sentences by the name of the part; the name is empty for the whole.
     *
     * @param servers all that there are
     */
    public static Map<String, String> problems(PolicyRule rule, List<ResourceServer> servers, Instant now) {
        Map<String, String> problems = new LinkedHashMap<>();
        require(
                problems,
                rule.scopes() != null || rule.tokenLifetime() != null || rule.grantLifetime() != null,
                "",
                "Limit at least one thing: scopes, access tokens or grants.");
        String subject = rule.subject();
        require(
                problems,
                subject == null || (!subject.isBlank() && subject.length() <= 500),
                "subject",
                "A client's name has 1 to 500 characters.");
        List<ResourceServer> meant = servers.stream()
                .filter(server -> rule.resource() == null || server.uri().equals(rule.resource()))
                .toList();
        require(problems, !meant.isEmpty(), "resource", "Choose one of the MCP servers.");
        addScopeProblems(problems, rule, meant);
        require(
                problems,
                between(rule.tokenLifetime(), LONGEST_TOKEN),
                "token_lifetime",
                "An access token lives an hour at the most.");
        require(
                problems,
                between(rule.grantLifetime(), LONGEST_GRANT),
                "grant_lifetime",
                "A grant lasts 30 days at the most.");
        if (rule.exemption() != null) {
            addExemptionProblems(problems, rule.exemption(), now);
        }
        return problems;
    }

    private static void addScopeProblems(Map<String, String> problems, PolicyRule rule, List<ResourceServer> meant) {
        if (rule.scopes() == null) {
            return;
        }
        for (String name : rule.scopes()) {
            require(
                    problems,
                    meant.stream().anyMatch(server -> server.scope(name).isPresent()),
                    "scopes",
                    "No MCP server that this is about has a scope named "
                            + (name.length() <= 60 ? name : name.substring(0, 60) + "…") + ".");
        }
        require(
                problems,
                ScopeNames.format(rule.scopes()).length() <= 2000,
                "scopes",
                "The scopes have at most 2000 characters.");
    }

    private static void addExemptionProblems(Map<String, String> problems, Exemption exemption, Instant now) {
        require(
                problems,
                text(exemption.owner(), 120),
                "exemption/owner",
                "Say who answers for this exception, in at most 120 characters.");
        require(problems, text(exemption.reason(), 300), "exemption/reason", "Say why, in at most 300 characters.");
        require(
                problems,
                exemption.endsAt().isAfter(now) && exemption.endsAt().isBefore(now.plus(LONGEST_EXEMPTION)),
                "exemption/ends_at",
                "An exception ends within a year from now.");
    }

    private static boolean between(@Nullable Duration duration, Duration longest) {
        return duration == null || (duration.isPositive() && duration.compareTo(longest) <= 0);
    }

    private static boolean text(String text, int longest) {
        return !text.isBlank() && text.length() <= longest && !text.matches("(?s).*\\p{C}.*");
    }

    private static void require(Map<String, String> problems, boolean holds, String part, String problem) {
        if (!holds) {
            problems.putIfAbsent(part, problem);
        }
    }
}
