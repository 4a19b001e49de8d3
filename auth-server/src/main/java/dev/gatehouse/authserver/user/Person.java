package dev.gatehouse.authserver.user;

import java.util.Set;
import java.util.UUID;

/**
 * A person who signs in and consents.
 *
 * @param id what access tokens carry as {@code sub}; never changes and tells nothing
 * @param username what is typed at sign-in, lower case
 */
public record Person(UUID id, String username, String displayName, Set<Role> roles, boolean active) {

    public Person {
        roles = Set.copyOf(roles);
    }
}
