package dev.gatehouse.resourceserver.protection;

import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.DPoPAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationFilter;

/**
 * The DPoP scheme of RFC 9449 section 7: a good access token that is bound to a key, and a proof of that key which fits
 * the request, carries a nonce where one is required, and was not used before. Only a proof that passed everything is
 * remembered, so that strangers cannot fill the memory.
 */
final class DPoPScheme implements AuthenticationManager {

    static final String NONCE_HEADER = "DPoP-Nonce";

    private final AuthenticationProvider tokens;
    private final DPoPReplays replays;
    private final @Nullable DPoPNonces nonces;
    private final InstantSource clock;

    DPoPScheme(ResourceProperties properties, AccessTokenDecoder decoder, InstantSource clock) {
        this.tokens = new JwtAuthenticationProvider(decoder);
        this.replays = new DPoPReplays(clock, DPoPReplays.CAPACITY);
        this.nonces = properties.dpop().nonce() ? new DPoPNonces(clock) : null;
        this.clock = clock;
    }

    /** A filter that authenticates requests of this scheme and lets all others pass. */
    AuthenticationFilter filter(String identifier, ChallengeEntryPoint entryPoint) {
        String target = DPoPProof.target(identifier).orElseThrow();
        AuthenticationFilter filter = new AuthenticationFilter(this, new DPoPTokenConverter(target));
        filter.setSuccessHandler((request, response, authentication) -> offerNonce(response));
        filter.setFailureHandler((request, response, reason) -> {
            offerNonce(response);
            entryPoint.commence(request, response, reason);
        });
        return filter;
    }

    @Override
    public Authentication authenticate(Authentication request) {
        DPoPAuthenticationToken presented = (DPoPAuthenticationToken) request;
        Authentication caller = tokens.authenticate(new BearerTokenAuthenticationToken(presented.getAccessToken()));
        if (!(caller instanceof JwtAuthenticationToken token)) {
            throw new IllegalStateException("The access token was not checked");
        }
        String thumbprint = AccessTokenDecoder.findThumbprint(token.getToken())
                .orElseThrow(() -> new InvalidBearerTokenException("The token is not bound to a key"));
        DPoPProof proof = DPoPProof.verify(
                presented.getDPoPProof(),
                new DPoPProof.Expected(
                        presented.getMethod(), presented.getResourceUri(), presented.getAccessToken(), thumbprint),
                clock.instant());
        if (nonces != null && !nonces.isValid(proof.nonce())) {
            throw InvalidProofException.nonceRequired();
        }
        if (!replays.use(proof)) {
            throw new InvalidProofException("The DPoP proof was used before");
        }
        return token;
    }

    /** RFC 9449 section 8.2: with every answer, so that a busy client never has to ask twice. */
    private void offerNonce(HttpServletResponse response) {
        if (nonces != null) {
            response.setHeader(NONCE_HEADER, nonces.current());
        }
    }
}
