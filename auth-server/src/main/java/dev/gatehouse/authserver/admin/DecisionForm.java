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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Reads what an administrator filled in at a row of the queue. Whatever cannot be read changes nothing. */
final class DecisionForm {

    private static final int LONGEST_REASON = 500;

    private final HttpServletRequest request;

    DecisionForm(HttpServletRequest request) {
        this.request = request;
    }

    ApprovalDecision decision(Instant now) {
        Kind kind = kind();
        boolean approves = kind == Kind.ONCE || kind == Kind.SOME || kind == Kind.EVERYONE;
        Map<String, Set<String>> limits = limits();
        boolean anything = approves && kind != Kind.ONCE && "yes".equals(request.getParameter("anything"));
        if (approves && !anything && limits.isEmpty()) {
            throw unreadable("No permission was ticked", "Tick what the app may be used for.");
        }
        Set<String> audience = kind == Kind.SOME ? audience() : Set.of();
        if (kind == Kind.SOME && audience.isEmpty()) {
            throw unreadable("Nobody was chosen", "Tick a person or name a group, or approve the app for everyone.");
        }
        return new ApprovalDecision(
                kind,
                audience,
                anything || !approves ? null : limits,
                approves ? endsAt(now) : null,
                reason(),
                requests());
    }

    int version() {
        String version = text("version");
        if (!version.matches("[0-9]{1,9}")) {
            throw unreadable("The form is not complete", "Open the queue again.");
        }
        return Integer.parseInt(version);
    }

    private Kind kind() {
        return switch (text("decision")) {
            case "approve" ->
                switch (text("reach")) {
                    case "some" -> Kind.SOME;
                    case "everyone" -> Kind.EVERYONE;
                    // A missing choice means the least.
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
        for (String id : all("person")) {
            audience.add("person:" + id(id));
        }
        for (String group : text("groups").toLowerCase(Locale.ROOT).split("[\\s,]+")) {
            if (!group.isEmpty()) {
                if (AccountRules.groupProblem(group).isPresent()) {
                    throw unreadable(
                            "A group's name cannot be read",
                            AccountRules.groupProblem(group).get());
                }
                audience.add("group:" + group);
            }
        }
        return audience;
    }

    /** The end of that day, in UTC. */
    private @Nullable Instant endsAt(Instant now) {
        String until = text("until");
        if (until.isEmpty()) {
            return null;
        }
        if (!until.matches("(?!9999)[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            throw lastDay();
        }
        try {
            Instant end = LocalDate.parse(until).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
            if (end.isAfter(now)) {
                return end;
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw lastDay();
    }

    /** Years of five digits are none that anybody means, and databases end somewhere. */
    private static PageRefusal lastDay() {
        return unreadable("The last day cannot be taken", "Give a day that is not over, as in 2031-12-31, or none.");
    }

    private @Nullable String reason() {
        String reason = text("reason").replaceAll("\\p{C}", " ").strip();
        if (reason.length() > LONGEST_REASON) {
            throw unreadable("The reason is too long", "Say it in at most " + LONGEST_REASON + " characters.");
        }
        return reason.isEmpty() ? null : reason;
    }

    private Set<UUID> requests() {
        return all("request").stream().map(DecisionForm::id).collect(Collectors.toSet());
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

    static PageRefusal unreadable(String headline, String remedy) {
        return new PageRefusal(ErrorPage.of(HttpStatus.BAD_REQUEST, headline)
                .because("Nothing was changed.")
                .remedy(remedy));
    }
}
