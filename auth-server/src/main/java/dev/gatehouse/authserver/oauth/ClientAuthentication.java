package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.client.AuthenticatedClient;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientAssertions;
import dev.gatehouse.authserver.client.ClientCopies;
import dev.gatehouse.authserver.client.KnownClient;
import dev.gatehouse.authserver.client.UrlClientSource;
import dev.gatehouse.authserver.ratelimit.AddressKey;
import dev.gatehouse.authserver.ratelimit.Throttle;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
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

    private final ClientCopies copies;

    private final ClientAssertions assertions;

    private final InstantSource clock;

    ClientAuthentication(ClientCopies copies, ClientAssertions assertions, InstantSource clock) {
        this.copies = copies;
        this.assertions = assertions;
        this.clock = clock;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2ClientAuthenticationToken presented = (OAuth2ClientAuthenticationToken) authentication;
        String clientId = (String) presented.getPrincipal();
        String key = Secrets.base64Url(Secrets.sha256(clientId)) + " " + address(presented);
        Duration wait = failures.remaining(key);
        if (!wait.isZero()) {
            throw invalidClient("Too many failures from this address").slowedDown(wait);
        }
        KnownClient known = copies.find(clientId)
                .filter(copy -> proves(copy, presented))
                .orElseGet(() -> asStored(clientId, presented, key));
        return new AuthenticatedClient(
                known.client(),
                known.registered(),
                presented.getClientAuthenticationMethod(),
                presented.getAdditionalParameters().get(ClientAuthenticationConverter.DPOP_PROOF)
                                instanceof String proof
                        ? proof
                        : null);
    }

    private KnownClient asStored(String clientId, OAuth2ClientAuthenticationToken presented, String key) {
        Optional<KnownClient> stored = copies.read(clientId);
        return stored.filter(found -> proves(found, presented)).orElseThrow(() -> {
            failures.attempt(key);
            return invalidClient(whyNot(stored.map(KnownClient::client), presented));
        });
    }

    private boolean proves(KnownClient known, OAuth2ClientAuthenticationToken presented) {
        Client client = known.client();
        boolean method = client.authMethod()
                .equals(presented.getClientAuthenticationMethod().getValue());
        return method && client.active() && (client.isPublic() || provesSecret(known, presented));
    }

    /** For administrators; whoever asks is told the same of all of them. */
    private static String whyNot(Optional<Client> known, OAuth2ClientAuthenticationToken presented) {
        if (known.isEmpty()) {
            return UrlClientSource.isUrl(String.valueOf(presented.getPrincipal()))
                    ? "Nobody has connected with the client of this address yet"
                    : "No client is registered under this client_id";
        }
        String registered = known.get().authMethod();
        String used = presented.getClientAuthenticationMethod().getValue();
        if (!known.get().active()) {
            return "The client is switched off";
        }
        if (!registered.equals(used)) {
            return used.equals("none")
                    ? "The client is registered for " + registered + " but came without its secret"
                    : "The client is registered for " + registered + " but authenticated by " + used;
        }
        return registered.equals("private_key_jwt")
                ? "The client assertion does not prove the client"
                : "The client secret is wrong";
    }

    private boolean provesSecret(KnownClient known, OAuth2ClientAuthenticationToken presented) {
        if (!(presented.getCredentials() instanceof String value)) {
            return false;
        }
        if (known.client().authMethod().equals("private_key_jwt")) {
            return assertions.proves(known.client(), value);
        }
        return known.hasSecret(value, clock.instant())
                || (presented.getAdditionalParameters().get(ClientAuthenticationConverter.RAW_SECRET)
                                instanceof String raw
                        && !raw.equals(value)
                        && known.hasSecret(raw, clock.instant()));
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
