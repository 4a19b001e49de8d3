package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.user.AccountRules;
import dev.gatehouse.authserver.user.Details;
import dev.gatehouse.authserver.user.PersonEntry;
import dev.gatehouse.authserver.user.Role;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A person. Username and name are chosen with the invitation, and stay.
 *
 * @param email where they are told of things; none where it is left out
 * @param roles what they may do besides signing in: owner, approver, auditor
 * @param status active, invited (without a password yet) or disabled
 * @param link where they set a password: told once, by the request that made it
 */
@JsonNaming(SnakeCaseStrategy.class)
record PersonBody(
        @Nullable String id,
        @Nullable String username,
        @Nullable String displayName,
        @Nullable String email,
        @Nullable List<String> roles,
        @Nullable List<String> groups,
        @Nullable String status,
        @Nullable String createdAt,
        @Nullable String link) {

    static PersonBody of(PersonEntry entry, @Nullable String link) {
        return new PersonBody(
                entry.person().id().toString(),
                entry.person().username(),
                entry.person().displayName(),
                entry.person().email(),
                entry.person().roles().stream()
                        .filter(role -> role != Role.PERSON)
                        .map(Faults::name)
                        .sorted()
                        .toList(),
                entry.person().groups().stream().sorted().toList(),
                !entry.person().active() ? "disabled" : entry.invited() ? "invited" : "active",
                entry.createdAt().toString(),
                link);
    }

    Details details() {
        if (email != null) {
            AccountRules.emailProblem(email).ifPresent(problem -> {
                throw Faults.body("/email", problem);
            });
        }
        return new Details(allRoles(), allGroups(), email);
    }

    /** Everybody may sign in and consent. */
    private Set<Role> allRoles() {
        Set<Role> all = EnumSet.of(Role.PERSON);
        for (String role : ServerBody.whole(roles, "roles")) {
            all.add(Faults.constant(Role.class, role, "/roles"));
        }
        return all;
    }

    private Set<String> allGroups() {
        Set<String> all = new TreeSet<>(ServerBody.whole(groups, "groups"));
        for (String group : all) {
            AccountRules.groupProblem(group).ifPresent(problem -> {
                throw Faults.body("/groups", problem);
            });
        }
        if (String.join(" ", all).length() > 1000) {
            throw Faults.body("/groups", "These are too many groups.");
        }
        return all;
    }
}
