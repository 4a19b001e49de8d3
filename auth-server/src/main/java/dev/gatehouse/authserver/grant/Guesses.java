package dev.gatehouse.authserver.grant;

import dev.gatehouse.authserver.ratelimit.AddressKey;
import dev.gatehouse.authserver.ratelimit.Throttle;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import java.time.Duration;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/**
 * Slows down whoever presents what nobody was given (C11): only what is refused anyway is answered with 429, so that an
 * honest client behind the same address goes on.
 */
@Component
class Guesses {

    /** Codes and refresh tokens that there are not, by address. */
    private final Throttle unknown = new Throttle(300, Duration.ofMinutes(1));

    /** Ruling 20: wrong verifiers, by code and address. */
    private final Throttle wrongVerifiers = new Throttle(10, Duration.ofMinutes(10));

    /** @return the refusal for a value that is nobody's */
    ProtocolRefusal unknown(Authentication presented, String reason) {
        return slowedDown(GrantRequest.invalidGrant(reason), unknown.attempt(address(presented)));
    }

    /** @param code names the code, and is not the code itself */
    ProtocolRefusal wrongVerifier(Authentication presented, String code) {
        return slowedDown(
                GrantRequest.invalidGrant("code_verifier does not match the challenge"),
                wrongVerifiers.attempt(code + " " + address(presented)));
    }

    private static ProtocolRefusal slowedDown(ProtocolRefusal refusal, Duration wait) {
        return wait.isZero() ? refusal : refusal.slowedDown(wait);
    }

    private static String address(Authentication presented) {
        return presented.getDetails() instanceof WebAuthenticationDetails details
                ? AddressKey.of(details.getRemoteAddress())
                : "";
    }
}
