package dev.gatehouse.authserver.user;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What administrators say of a person besides the names.
 *
 * @param groups names of the groups that the person belongs to
 * @param email where the person is told of things; null for none
 */
public record Details(
        Set<Role> roles, Set<String> groups, @Nullable String email) {

    public Details {
        roles = Set.copyOf(roles);
        groups = Set.copyOf(groups);
    }

    public static Details of(Person person) {
        return new Details(person.roles(), person.groups(), person.email());
    }

    /** As they are stored. */
    String roleNames() {
        return roles.stream().map(Role::name).sorted().collect(Collectors.joining(" "));
    }

    String groupNames() {
        return String.join(" ", new TreeSet<>(groups));
    }
}
