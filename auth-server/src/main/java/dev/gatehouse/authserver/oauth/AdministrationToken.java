package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.user.Administrator;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * A program that administers, by an access token for that. It may what the token's scopes say and, where a person stands
 * behind it, no more than that person may at this moment; a client that acts for itself may what an owner may.
 */
public final class AdministrationToken extends AbstractAuthenticationToken {

    private final transient Administrator administrator;

    AdministrationToken(Administrator administrator, Set<String> scopes) {
        super(AuthorityUtils.createAuthorityList(authorities(administrator.person(), scopes)));
        this.administrator = administrator;
        setAuthenticated(true);
    }

    private static List<String> authorities(@Nullable Person person, Set<String> scopes) {
        List<String> authorities = new ArrayList<>();
        scopes.forEach(scope -> authorities.add("SCOPE_" + scope));
        if (person == null) {
            authorities.add("ROLE_" + Role.OWNER);
        } else {
            person.roles().forEach(role -> authorities.add("ROLE_" + role));
        }
        return authorities;
    }

    public Administrator administrator() {
        return administrator;
    }

    boolean hasScope(String scope) {
        return getAuthorities().stream().anyMatch(authority -> ("SCOPE_" + scope).equals(authority.getAuthority()));
    }

    @Override
    public Object getPrincipal() {
        return administrator;
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public String getName() {
        return administrator.actor();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
