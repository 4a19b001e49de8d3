package dev.gatehouse.authserver.user;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person who signs in and consents.
 *
 * @param id what access tokens carry as {@code sub}; never changes and tells nothing
 * @param username what is typed at sign-in, lower case
 * @param groups names of the groups that the person belongs to, such as {@code engineering}
 * @param email where the person is told of things; null where none was given. No client is told it
 */
public record Person(
        UUID id,
        String username,
        String displayName,
        Set<Role> roles,
        boolean active,
        Set<String> groups,
        @Nullable String email) {

    public Person {
        roles = Set.copyOf(roles);
        groups = Set.copyOf(groups);
    }

    /** Whether the person is let into the pages of administrators. */
    public boolean administers() {
        return owner() || approver() || roles.contains(Role.AUDITOR);
    }

    /** Whether the person decides which clients may be used. */
    public boolean approver() {
        return owner() || roles.contains(Role.APPROVER);
    }

    public boolean owner() {
        return roles.contains(Role.OWNER);
    }

    /** Where the person is told of things: the mail address, else a username that is one, else nowhere. */
    public Optional<String> mailAddress() {
        if (email != null) {
            return Optional.of(email);
        }
        return AccountRules.emailProblem(username).isEmpty() ? Optional.of(username) : Optional.empty();
    }
}
