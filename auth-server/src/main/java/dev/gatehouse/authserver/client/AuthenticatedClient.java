package dev.gatehouse.authserver.client;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/** A client that proved who it is at this request, or a public one that said so. */
public final class AuthenticatedClient extends OAuth2ClientAuthenticationToken {

    private final transient Client client;

    private final @Nullable String dpopProof;

    public AuthenticatedClient(
            Client client, RegisteredClient registered, ClientAuthenticationMethod method, @Nullable String dpopProof) {
        super(registered, method, null);
        this.client = client;
        this.dpopProof = dpopProof;
    }

    public Client client() {
        return client;
    }

    /** The proof of a key that came with the request (RFC 9449 section 4), not checked yet. */
    public @Nullable String dpopProof() {
        return dpopProof;
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
