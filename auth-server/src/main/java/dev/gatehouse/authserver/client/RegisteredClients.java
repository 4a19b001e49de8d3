package dev.gatehouse.authserver.client;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * Our clients in the words of Spring's authorization server, which wants a repository of them. What decides about a
 * client is taken from {@link Client}; a disabled one is unknown here.
 */
@Component
public class RegisteredClients implements RegisteredClientRepository {

    /** Spring wants one grant type at least, and a client that only introspects has none. */
    private static final AuthorizationGrantType NO_GRANT = new AuthorizationGrantType("urn:gatehouse:no-grant");

    private final ClientDirectory clients;

    RegisteredClients(ClientDirectory clients) {
        this.clients = clients;
    }

    public static RegisteredClient of(Client client) {
        RegisteredClient.Builder builder = RegisteredClient.withId(client.id().toString())
                .clientId(client.clientId())
                .clientName(client.clientName())
                .clientAuthenticationMethod(new ClientAuthenticationMethod(client.authMethod()))
                .redirectUris(uris -> uris.addAll(client.redirectUris()));
        client.grantTypes().forEach(type -> builder.authorizationGrantType(new AuthorizationGrantType(type)));
        return client.grantTypes().isEmpty()
                ? builder.authorizationGrantType(NO_GRANT).build()
                : builder.build();
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
                .map(RegisteredClients::of)
                .orElse(null);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        return clients.findByClientId(clientId)
                .filter(Client::active)
                .map(RegisteredClients::of)
                .orElse(null);
    }
}
