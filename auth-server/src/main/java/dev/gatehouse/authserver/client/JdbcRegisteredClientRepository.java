package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.resource.Scope;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/**
 * Our clients in the shape that Spring's filters ask for. A disabled client is unknown here. In the place of the secret
 * stands our own key for the client, which {@link ClientSecretEncoder} takes to look the secrets up.
 */
@Component
public class JdbcRegisteredClientRepository implements RegisteredClientRepository {

    private static final String CLIENT = Client.class.getName();

    /** Spring wants one grant type at least; nothing at the token endpoint answers to this one. */
    private static final AuthorizationGrantType NO_GRANT = new AuthorizationGrantType("urn:gatehouse:no-grant");

    private final ClientDirectory clients;

    private final ResourceDirectory resources;

    JdbcRegisteredClientRepository(ClientDirectory clients, ResourceDirectory resources) {
        this.clients = clients;
        this.resources = resources;
    }

    /**
     * The client from which this repository made the registered client; spares a look-up.
     *
     * @throws IllegalArgumentException if another repository made it
     */
    public static Client client(RegisteredClient registered) {
        if (registered.getClientSettings().getSetting(CLIENT) instanceof Client client) {
            return client;
        }
        throw new IllegalArgumentException("Not made by this repository: client " + registered.getClientId());
    }

    /** Not how clients are stored; {@link ClientDirectory#add} is. */
    @Override
    public void save(RegisteredClient registeredClient) {
        throw new UnsupportedOperationException("Clients are stored by ClientDirectory.add");
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return clients.find(UUID.fromString(id))
                .filter(Client::active)
                .map(this::registered)
                .orElse(null);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        return clients.findByClientId(clientId)
                .filter(Client::active)
                .map(this::registered)
                .orElse(null);
    }

    private RegisteredClient registered(Client client) {
        RegisteredClient.Builder builder = RegisteredClient.withId(client.id().toString())
                .clientId(client.clientId())
                .clientIdIssuedAt(client.createdAt())
                .clientName(client.clientName())
                .clientAuthenticationMethod(new ClientAuthenticationMethod(client.authMethod()))
                .authorizationGrantTypes(
                        types -> client.grantTypes().forEach(type -> types.add(new AuthorizationGrantType(type))))
                .redirectUris(uris -> uris.addAll(client.redirectUris()))
                .scopes(scopes -> scopes.addAll(scopes(client)))
                .clientSettings(ClientSettings.builder()
                        .requireProofKey(true)
                        .requireAuthorizationConsent(true)
                        .setting(CLIENT, client)
                        .build())
                .tokenSettings(TokenSettings.builder()
                        .authorizationCodeTimeToLive(Duration.ofSeconds(60))
                        .refreshTokenTimeToLive(Duration.ofDays(7))
                        .reuseRefreshTokens(false)
                        .build());
        if (client.grantTypes().isEmpty()) {
            builder.authorizationGrantType(NO_GRANT);
        }
        if (!client.isPublic()) {
            builder.clientSecret(client.id().toString());
        }
        return builder.build();
    }

    /** The most that it may ever be granted: its own bound, or all of its resources' scopes that its source may reach. */
    private Set<String> scopes(Client client) {
        Set<String> scopes = new LinkedHashSet<>();
        if (client.scopes() != null) {
            scopes.addAll(client.scopes());
        } else {
            for (ResourceServer resource : resources.all()) {
                if (client.resources().isEmpty() || client.resources().contains(resource.uri())) {
                    resource.scopes().stream()
                            .filter(scope -> scope.selfRegistered() || !client.selfRegistered())
                            .map(Scope::name)
                            .forEach(scopes::add);
                }
            }
        }
        if (client.grantTypes().contains("refresh_token")) {
            scopes.add("offline_access");
        }
        return scopes;
    }
}
