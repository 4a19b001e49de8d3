package dev.gatehouse.authserver.client;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A registered client (RFC 7591 section 2 gives its words).
 *
 * @param id our own key; {@code clientId} is what the wire has
 * @param authMethod {@code token_endpoint_auth_method}: the only one it may use (requirement A2)
 * @param grantTypes the grants it may use (T6)
 * @param scopes the most it may ever be granted; null where its resources' catalogues are the only bound
 * @param resources the canonical URIs it may ask for; empty means every one that its source may reach
 * @param defaultResource what an absent {@code resource} means for it
 * @param introspects the resource whose access tokens it may introspect, as that resource's own server (ruling 19)
 * @param keys by which it signs its assertions, where its method is {@code private_key_jwt}
 * @param dpopBound {@code dpop_bound_access_tokens} (RFC 9449 section 5.2): it gets no token without a proof
 * @param homepage {@code client_uri}; https, and as unverified as the name where it registered itself
 */
public record Client(
        UUID id,
        String clientId,
        String clientName,
        ClientSource source,
        ClientStatus status,
        String authMethod,
        Set<String> grantTypes,
        List<String> redirectUris,
        @Nullable Set<String> scopes,
        Set<String> resources,
        @Nullable String defaultResource,
        @Nullable String introspects,
        @Nullable String homepage,
        Instant createdAt,
        @Nullable ClientKeys keys,
        boolean dpopBound) {

    public Client {
        grantTypes = Set.copyOf(grantTypes);
        redirectUris = List.copyOf(redirectUris);
        scopes = scopes == null ? null : Set.copyOf(scopes);
        resources = Set.copyOf(resources);
    }

    /** A client that signs nothing. */
    public Client(
            UUID id,
            String clientId,
            String clientName,
            ClientSource source,
            ClientStatus status,
            String authMethod,
            Set<String> grantTypes,
            List<String> redirectUris,
            @Nullable Set<String> scopes,
            Set<String> resources,
            @Nullable String defaultResource,
            @Nullable String introspects,
            @Nullable String homepage,
            Instant createdAt) {
        this(
                id,
                clientId,
                clientName,
                source,
                status,
                authMethod,
                grantTypes,
                redirectUris,
                scopes,
                resources,
                defaultResource,
                introspects,
                homepage,
                createdAt,
                null,
                false);
    }

    /** A client that cannot keep a secret, {@code token_endpoint_auth_method} {@code none}. */
    public boolean isPublic() {
        return authMethod.equals("none");
    }

    /** A client that no administrator set up: it gets less, and nobody is sent to it before they signed in. */
    public boolean selfRegistered() {
        return source != ClientSource.ADMIN;
    }

    public boolean active() {
        return status == ClientStatus.ACTIVE;
    }
}
