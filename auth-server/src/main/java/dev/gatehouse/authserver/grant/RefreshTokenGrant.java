package dev.gatehouse.authserver.grant;

import dev.gatehouse.authserver.policy.TokenDecision;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.token.GrantFamily;
import dev.gatehouse.authserver.token.IssuedTokens;
import dev.gatehouse.authserver.token.RefreshReplay;
import dev.gatehouse.authserver.token.StoredToken;
import dev.gatehouse.authserver.token.TokenPair;
import dev.gatehouse.authserver.token.TokenRevocations;
import dev.gatehouse.authserver.token.Tokens;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Rotates a refresh token (OAuth 2.1 section 4.3), for public clients too. One that was rotated a moment ago leads to the
 * same successor while that was not used (ruling 6); after that, presenting it ends its whole family (requirement F1). A
 * request that is refused for anything else changes nothing.
 */
@Component
class RefreshTokenGrant implements AuthenticationProvider {

    private final Tokens tokens;

    private final TokenIssuing issuing;

    private final TokenRevocations revocations;

    private final ProofKeys proofKeys;

    private final Guesses guesses;

    private final InstantSource clock;

    RefreshTokenGrant(
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
        OAuth2RefreshTokenAuthenticationToken presented = (OAuth2RefreshTokenAuthenticationToken) authentication;
        GrantRequest request = GrantRequest.of(presented);
        Instant now = clock.instant();
        StoredToken refreshToken = tokens.findRefreshToken(presented.getRefreshToken())
                .filter(found ->
                        found.family().clientId().equals(request.client().id()))
                .orElseThrow(() -> guesses.unknown(presented, "No such refresh token of this client"));
        GrantFamily family = refreshToken.family();
        String dpopJkt = proofKeys.shown(request, request.client().isPublic() ? family.dpopJkt() : null);
        boolean usable = refreshToken.consumed() ? refreshToken.grantLive(now) : refreshToken.live(now);
        if (!usable) {
            throw GrantRequest.invalidGrant("The refresh token has expired or its grant has ended");
        }
        ResourceServer resource = issuing.boundResource(request, family);
        ProofKeys.require(request, resource, dpopJkt);
        TokenDecision.Granted granted = issuing.decide(request, family, resource, presented.getScopes(), now);
        if (!tokens.use(family, now)) {
            throw GrantRequest.invalidGrant("The grant ended meanwhile");
        }
        Turn turn = new Turn(request, refreshToken, resource, granted, presented.getScopes(), dpopJkt, now);
        String value = presented.getRefreshToken();
        return request.answer(tokens.rotate(refreshToken, value, now)
                .map(successor -> issue(turn, TokenPair.fresh(successor)))
                .orElseGet(() -> replayed(turn, tokens.replay(refreshToken, value))));
    }

    /** A request that passed every check, while it holds the family. */
    private record Turn(
            GrantRequest request,
            StoredToken token,
            ResourceServer resource,
            TokenDecision.Granted granted,
            Set<String> asked,
            @Nullable String dpopJkt,
            Instant now) {}

    private IssuedTokens replayed(Turn turn, RefreshReplay replay) {
        return switch (replay) {
            case RefreshReplay.Same same -> issue(turn, same.pair());
            case RefreshReplay.Repeated repeated -> again(turn, repeated);
            case RefreshReplay.Reused reused ->
                throw GrantRequest.invalidGrant("The refresh token was rotated before; its grant is revoked")
                        .then(reference -> revocations.revokeFamily(
                                turn.token(), "refresh_replay", turn.request().actor(), reference));
        };
    }

    private IssuedTokens issue(Turn turn, TokenPair pair) {
        return issuing.issue(
                turn.request(),
                turn.token().family(),
                turn.resource(),
                turn.granted(),
                turn.asked(),
                turn.dpopJkt(),
                pair,
                turn.now());
    }

    private IssuedTokens again(Turn turn, RefreshReplay.Repeated repeated) {
        return issuing.again(
                        turn.request(),
                        turn.token().family(),
                        turn.resource(),
                        turn.granted(),
                        turn.dpopJkt(),
                        repeated.pair(),
                        turn.now())
                .orElseThrow(() -> GrantRequest.invalidGrant(
                                "The refresh token came too often after its rotation, and not for the same")
                        .slowedDown(repeated.left()));
    }

    @Override
    public boolean supports(Class<?> type) {
        return OAuth2RefreshTokenAuthenticationToken.class.isAssignableFrom(type);
    }
}
