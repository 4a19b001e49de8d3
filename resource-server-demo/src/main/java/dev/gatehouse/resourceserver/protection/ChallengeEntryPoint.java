package dev.gatehouse.resourceserver.protection;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/**
 * Maps why a request is not authenticated to its answer. Which check failed goes to the log under a reference; the client
 * gets the reference.
 */
final class ChallengeEntryPoint implements AuthenticationEntryPoint, AuthenticationFailureHandler {

    private static final Logger log = LoggerFactory.getLogger(ChallengeEntryPoint.class);

    private final Challenge challenge;

    ChallengeEntryPoint(Challenge challenge) {
        this.challenge = challenge;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        switch (reason) {
            case AuthenticationServiceException unavailable -> {
                String reference = reference();
                log.warn("Cannot check access tokens (reference {}): {}", reference, printable(unavailable));
                challenge.unavailable(
                        response, "Access tokens cannot be checked at the moment (reference " + reference + ")");
            }
            case InvalidProofException proof when proof.isNonceRequired() -> challenge.nonceRequired(response);
            case InvalidProofException proof -> {
                String reference = reference();
                log.info("Refused a DPoP proof (reference {}): {}", reference, printable(proof));
                challenge.invalidProof(response, reference);
            }
            case OAuth2AuthenticationException refused
            when refused.getError().getErrorCode().equals(OAuth2ErrorCodes.INVALID_REQUEST) ->
                challenge.invalidRequest(
                        request, response, String.valueOf(refused.getError().getDescription()));
            case OAuth2AuthenticationException refused -> {
                String reference = reference();
                log.info("Refused an access token (reference {}): {}", reference, printable(refused));
                challenge.invalidToken(request, response, reference);
            }
            default -> challenge.tokenRequired(response);
        }
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        commence(request, response, reason);
    }

    private static String reference() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    /** A reason may quote the token's header, which a stranger wrote: one bounded line, no control characters. */
    private static String printable(Exception reason) {
        String message = String.valueOf(reason.getMessage()).replaceAll("[^\\x20-\\x7E]", "?");
        return message.length() > 300 ? message.substring(0, 300) + "..." : message;
    }
}
