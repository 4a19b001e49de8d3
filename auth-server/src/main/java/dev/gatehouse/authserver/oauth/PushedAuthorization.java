package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.client.AuthenticatedClient;
import dev.gatehouse.authserver.consent.PushedRequests;
import dev.gatehouse.authserver.ratelimit.AddressKey;
import dev.gatehouse.authserver.ratelimit.Throttle;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The pushed authorization request endpoint (RFC 9126 section 2); who calls was authenticated by the filters before it. */
@RestController
class PushedAuthorization {

    /** By address: each is a row for 90 seconds. */
    private final Throttle byAddress = new Throttle(600, Duration.ofMinutes(10));

    private final PushedRequests requests;

    private final ProtocolAnswers answers;

    PushedAuthorization(PushedRequests requests, ProtocolAnswers answers) {
        this.requests = requests;
        this.answers = answers;
    }

    @PostMapping("/par")
    void push(AuthenticatedClient caller, HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            requirePatience(request);
            answers.pushed(request, response, requests.push(caller, request.getParameterMap()));
        } catch (ProtocolRefusal refusal) {
            answers.refusal(request, response, refusal);
        }
    }

    private void requirePatience(HttpServletRequest request) {
        Duration wait = byAddress.attempt(AddressKey.of(request.getRemoteAddr()));
        if (!wait.isZero()) {
            throw new ProtocolRefusal(
                            "invalid_request", "Too many requests, try again later", "Too many pushed requests")
                    .slowedDown(wait);
        }
    }
}
