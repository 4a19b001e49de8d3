package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.policy.ScopeNames;
import dev.gatehouse.authserver.ratelimit.AddressKey;
import dev.gatehouse.authserver.ratelimit.Throttle;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.BrowserCookie;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
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

    /** Requests that may begin to wait, by address: each is a row for ten minutes. */
    private final Throttle waitingByAddress = new Throttle(600, Duration.ofMinutes(10));

    /** The same for all addresses together, of people who have not signed in: strangers cannot fill the storage. */
    private final Throttle waitingInAll = new Throttle(30_000, Duration.ofMinutes(10));

    private final AuthorizationRequestReader reader;

    private final PushedRequests pushedRequests;

    private final WaitingRequests waiting;

    private final ConsentDecisions decisions;

    private final AuthorizationResponses responses;

    private final BrowserCookie cookie;

    private final InstantSource clock;

    private final AuthorizationSteps steps;

    AuthorizeController(
            AuthorizationRequestReader reader,
            PushedRequests pushedRequests,
            WaitingRequests waiting,
            ConsentDecisions decisions,
            AuthorizationResponses responses,
            BrowserCookie cookie,
            InstantSource clock,
            AuthorizationSteps steps) {
        this.reader = reader;
        this.pushedRequests = pushedRequests;
        this.waiting = waiting;
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
    ResponseEntity<Void> authorize(
            HttpServletRequest httpRequest, HttpServletResponse response, @Nullable Authentication authentication) {
        Parameters sent = Parameters.of(httpRequest.getParameterMap());
        Optional<PushedRequest> pushed = pushedRequests.find(sent);
        // Only what was pushed counts (RFC 9126 section 4, RFC 9101 section 5).
        Parameters parameters = pushed.map(PushedRequest::parameters).orElse(sent);
        SignedIn signedIn = authentication instanceof SignedIn person ? person : null;
        boolean posted = httpRequest.getMethod().equals("POST");
        AuthorizationOutcome outcome = reader.read(parameters, signedIn != null);
        if (!(outcome instanceof AuthorizationOutcome.Refused)) {
            pushed.ifPresent(pushedRequests::use);
        }
        String location = switch (steps.arrived(outcome, parameters)) {
            case AuthorizationOutcome.SignInFirst unknown -> signInFirst(null, parameters, httpRequest, response);
            case AuthorizationOutcome.Refused refused -> refused(refused, parameters, signedIn, httpRequest, response);
            case AuthorizationRequest request -> accepted(request, parameters, signedIn, httpRequest, response);
        };
        return Redirects.to(location, posted);
    }

    /** A client that nobody vouches for gets no redirect, not even of an error, before the person signed in (Z6). */
    private String refused(
            AuthorizationOutcome.Refused refused,
            Parameters parameters,
            @Nullable SignedIn signedIn,
            HttpServletRequest request,
            HttpServletResponse response) {
        log.info("Authorization request of {} refused: {}", refused.client().clientId(), refused.description());
        if (signedIn == null && refused.client().selfRegistered()) {
            return signInFirst(refused.client(), parameters, request, response);
        }
        return responses.error(refused, refused.error(), refused.description());
    }

    private String accepted(
            AuthorizationRequest authorization,
            Parameters parameters,
            @Nullable SignedIn signedIn,
            HttpServletRequest request,
            HttpServletResponse response) {
        if (signedIn == null) {
            return authorization.promptNone()
                    ? loginRequired(authorization)
                    : signInFirst(authorization.client(), parameters, request, response);
        }
        boolean again = authorization.needsSignIn(signedIn.signedInAt(), clock.instant());
        if (again || authorization.asksForAccount(signedIn.person())) {
            return authorization.promptNone()
                    ? responses.error(authorization, "login_required", "The person must sign in first")
                    : SignInRedirects.to(
                            request.getContextPath(),
                            add(authorization.client(), parameters, request, response),
                            again,
                            authorization.loginHint());
        }
        Optional<String> code = decisions.remembered(authorization, signedIn, null);
        if (code.isPresent()) {
            steps.remembered(authorization);
            return responses.code(authorization, code.get());
        }
        if (authorization.promptNone()) {
            steps.refused(authorization, "consent_required", "The person must be asked first");
            return responses.error(authorization, "consent_required", "The person must be asked first");
        }
        return request.getContextPath()
                + "/consent?transaction="
                + add(authorization.client(), parameters, request, response);
    }

    private String loginRequired(AuthorizationRequest authorization) {
        if (authorization.client().selfRegistered()) {
            throw nobodySignedIn();
        }
        steps.refused(authorization, "login_required", "The person is not signed in");
        return responses.error(authorization, "login_required", "The person is not signed in");
    }

    private static PageRefusal nobodySignedIn() {
        return new PageRefusal(ErrorPage.of(HttpStatus.BAD_REQUEST, "You are not signed in here")
                .because("The app asked for an answer without showing you anything, and nobody is signed in.")
                .remedy("Press connect in the app again."));
    }

    private String signInFirst(
            @Nullable Client client, Parameters parameters, HttpServletRequest request, HttpServletResponse response) {
        if (ScopeNames.parse(parameters.find("prompt").orElse("")).contains("none")) {
            throw nobodySignedIn();
        }
        return SignInRedirects.to(
                request.getContextPath(),
                add(client, parameters, request, response),
                false,
                parameters.find("login_hint").orElse(null));
    }

    private String add(
            @Nullable Client client, Parameters parameters, HttpServletRequest request, HttpServletResponse response) {
        Duration wait = waitingByAddress.attempt(AddressKey.of(request.getRemoteAddr()));
        if (wait.isZero() && request.getUserPrincipal() == null) {
            wait = waitingInAll.attempt("all");
        }
        if (!wait.isZero()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait.toSeconds()));
            throw new PageRefusal(ErrorPage.of(HttpStatus.TOO_MANY_REQUESTS, "Too many requests at once")
                    .because("Apps have started more sign-ins, from your network or in all, than are taken.")
                    .remedy("Wait a minute, then press connect in the app again."));
        }
        return waiting.add(client, parameters, cookie.require(request, response));
    }
}
