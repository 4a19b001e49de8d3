package dev.gatehouse.authserver.resource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An MCP server that delegates its authorization to us.
 *
 * @param uri its canonical URI (RFC 8707 section 2): what {@code aud} carries
 * @param scopes in the order in which people see them
 * @param defaultScopes what is offered to a client that asks for nothing that it could get; names among {@code scopes}
 * @param signingAlgorithm JWS algorithm of its access tokens, {@code ES256} or {@code RS256}
 * @param tokenLifetime how long an access token for it lives
 * @param grantCeiling how long a person's grant for it may last at the most
 * @param dpopRequired whether its access tokens must be bound to a key of the client (RFC 9449)
 */
public record ResourceServer(
        String uri,
        String name,
        List<Scope> scopes,
        Set<String> defaultScopes,
        String signingAlgorithm,
        Duration tokenLifetime,
        Duration grantCeiling,
        boolean dpopRequired) {

    public ResourceServer {
        scopes = List.copyOf(scopes);
        defaultScopes = Set.copyOf(defaultScopes);
    }

    public Optional<Scope> scope(String name) {
        return scopes.stream().filter(scope -> scope.name().equals(name)).findFirst();
    }
}
