package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.policy.ScopeNames;
import dev.gatehouse.authserver.ratelimit.AddressKey;
import dev.gatehouse.authserver.ratelimit.Throttle;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.BrowserCookie;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
import dev.gatehouse.authserver.web.Reference;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/**
 * The authorization endpoint (OAuth 2.1 section 3.1): client and redirect URI, then the request, then the person, then
 * their consent, then the code.
 */
@Controller
class AuthorizeController {

    private static final Logger log = LoggerFactory.getLogger(AuthorizeController.class);

    /** Requests that may begin to wait, by address and by the network around it: each is a row for ten minutes. */
    private final Throttle waitingByAddress = new Throttle(600, Duration.ofMinutes(10));

    private final Throttle waitingByNetwork = new Throttle(2400, Duration.ofMinutes(10));

    private final AuthorizationRequestReader reader;

    private final PushedRequests pushedRequests;

    private final WaitingRequests waiting;

    private final ApprovalGate gate;

    private final ConsentDecisions decisions;

    private final AuthorizationResponses responses;

    private final BrowserCookie cookie;

    private final InstantSource clock;

    private final AuthorizationSteps steps;

    AuthorizeController(
            AuthorizationRequestReader reader,
            PushedRequests pushedRequests,
            WaitingRequests waiting,
            ApprovalGate gate,
            ConsentDecisions decisions,
            AuthorizationResponses responses,
            BrowserCookie cookie,
            InstantSource clock,
            AuthorizationSteps steps) {
        this.reader = reader;
        this.pushedRequests = pushedRequests;
        this.waiting = waiting;
        this.gate = gate;
        this.decisions = decisions;
        this.responses = responses;
        this.cookie = cookie;
        this.clock = clock;
        this.steps = steps;
    }

    // HEAD is named because Spring would hand it to GET, and asking for a head must issue no code (requirement Z1).
    @RequestMapping(path = "/authorize", method = RequestMethod.HEAD)
    ResponseEntity<Void> head() {
        return ResponseEntity.status(HttpStatus.METHOD_NOT_ALLOWED)
                .header("Allow", "GET, POST")
                .build();
    }

    @RequestMapping(
            path = "/authorize",
            method = {RequestMethod.GET, RequestMethod.POST})
    void authorize(
            HttpServletRequest httpRequest, HttpServletResponse response, @Nullable Authentication authentication) {
        Parameters sent = Parameters.of(httpRequest.getParameterMap());
        Optional<PushedRequest> pushed = pushedRequests.find(sent);
        // Only what was pushed counts (RFC 9126 section 4, RFC 9101 section 5).
        Parameters parameters = pushed.map(PushedRequest::parameters).orElse(sent);
        SignedIn signedIn = authentication instanceof SignedIn person ? person : null;
        Arrival arrival = new Arrival(parameters, pushed.orElse(null), signedIn, httpRequest, response);
        AuthorizationOutcome outcome = steps.arrived(reader.read(parameters, signedIn), parameters);
        String location = switch (outcome) {
            case AuthorizationOutcome.SignInFirst unknown -> signInFirst(null, arrival);
            case AuthorizationOutcome.Refused refused -> refused(refused, arrival);
            case AuthorizationRequest request -> accepted(request, arrival);
        };
        Redirects.send(response, location, httpRequest.getMethod().equals("POST"));
    }

    /** A request as it came to the endpoint. */
    private record Arrival(
            Parameters parameters,
            @Nullable PushedRequest pushed,
            @Nullable SignedIn signedIn,
            HttpServletRequest request,
            HttpServletResponse response) {}

    /** A client that nobody vouches for gets no redirect, not even of an error, before the person signed in (Z6). */
    private String refused(AuthorizationOutcome.Refused refused, Arrival arrival) {
        log.info("Authorization request of {} refused: {}", refused.client().clientId(), refused.description());
        if (arrival.signedIn() == null && refused.client().selfRegistered()) {
            return signInFirst(refused.client(), arrival);
        }
        return responses.error(refused, refused.error(), refused.description());
    }

