package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.client.AuthenticatedClient;
import dev.gatehouse.authserver.token.StoredToken;
import dev.gatehouse.authserver.token.TokenRevocations;
import dev.gatehouse.authserver.token.Tokens;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenRevocationAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Revokes a client's own tokens (RFC 7009): a refresh token takes its whole grant with it (requirement V3), an access
 * token only itself. What is unknown, or another's, is answered with the same 200 and left alone (V1, V2).
 */
@Component
class Revocation implements AuthenticationProvider {

    private final Tokens tokens;

    private final TokenRevocations revocations;

    Revocation(Tokens tokens, TokenRevocations revocations) {
        this.tokens = tokens;
        this.revocations = revocations;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2TokenRevocationAuthenticationToken presented = (OAuth2TokenRevocationAuthenticationToken) authentication;
        if (!(presented.getPrincipal() instanceof AuthenticatedClient caller)) {
            throw new ProtocolRefusal("invalid_client", "Client authentication failed", "No client authenticated");
        }
        String actor = "client:" + caller.client().clientId();
        // The hint is never looked at: the value tells what it is (RFC 7009 section 2.1).
        own(tokens.findRefreshToken(presented.getToken()), caller)
                .ifPresent(token -> revocations.revokeFamily(token, "revoked_by_client", actor, null));
        own(tokens.findAccessToken(presented.getToken()), caller)
                .ifPresent(token -> revocations.revokeAccessToken(token, "revoked_by_client", actor));
        return presented;
    }

    private static Optional<StoredToken> own(Optional<StoredToken> token, AuthenticatedClient caller) {
        return token.filter(
                found -> found.family().clientId().equals(caller.client().id()));
    }

    @Override
    public boolean supports(Class<?> type) {
        return OAuth2TokenRevocationAuthenticationToken.class.isAssignableFrom(type);
    }
}
