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

    /** Of public clients, by address and by the network around it: each is a row for 90 seconds. */
    private final Throttle byAddress = new Throttle(600, Duration.ofMinutes(10));

    private final Throttle byNetwork = new Throttle(2400, Duration.ofMinutes(10));

    /** Of clients that proved who they are: many people may stand behind one address of theirs. */
    private final Throttle byClient = new Throttle(6000, Duration.ofMinutes(10));

    private final PushedRequests requests;

    private final ProtocolAnswers answers;

    PushedAuthorization(PushedRequests requests, ProtocolAnswers answers) {
        this.requests = requests;
        this.answers = answers;
    }

    @PostMapping("/par")
    void push(AuthenticatedClient caller, HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            requirePatience(caller, request.getRemoteAddr());
            answers.pushed(request, response, requests.push(caller, request.getParameterMap()));
        } catch (ProtocolRefusal refusal) {
            answers.refusal(request, response, refusal);
        }
    }

    private void requirePatience(AuthenticatedClient caller, String address) {
        Duration wait = caller.client().isPublic()
                ? byAddress.attempt(AddressKey.of(address))
                : byClient.attempt(caller.client().clientId());
        if (wait.isZero() && caller.client().isPublic()) {
            wait = byNetwork.attempt(AddressKey.network(address));
        }
        if (!wait.isZero()) {
            throw new ProtocolRefusal(
                            "invalid_request", "Too many requests, try again later", "Too many pushed requests")
                    .slowedDown(wait);
        }
    }
}
