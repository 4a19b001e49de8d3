package dev.gatehouse.authserver.client;

import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/** Our clients in the words of Spring's authorization server. */
public final class RegisteredClients {

    private RegisteredClients() {}

    public static RegisteredClient of(Client client) {
        return RegisteredClient.withId(client.id().toString())
                .clientId(client.clientId())
                .clientName(client.clientName())
                .clientAuthenticationMethod(new ClientAuthenticationMethod(client.authMethod()))
                .authorizationGrantTypes(types -> client.grantTypes().forEach(type -> types.add(new AuthorizationGrantType(type))))
                .redirectUris(uris -> uris.addAll(client.redirectUris()))
                .build();
    }
}
