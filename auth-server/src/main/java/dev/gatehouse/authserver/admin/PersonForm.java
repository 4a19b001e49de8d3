package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.user.AccountRules;
import dev.gatehouse.authserver.user.Details;
import dev.gatehouse.authserver.user.Role;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Reads what an owner filled in about a person. */
final class PersonForm {

    private static final int LONGEST_GROUPS = 1000;

    private final HttpServletRequest request;

    PersonForm(HttpServletRequest request) {
        this.request = request;
    }

    String username() {
        return text("username");
    }

    String displayName() {
        return text("display_name");
    }

    /** Everybody may sign in and consent. */
    Set<Role> roles() {
        Set<Role> roles = EnumSet.of(Role.PERSON);
        String[] ticked = request.getParameterValues("role");
        for (String role : ticked == null ? new String[0] : ticked) {
            switch (role) {
                case "OWNER", "APPROVER", "AUDITOR" -> roles.add(Role.valueOf(role));
                default -> throw DecisionForm.unreadable("There is no such role", "Open the page again.");
            }
        }
        return roles;
    }

    Set<String> groups() {
        Set<String> groups = new TreeSet<>();
        for (String group : text("groups").toLowerCase(Locale.ROOT).split("[\\s,]+")) {
            if (!group.isEmpty()) {
                groups.add(group);
            }
        }
        return groups;
    }

    /** Null where the field is empty. */
    @Nullable
    String email() {
        return AccountRules.email(text("email"));
    }

    Details details() {
        return new Details(roles(), groups(), email());
    }

    int version() {
        String version = text("version");
        if (!version.matches("[0-9]{1,9}")) {
            throw DecisionForm.unreadable("The form is not complete", "Open the page again.");
        }
        return Integer.parseInt(version);
    }

    /** What is wrong with an invitation, by field. */
    Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        AccountRules.usernameProblem(username()).ifPresent(problem -> problems.put("username", problem));
        AccountRules.displayNameProblem(displayName()).ifPresent(problem -> problems.put("display_name", problem));
        problems.putAll(detailProblems());
        return problems;
    }

    /** What is wrong with what is said of a person besides the names, by field. */
    Map<String, String> detailProblems() {
        Map<String, String> problems = new LinkedHashMap<>();
        String email = email();
        if (email != null) {
            AccountRules.emailProblem(email).ifPresent(problem -> problems.put("email", problem));
        }
        for (String group : groups()) {
            AccountRules.groupProblem(group).ifPresent(problem -> problems.put("groups", problem));
        }
        if (String.join(" ", groups()).length() > LONGEST_GROUPS) {
            problems.put("groups", "These are too many groups.");
        }
        return problems;
    }

    String text(String name) {
        String[] values = request.getParameterValues(name);
        return values == null || values.length != 1 ? "" : values[0];
    }

    /** As it is shown again; what no page sends is not. */
    static String cut(String text) {
        return text.length() <= LONGEST_GROUPS ? text : "";
    }

    static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw notThere();
        }
    }

    static PageRefusal notThere() {
        return new PageRefusal(ErrorPage.of(HttpStatus.NOT_FOUND, "This is not there")
                .because("It may be gone, or the address is wrong.")
                .remedy("Go back to the list."));
    }
}
