package dev.gatehouse.authserver.grant;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.policy.AccessLimits;
import dev.gatehouse.authserver.policy.ResourceIndicators;
import dev.gatehouse.authserver.policy.TokenDecision;
import dev.gatehouse.authserver.policy.TokenPolicy;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.token.GrantFamily;
import dev.gatehouse.authserver.token.TokenPair;
import dev.gatehouse.authserver.token.Tokens;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * A token for a client that acts for itself (OAuth 2.1 section 4.2): confidential clients only, no refresh token, never
 * a person's subject (requirement T5).
 */
@Component
class ClientCredentialsGrant implements AuthenticationProvider {

    private final Tokens tokens;

    private final TokenIssuing issuing;

    private final ResourceDirectory resources;

    private final ProofKeys proofKeys;

    private final InstantSource clock;

    ClientCredentialsGrant(
            Tokens tokens,
            TokenIssuing issuing,
            ResourceDirectory resources,
            ProofKeys proofKeys,
            InstantSource clock) {
        this.tokens = tokens;
        this.issuing = issuing;
        this.resources = resources;
        this.proofKeys = proofKeys;
        this.clock = clock;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2ClientCredentialsAuthenticationToken presented =
                (OAuth2ClientCredentialsAuthenticationToken) authentication;
        GrantRequest request = GrantRequest.of(presented);
        Client client = request.client();
        if (client.isPublic()) {
            throw new ProtocolRefusal(
                    "unauthorized_client",
                    "The client is not registered for this grant type",
                    "A public client asked for a token for itself");
        }
        Instant now = clock.instant();
        ResourceServer resource = ResourceIndicators.choose(request.resources(), client, resources)
                .orElseThrow(() -> GrantRequest.invalidTarget("No resource that this client may use was named"));
        String dpopJkt = proofKeys.shown(request, null);
        ProofKeys.require(request, resource, dpopJkt);
        AccessLimits limits = issuing.limits(request, resource, null);
        Set<String> asked = presented.getScopes().isEmpty()
                ? TokenPolicy.byDefault(client, resource, limits)
                : presented.getScopes();
        GrantFamily most = family(client, resource, TokenPolicy.grantable(client, resource, limits), now);
        TokenDecision.Granted granted = issuing.decide(request, most, resource, asked, now);
        GrantFamily family = family(client, resource, granted.scopes(), now);
        tokens.addFamily(family);
        return request.answer(issuing.issue(
                request, family, resource, granted, presented.getScopes(), dpopJkt, TokenPair.fresh(null), now));
    }

    /** A grant of one access token. */
    private static GrantFamily family(Client client, ResourceServer resource, Set<String> scopes, Instant now) {
        return new GrantFamily(
                Secrets.uuid7(now),
                client.id(),
                null,
                null,
                resource.uri(),
                scopes,
                null,
                null,
                null,
                now,
                now.plus(resource.tokenLifetime()));
    }

    @Override
    public boolean supports(Class<?> type) {
        return OAuth2ClientCredentialsAuthenticationToken.class.isAssignableFrom(type);
    }
}