    private String accepted(AuthorizationRequest authorization, Arrival arrival) {
        SignedIn signedIn = arrival.signedIn();
        if (signedIn == null) {
            return authorization.promptNone()
                    ? loginRequired(authorization)
                    : signInFirst(authorization.client(), arrival);
        }
        boolean again = authorization.needsSignIn(signedIn.signedInAt(), clock.instant());
        if (again || authorization.asksForAccount(signedIn.person())) {
            return authorization.promptNone()
                    ? cannotAsk(authorization, "login_required", "The person must sign in first")
                    : SignInRedirects.to(
                            arrival.request().getContextPath(),
                            add(authorization.client(), arrival),
                            again,
                            authorization.loginHint());
        }
        Optional<AuthorizationRequest> admitted = gate.admit(authorization, signedIn);
        return admitted.isPresent()
                ? admitted(admitted.get(), signedIn, arrival)
                : waitForApproval(authorization, signedIn, arrival);
    }

    private String admitted(AuthorizationRequest authorization, SignedIn signedIn, Arrival arrival) {
        Optional<String> code = decisions.remembered(authorization, signedIn, () -> use(arrival));
        if (code.isPresent()) {
            steps.remembered(authorization);
            return responses.code(authorization, code.get());
        }
        return authorization.promptNone()
                ? cannotAsk(authorization, "consent_required", "The person must be asked first")
                : arrival.request().getContextPath() + "/consent?transaction=" + add(authorization.client(), arrival);
    }

    private String waitForApproval(AuthorizationRequest authorization, SignedIn signedIn, Arrival arrival) {
        if (authorization.promptNone()) {
            return cannotAsk(authorization, "consent_required", "An administrator must approve the client first");
        }
        return gate.park(
                        authorization,
                        signedIn,
                        new ApprovalGate.Arrived(arrival.parameters(), Reference.next(), clock.instant()),
                        false,
                        () -> use(arrival),
                        arrival.request(),
                        arrival.response())
                .orElseThrow();
    }

    /** Of a request that was sent ahead one goes on, and none that is refused uses it up. */
    private boolean use(Arrival arrival) {
        if (arrival.pushed() != null) {
            pushedRequests.use(arrival.pushed());
        }
        return true;
    }

    private String loginRequired(AuthorizationRequest authorization) {
        if (authorization.client().selfRegistered()) {
            throw nobodySignedIn();
        }
        return cannotAsk(authorization, "login_required", "The person is not signed in");
    }

    private String cannotAsk(AuthorizationRequest authorization, String error, String reason) {
        log.info(
                "Authorization request of {} refused: {}",
                authorization.client().clientId(),
                reason);
        steps.refused(authorization, error, reason);
        return responses.error(authorization, error, reason);
    }

    private static PageRefusal nobodySignedIn() {
        return new PageRefusal(ErrorPage.of(HttpStatus.BAD_REQUEST, "You are not signed in here")
                .because("The app asked for an answer without showing you anything, and nobody is signed in.")
                .remedy("Press connect in the app again."));
    }

    private String signInFirst(@Nullable Client client, Arrival arrival) {
        if (ScopeNames.parse(arrival.parameters().find("prompt").orElse("")).contains("none")) {
            throw nobodySignedIn();
        }
        return SignInRedirects.to(
                arrival.request().getContextPath(),
                add(client, arrival),
                false,
                arrival.parameters().find("login_hint").orElse(null));
    }

    private String add(@Nullable Client client, Arrival arrival) {
        HttpServletRequest request = arrival.request();
        Duration wait = waitingByAddress.attempt(AddressKey.of(request.getRemoteAddr()));
        if (wait.isZero()) {
            wait = waitingByNetwork.attempt(AddressKey.network(request.getRemoteAddr()));
        }
        if (!wait.isZero()) {
            arrival.response().setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait.toSeconds()));
            throw new PageRefusal(ErrorPage.of(HttpStatus.TOO_MANY_REQUESTS, "Too many requests from your network")
                    .because("Apps have started more sign-ins from there than are taken at once.")
                    .remedy("Wait a minute, then press connect in the app again."));
        }
        use(arrival);
        return waiting.add(client, arrival.parameters(), cookie.require(request, arrival.response()));
    }
}
