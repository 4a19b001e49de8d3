package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.client.AuthenticatedClient;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientAssertions;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.client.RegisteredClients;
import dev.gatehouse.authserver.ratelimit.AddressKey;
import dev.gatehouse.authserver.ratelimit.Throttle;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/**
 * Authenticates clients by the one method each is registered for (requirements A1 to A3, A5). An unknown client, a wrong
 * secret and a wrong method look the same from outside.
 */
@Component
class ClientAuthentication implements AuthenticationProvider {

    /** Failures by client and address; a caller elsewhere is not held up by them. */
    private final Throttle failures = new Throttle(20, Duration.ofMinutes(1));

    private final ClientDirectory clients;

    private final ClientAssertions assertions;

    ClientAuthentication(ClientDirectory clients, ClientAssertions assertions) {
        this.clients = clients;
        this.assertions = assertions;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2ClientAuthenticationToken presented = (OAuth2ClientAuthenticationToken) authentication;
        String clientId = (String) presented.getPrincipal();
        String key = clientId + " " + address(presented);
        Duration wait = failures.remaining(key);
        if (!wait.isZero()) {
            throw invalidClient("Too many failures from this address").slowedDown(wait);
        }
        Optional<Client> client = clients.findByClientId(clientId).filter(found -> proves(found, presented));
        if (client.isEmpty()) {
            failures.attempt(key);
            throw invalidClient("Unknown client, wrong method, wrong secret, or switched off: " + clientId);
        }
        return new AuthenticatedClient(
                client.get(), RegisteredClients.of(client.get()), presented.getClientAuthenticationMethod());
    }

    private boolean proves(Client client, OAuth2ClientAuthenticationToken presented) {
        boolean method = client.authMethod()
                .equals(presented.getClientAuthenticationMethod().getValue());
        return method && client.active() && (client.isPublic() || provesSecret(client, presented.getCredentials()));
    }

    private boolean provesSecret(Client client, @Nullable Object credentials) {
        return credentials instanceof String value
                && (client.authMethod().equals("private_key_jwt")
                        ? assertions.proves(client, value)
                        : clients.secretMatches(client.id(), value));
    }

    private static String address(Authentication presented) {
        return presented.getDetails() instanceof WebAuthenticationDetails details
                ? AddressKey.of(details.getRemoteAddress())
                : "";
    }

    private static ProtocolRefusal invalidClient(String reason) {
        return new ProtocolRefusal("invalid_client", "Client authentication failed", reason);
    }

    @Override
    public boolean supports(Class<?> type) {
        return OAuth2ClientAuthenticationToken.class.isAssignableFrom(type);
    }
}
