package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.policy.AccessLimits;
import dev.gatehouse.authserver.policy.Exemption;
import dev.gatehouse.authserver.policy.PolicyLevel;
import dev.gatehouse.authserver.policy.PolicyRule;
import dev.gatehouse.authserver.policy.ScopeNames;
import dev.gatehouse.authserver.policy.Times;
import dev.gatehouse.authserver.resource.ResourceServer;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule as it is written in its form: who it is about, then what it limits. What is empty limits nothing.
 *
 * @param person a username
 * @param scope names with spaces between
 * @param token minutes
 * @param grant one of {@link #GRANTS}
 * @param until the last day of an exception
 */
record PolicyForm(
        String client,
        String person,
        String resource,
        String scope,
        String token,
        String grant,
        String owner,
        String reason,
        String until,
        String version) {

    private static final List<Duration> GRANTS = List.of(
            Duration.ofHours(1), Duration.ofHours(8), Duration.ofHours(24), Duration.ofDays(7), Duration.ofDays(30));

    /** A pilot may be long, but somebody has to look at it again. */
    private static final int LONGEST_EXEMPTION_DAYS = 366;

    /** A grant's lifetime to choose: its value is ISO 8601. */
    public record Choice(String value, String label) {}

    static PolicyForm empty() {
        return new PolicyForm("", "", "", "", "", "", "", "", "", "0");
    }

    static PolicyForm of(HttpServletRequest request) {
        return new PolicyForm(
                text(request, "client"),
                text(request, "person"),
                text(request, "resource"),
                text(request, "scope"),
                text(request, "token"),
                text(request, "grant"),
                text(request, "owner"),
                text(request, "reason"),
                text(request, "until"),
                text(request, "version"));
    }

    /** @param username of the person whom the rule is about, if it is about one */
    static PolicyForm of(PolicyRule rule, @Nullable String username) {
        Exemption exemption = rule.exemption();
        return new PolicyForm(
                rule.level() == PolicyLevel.CLIENT ? Objects.requireNonNullElse(rule.subject(), "") : "",
                Objects.requireNonNullElse(username, ""),
                Objects.requireNonNullElse(rule.resource(), ""),
                rule.scopes() == null ? "" : ScopeNames.format(rule.scopes()),
                rule.tokenLifetime() == null
                        ? ""
                        : "" + Math.max(1, rule.tokenLifetime().toMinutes()),
                rule.grantLifetime() == null ? "" : rule.grantLifetime().toString(),
                exemption == null ? "" : exemption.owner(),
                exemption == null ? "" : exemption.reason(),
                exemption == null
                        ? ""
                        : exemption
                                .endsAt()
                                .atOffset(ZoneOffset.UTC)
                                .toLocalDate()
                                .minusDays(1)
                                .toString(),
                "" + rule.version());
    }

    private static String text(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value.replaceAll("\\p{C}", " ").strip();
    }

    /** What may be chosen as the longest life of a grant. */
    public static List<Choice> grants() {
        return GRANTS.stream()
                .map(grant -> new Choice(grant.toString(), Times.words(grant)))
                .toList();
    }

    int versionNumber() {
        return version.matches("[0-9]{1,9}") ? Integer.parseInt(version) : -1;
    }

    private Optional<Duration> grantLifetime() {
        return GRANTS.stream().filter(choice -> choice.toString().equals(grant)).findFirst();
    }

    private boolean longer() {
        return grantLifetime()
                .filter(found -> found.compareTo(AccessLimits.CEILING) > 0)
                .isPresent();
    }

    private Optional<LocalDate> lastDay() {
        try {
            // LocalDate alone would take years of more than four digits.
            return until.matches("(?!9999)[0-9]{4}-[0-9]{2}-[0-9]{2}")
                    ? Optional.of(LocalDate.parse(until))
                    : Optional.empty();
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    /**
     * What has to be corrected, by field.
     *
     * @param personFound whether somebody has that username
     */
    Map<String, String> problems(boolean personFound, List<ResourceServer> servers, Instant now) {
        Map<String, String> problems = new LinkedHashMap<>();
        require(problems, client.isEmpty() || person.isEmpty(), "client", "Name a client or a person, not both.");
        require(problems, client.length() <= 500, "client", "A client's name has at most 500 characters.");
        require(problems, person.isEmpty() || personFound, "person", "Nobody has this username.");
        List<ResourceServer> meant = servers.stream()
                .filter(server -> resource.isEmpty() || server.uri().equals(resource))
                .toList();
        require(problems, !meant.isEmpty(), "resource", "Choose one of the MCP servers.");
        for (String name : ScopeNames.parse(scope)) {
            require(
                    problems,
                    meant.stream().anyMatch(server -> server.scope(name).isPresent()),
                    "scope",
                    "No MCP server that this is about has a scope named " + shortened(name) + ".");
        }
        require(problems, scope.length() <= 2000, "scope", "The scopes have at most 2000 characters.");
        require(problems, token.isEmpty() || minutes().isPresent(), "token", "Give a number of minutes from 1 to 60.");
        require(problems, grant.isEmpty() || grantLifetime().isPresent(), "grant", "Choose one of the times.");
        require(
                problems,
                !scope.isEmpty() || !token.isEmpty() || !grant.isEmpty(),
                "scope",
                "Limit at least one thing: scopes, access tokens or grants.");
        addExemptionProblems(problems, now);
        return problems;
    }

    private void addExemptionProblems(Map<String, String> problems, Instant now) {
        if (!longer()) {
            require(
                    problems,
                    owner.isEmpty() && reason.isEmpty() && until.isEmpty(),
                    "owner",
                    "An exception is only for grants that last longer than 24 hours.");
            return;
        }
        require(problems, between(owner, 120), "owner", "Say who answers for this exception.");
        require(problems, between(reason, 300), "reason", "Say why, in at most 300 characters.");
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        boolean ends = lastDay()
                .filter(day -> !day.isBefore(today) && !day.isAfter(today.plusDays(LONGEST_EXEMPTION_DAYS)))
                .isPresent();
        require(
                problems,
                ends,
                "until",
                "Give its last day, within a year from now, such as " + today.plusDays(30) + ".");
    }

    private Optional<Duration> minutes() {
        return token.matches("[1-9]|[1-5][0-9]|60")
                ? Optional.of(Duration.ofMinutes(Integer.parseInt(token)))
                : Optional.empty();
    }

    /** The rule; only of a form without problems. */
    PolicyRule rule(UUID id, @Nullable UUID personId) {
        PolicyLevel level = !person.isEmpty()
                ? PolicyLevel.PERSON
                : !client.isEmpty()
                        ? PolicyLevel.CLIENT
                        : !resource.isEmpty() ? PolicyLevel.RESOURCE : PolicyLevel.GLOBAL;
        String subject = switch (level) {
            case GLOBAL, RESOURCE -> null;
            case CLIENT -> client;
            case PERSON -> String.valueOf(personId);
        };
        Set<String> scopes = scope.isEmpty() ? null : ScopeNames.parse(scope);
        Exemption exemption = longer()
                ? new Exemption(
                        owner,
                        reason,
                        lastDay()
                                .orElseThrow()
                                .plusDays(1)
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant())
                : null;
        return new PolicyRule(
                id,
                versionNumber(),
                level,
                subject,
                resource.isEmpty() ? null : resource,
                scopes,
                minutes().orElse(null),
                grantLifetime().orElse(null),
                exemption);
    }

    private static void require(Map<String, String> problems, boolean holds, String field, String problem) {
        if (!holds) {
            problems.putIfAbsent(field, problem);
        }
    }

    private static boolean between(String text, int longest) {
        return !text.isEmpty() && text.length() <= longest;
    }

    private static String shortened(String name) {
        return name.length() <= 60 ? name : name.substring(0, 60) + "…";
    }
}
