package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.approval.ApprovalDecision;
import dev.gatehouse.authserver.approval.ApprovalDecision.Kind;
import dev.gatehouse.authserver.user.AccountRules;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;

/**
 * What an administrator filled in at a row of the queue. What cannot be taken changes nothing and is shown again as it was
 * typed; what no page sends is refused with 400.
 */
final class DecisionForm {

    private static final int LONGEST_REASON = 500;

    private final HttpServletRequest request;

    DecisionForm(HttpServletRequest request) {
        this.request = request;
    }

    /** What has to be corrected, by field. */
    Map<String, String> problems(Instant now) {
        Map<String, String> problems = new LinkedHashMap<>();
        Kind kind = kind();
        if (kind == Kind.SOME) {
            audienceProblem().ifPresent(problem -> problems.put("groups", problem));
        }
        if (approves(kind) && !withoutLimits(kind) && limits().isEmpty()) {
            problems.put("scope", "Tick what the app may be used for.");
        }
        if (approves(kind) && !until().isEmpty() && lastDay(now).isEmpty()) {
            problems.put("until", "Give a day that is not over, as in 2031-12-31, or none.");
        }
        if (plainReason().length() > LONGEST_REASON) {
            problems.put("reason", "Say it in at most " + LONGEST_REASON + " characters.");
        }
        return problems;
    }

    /** The decision; only of a form without problems. */
    ApprovalDecision decision(Instant now) {
        Kind kind = kind();
        String reason = plainReason();
        return new ApprovalDecision(
                kind,
                kind == Kind.SOME ? audience() : Set.of(),
                withoutLimits(kind) || !approves(kind) ? null : limits(),
                approves(kind) ? lastDay(now).orElse(null) : null,
                reason.isEmpty() ? null : reason,
                requests());
    }

    private static boolean approves(Kind kind) {
        return kind == Kind.ONCE || kind == Kind.SOME || kind == Kind.EVERYONE;
    }

    private boolean withoutLimits(Kind kind) {
        return anything() && (kind == Kind.SOME || kind == Kind.EVERYONE);
    }

    /** As it was chosen, for the page that shows it again: once, some or everyone. */
    public String reach() {
        return switch (text("reach")) {
            case "some" -> "some";
            case "everyone" -> "everyone";
            // A missing choice means the least.
            default -> "once";
        };
    }

    public boolean chose(UUID person) {
        return all("person").contains(person.toString());
    }

    public String groups() {
        return text("groups");
    }

    public boolean ticked(String server, String scope) {
        return all("scope").contains(server + " " + scope);
    }

    public boolean anything() {
        return text("anything").equals("yes");
    }

    public String until() {
        return text("until");
    }

    public String reason() {
        return text("reason");
    }

    /** The requests that were seen, as the form names them. */
    public String requestIds() {
        return requests().stream().map(UUID::toString).sorted().collect(Collectors.joining(" "));
    }

    public int version() {
        String version = text("version");
        if (!version.matches("[0-9]{1,9}")) {
            throw unreadable("The form is not complete", "Open the queue again.");
        }
        return Integer.parseInt(version);
    }

    private Kind kind() {
        return switch (text("decision")) {
            case "approve" ->
                switch (reach()) {
                    case "some" -> Kind.SOME;
                    case "everyone" -> Kind.EVERYONE;
                    default -> Kind.ONCE;
                };
            case "deny" -> Kind.DENY;
            case "block" -> Kind.BLOCK;
            case "reset" -> Kind.RESET;
            default -> throw unreadable("The form says no decision", "Press one of its buttons.");
        };
    }

    private Map<String, Set<String>> limits() {
        Map<String, Set<String>> limits = new TreeMap<>();
        for (String value : all("scope")) {
            int space = value.indexOf(' ');
            if (space > 0 && space < value.length() - 1) {
                limits.computeIfAbsent(value.substring(0, space), uri -> new LinkedHashSet<>())
                        .add(value.substring(space + 1));
            }
        }
        return limits;
    }

    private Set<String> audience() {
        Set<String> audience = new LinkedHashSet<>();
        all("person").forEach(id -> audience.add("person:" + id(id)));
        groupNames().forEach(group -> audience.add("group:" + group));
        return audience;
    }

    private Optional<String> audienceProblem() {
        if (audience().isEmpty()) {
            return Optional.of("Tick a person or name a group, or approve the app for everyone.");
        }
        return groupNames().stream()
                .flatMap(group -> AccountRules.groupProblem(group).stream())
                .findFirst();
    }

    private List<String> groupNames() {
        return Arrays.stream(groups().toLowerCase(Locale.ROOT).split("[\\s,]+"))
                .filter(group -> !group.isEmpty())
                .toList();
    }

    /** The end of the last day, in UTC. Years of five digits are none that anybody means, and databases end somewhere. */
    private Optional<Instant> lastDay(Instant now) {
        if (!until().matches("(?!9999)[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            return Optional.empty();
        }
        try {
            Instant end = LocalDate.parse(until()).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
            return end.isAfter(now) ? Optional.of(end) : Optional.empty();
        } catch (DateTimeException e) {
            // There is no such day.
            return Optional.empty();
        }
    }

    private String plainReason() {
        return reason().replaceAll("\\p{C}", " ").strip();
    }

    /** All in one field, since a form has at most a hundred. */
    private Set<UUID> requests() {
        return all("request").stream()
                .flatMap(ids -> Arrays.stream(ids.split(" ")))
                .filter(id -> !id.isEmpty())
                .map(DecisionForm::id)
                .collect(Collectors.toSet());
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw unreadable("The form is not complete", "Open the queue again.");
        }
    }

    /** Read by hand: Spring would split one value at its commas. */
    private List<String> all(String name) {
        String[] values = request.getParameterValues(name);
        return values == null ? List.of() : List.of(values);
    }

    private String text(String name) {
        List<String> all = all(name);
        return all.size() == 1 ? all.getFirst() : "";
    }

    /** What was typed into a short field, to be shown again; what no page sends is not. */
    static String shown(HttpServletRequest request, String field) {
        String value = ClientSearch.value(request, field);
        return value.length() <= LONGEST_REASON ? value : "";
    }

    static PageRefusal unreadable(String headline, String remedy) {
        return new PageRefusal(ErrorPage.of(HttpStatus.BAD_REQUEST, headline)
                .because("Nothing was changed.")
                .remedy(remedy));
    }
}
