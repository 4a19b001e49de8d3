package dev.gatehouse.authserver.grant;

import dev.gatehouse.authserver.policy.TokenDecision;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.token.GrantFamily;
import dev.gatehouse.authserver.token.StoredToken;
import dev.gatehouse.authserver.token.TokenPair;
import dev.gatehouse.authserver.token.TokenRevocations;
import dev.gatehouse.authserver.token.Tokens;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Exchanges an authorization code (OAuth 2.1 section 4.1.3). Every check comes before the code is consumed, so that an
 * honest retry works; only a replay that is itself valid ends the grant (ruling 4).
 */
@Component
class AuthorizationCodeGrant implements AuthenticationProvider {

    private final Tokens tokens;

    private final TokenIssuing issuing;

    private final TokenRevocations revocations;

    private final ProofKeys proofKeys;

    private final Guesses guesses;

    private final InstantSource clock;

    AuthorizationCodeGrant(
            Tokens tokens,
            TokenIssuing issuing,
            TokenRevocations revocations,
            ProofKeys proofKeys,
            Guesses guesses,
            InstantSource clock) {
        this.tokens = tokens;
        this.issuing = issuing;
        this.revocations = revocations;
        this.proofKeys = proofKeys;
        this.guesses = guesses;
        this.clock = clock;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2AuthorizationCodeAuthenticationToken presented =
                (OAuth2AuthorizationCodeAuthenticationToken) authentication;
        GrantRequest request = GrantRequest.of(presented);
        Instant now = clock.instant();
        String verifier = requireVerifier(request);
        StoredToken code = tokens.findCode(presented.getCode())
                .filter(found ->
                        found.family().clientId().equals(request.client().id()))
                .orElseThrow(() -> guesses.unknown(presented, "No such code of this client"));
        GrantFamily family = code.family();
        checkVerifier(verifier, code, presented);
        checkRedirectUri(presented.getRedirectUri(), family);
        String dpopJkt = proofKeys.shown(request, family.dpopJkt());
        if (code.consumed()) {
            throw replay(request, code);
        }
        if (!code.live(now)) {
            throw GrantRequest.invalidGrant("The code has expired or its grant has ended");
        }
        ResourceServer resource = issuing.boundResource(request, family);
        ProofKeys.require(request, resource, dpopJkt);
        TokenDecision.Granted granted = issuing.decide(request, family, resource, Set.of(), now);
        if (!tokens.consume(code, now)) {
            throw replay(request, code);
        }
        if (!tokens.use(family, now)) {
            throw GrantRequest.invalidGrant("The grant ended meanwhile");
        }
        String refreshToken = tokens.firstRefreshToken(family, request.client(), now);
        return request.answer(issuing.issue(
                request, family, resource, granted, family.scopes(), dpopJkt, TokenPair.fresh(refreshToken), now));
    }

    private static String requireVerifier(GrantRequest request) {
        String verifier = request.parameter("code_verifier");
        if (verifier == null || !CodeVerifier.wellFormed(verifier)) {
            throw new ProtocolRefusal(
                    "invalid_request",
                    "code_verifier is missing or malformed",
                    "code_verifier is missing or malformed");
        }
        return verifier;
    }

    private void checkVerifier(String verifier, StoredToken code, Authentication presented) {
        if (!CodeVerifier.matches(verifier, code.family().codeChallenge())) {
            throw guesses.wrongVerifier(presented, Secrets.base64Url(code.hash()));
        }
    }

    /** Ruling 3: not demanded any more, but enforced where it is sent. */
    private static void checkRedirectUri(@Nullable String presented, GrantFamily family) {
        if (presented != null && !presented.isEmpty() && !presented.equals(family.redirectUri())) {
            throw GrantRequest.invalidGrant("redirect_uri is not the one of the authorization request");
        }
    }

    private ProtocolRefusal replay(GrantRequest request, StoredToken code) {
        return GrantRequest.invalidGrant("The code was used before; its grant is revoked")
                .then(reference -> revocations.revokeFamily(code, "code_replay", request.actor(), reference));
    }

    @Override
    public boolean supports(Class<?> type) {
        return OAuth2AuthorizationCodeAuthenticationToken.class.isAssignableFrom(type);
    }
}
