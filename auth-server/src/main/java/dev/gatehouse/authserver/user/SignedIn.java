package dev.gatehouse.authserver.user;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** A person who signed in in this browser, as the security context holds it. */
public final class SignedIn extends AbstractAuthenticationToken {

    private final transient Person person;

    private final Instant signedInAt;

    private final byte[] sessionHash;

    /** @param sessionHash the key of the sign-in session */
    SignedIn(Person person, Instant signedInAt, byte[] sessionHash) {
        super(AuthorityUtils.createAuthorityList(
                person.roles().stream().map(role -> "ROLE_" + role.name()).toList()));
        this.person = person;
        this.signedInAt = signedInAt;
        this.sessionHash = sessionHash.clone();
        setAuthenticated(true);
    }

    public Person person() {
        return person;
    }

    public Instant signedInAt() {
        return signedInAt;
    }

    byte[] sessionHash() {
        return sessionHash.clone();
    }

    @Override
    public Object getPrincipal() {
        return person;
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public String getName() {
        return person.id().toString();
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
