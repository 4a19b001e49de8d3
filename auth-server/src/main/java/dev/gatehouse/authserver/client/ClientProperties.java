package dev.gatehouse.authserver.client;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The clients to begin with. They are stored if no client was set up by an administrator yet, and never overwrite what
 * the database holds.
 */
@ConfigurationProperties("gatehouse.client")
public record ClientProperties(@DefaultValue List<Entry> clients) {

    public ClientProperties {
        clients = List.copyOf(clients);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < clients.size(); i++) {
            String key = "gatehouse.client.clients[" + i + "]";
            ClientRules.check(key, clients.get(i));
            if (!ids.add(clients.get(i).clientId())) {
                throw new IllegalArgumentException(key + ".client-id stands there twice");
            }
        }
    }

    /**
     * One client.
     *
     * @param clientId what the wire has
     * @param name what people are shown
     * @param secret its SHA-256 as {@code {sha256}} or {@code sha256:} and 64 hexadecimal digits, or the secret itself, at
     *     least 32 characters long
     * @param authMethod {@code none}, {@code client_secret_basic}, {@code client_secret_post} or
     *     {@code private_key_jwt}; where absent, what its secret or its keys are for, else none
     * @param grantTypes where absent, authorization_code and refresh_token; nothing for a client that only introspects
     * @param redirectUris compared exactly, but for the port of a loopback address
     * @param scopes the most it may be granted; where absent, all scopes of its resources
     * @param resources the URIs it may ask for; where absent, every one
     * @param defaultResource what an absent {@code resource} means for it
     * @param introspects the resource whose tokens it may introspect as that resource's server (RFC 7662)
     * @param homepage an https URL
     * @param jwksUri for private_key_jwt: the https address of its JWK set
     * @param jwks for private_key_jwt: the JWK set itself, as JSON
     * @param dpopBound whether it gets only tokens that are bound to its key (RFC 9449)
     */
    public record Entry(
            String clientId,
            String name,
            @Nullable String secret,
            @Nullable String authMethod,
            @Nullable Set<String> grantTypes,
            @DefaultValue List<String> redirectUris,
            @Nullable Set<String> scopes,
            @DefaultValue List<String> resources,
            @Nullable String defaultResource,
            @Nullable String introspects,
            @Nullable String homepage,
            @Nullable String jwksUri,
            @Nullable String jwks,
            @DefaultValue("false") boolean dpopBound) {

        String effectiveAuthMethod() {
            if (authMethod != null) {
                return authMethod;
            }
            if (secret != null) {
                return "client_secret_basic";
            }
            return hasKeys() ? "private_key_jwt" : "none";
        }

        boolean hasKeys() {
            return jwksUri != null || jwks != null;
        }

        @Nullable
        ClientKeys keys() {
            return hasKeys() ? new ClientKeys(jwksUri, jwks) : null;
        }

        Set<String> effectiveGrantTypes() {
            if (grantTypes != null) {
                return grantTypes;
            }
            boolean onlyIntrospects = introspects != null && redirectUris.isEmpty();
            return onlyIntrospects ? Set.of() : Set.of("authorization_code", "refresh_token");
        }

        @Override
        public String toString() {
            return "Entry[clientId=" + clientId + ", name=" + name + ", secret=(masked)]";
        }
    }
}
