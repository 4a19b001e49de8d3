package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.client.AuthenticatedClient;
import dev.gatehouse.authserver.token.GrantFamily;
import dev.gatehouse.authserver.token.StoredToken;
import dev.gatehouse.authserver.token.Tokens;
import dev.gatehouse.authserver.web.Issuer;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenIntrospection;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Tells a resource server about the access tokens meant for it, and nobody anything else (RFC 7662, ruling 19):
 * whatever is not active, or not theirs, is exactly {@code {"active":false}}.
 */
@Component
class Introspection implements AuthenticationProvider {

    private final Tokens tokens;

    private final Issuer issuer;

    private final InstantSource clock;

    Introspection(Tokens tokens, Issuer issuer, InstantSource clock) {
        this.tokens = tokens;
        this.issuer = issuer;
        this.clock = clock;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2TokenIntrospectionAuthenticationToken presented =
                (OAuth2TokenIntrospectionAuthenticationToken) authentication;
        if (!(presented.getPrincipal() instanceof AuthenticatedClient caller)
                || caller.client().isPublic()
                || caller.client().introspects() == null) {
            throw new ProtocolRefusal(
                    "invalid_client", "Client authentication failed", "The caller is no resource server");
        }
        OAuth2TokenIntrospection claims = tokens.findAccessToken(presented.getToken())
                .filter(token ->
                        token.family().resource().equals(caller.client().introspects()))
                .filter(token -> token.live(clock.instant()))
                // What was taken from the grant since is taken from its access tokens at once.
                .filter(token -> token.family().scopes().containsAll(token.scopes()))
                .map(this::describe)
                .orElseGet(() -> OAuth2TokenIntrospection.builder(false).build());
        return new OAuth2TokenIntrospectionAuthenticationToken(presented.getToken(), caller, claims);
    }

    private OAuth2TokenIntrospection describe(StoredToken token) {
        GrantFamily family = token.family();
        return OAuth2TokenIntrospection.builder(true)
                .issuer(issuer.value())
                .clientId(token.clientId())
                .subject(
                        family.userId() == null
                                ? "client:" + token.clientId()
                                : family.userId().toString())
                .audience(family.resource())
                .scopes(scopes -> scopes.addAll(token.scopes()))
                .issuedAt(token.issuedAt())
                .expiresAt(token.expiresAt())
                .tokenType(token.dpopJkt() == null ? "Bearer" : "DPoP")
                .claims(claims -> confirmation(token).ifPresent(jkt -> claims.put("cnf", Map.of("jkt", jkt))))
                .build();
    }

    /** RFC 9449 section 6.2. */
    private static Optional<String> confirmation(StoredToken token) {
        return Optional.ofNullable(token.dpopJkt());
    }

    @Override
    public boolean supports(Class<?> type) {
        return OAuth2TokenIntrospectionAuthenticationToken.class.isAssignableFrom(type);
    }
}
