package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.ClientLabels;
import dev.gatehouse.authserver.client.UrlClientSource;
import dev.gatehouse.authserver.policy.RedirectUriPolicy;
import dev.gatehouse.authserver.policy.TokenPolicy;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.BrowserCookie;
import dev.gatehouse.authserver.web.DisplayName;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.FormTokens;
import dev.gatehouse.authserver.web.GivenName;
import dev.gatehouse.authserver.web.PageHeaders;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;

/** Asks the person, and takes the answer once. */
@Controller
class ConsentController {

    private final WaitingRequests waiting;

    private final AuthorizationRequestReader reader;

    private final UrlClientSource urlClients;

    private final ClientLabels labels;

    private final ApprovalGate gate;

    private final ConsentDecisions decisions;

    private final AuthorizationResponses responses;

    private final FormTokens formTokens;

    private final BrowserCookie cookie;

    private final AuthorizationSteps steps;

    private final InstantSource clock;

    ConsentController(
            WaitingRequests waiting,
            AuthorizationRequestReader reader,
            UrlClientSource urlClients,
            ClientLabels labels,
            ApprovalGate gate,
            ConsentDecisions decisions,
            AuthorizationResponses responses,
            FormTokens formTokens,
            BrowserCookie cookie,
            AuthorizationSteps steps,
            InstantSource clock) {
        this.waiting = waiting;
        this.reader = reader;
        this.urlClients = urlClients;
        this.labels = labels;
        this.gate = gate;
        this.decisions = decisions;
        this.responses = responses;
        this.formTokens = formTokens;
        this.cookie = cookie;
        this.steps = steps;
        this.clock = clock;
    }

    // Named because Spring would hand it to GET, which may answer with a code (requirement Z1).
    @RequestMapping(path = "/consent", method = RequestMethod.HEAD)
    ResponseEntity<Void> head() {
        return ResponseEntity.status(HttpStatus.METHOD_NOT_ALLOWED)
                .header("Allow", "GET, POST")
                .build();
    }

    @GetMapping("/consent")
    Object ask(
            @RequestParam String transaction,
            SignedIn signedIn,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        WaitingRequest waitingRequest = find(transaction, request);
        // Read anew: the client, its redirects or the resource may have changed while the person signed in.
        return switch (reader.read(waitingRequest.parameters(), signedIn)) {
            case AuthorizationOutcome.SignInFirst never -> throw noLongerValid();
            case AuthorizationOutcome.Refused refused -> {
                requireAnswered(waiting.answer(transaction));
                steps.refused(refused, refused.error(), refused.description());
                yield Redirects.to(responses.error(refused, refused.error(), refused.description()), false);
            }
            case AuthorizationRequest authorization -> {
                if (authorization.needsSignIn(signedIn.signedInAt(), waitingRequest.arrivedAt())) {
                    yield Redirects.to(
                            SignInRedirects.to(request.getContextPath(), transaction, true, authorization.loginHint()),
                            false);
                }
                Optional<AuthorizationRequest> admitted = gate.admit(authorization, signedIn);
                yield admitted.isPresent()
                        ? admitted(waitingRequest, admitted.get(), signedIn, request, response, model)
                        : Redirects.to(
                                waitForApproval(waitingRequest, authorization, false, signedIn, request, response),
                                false);
            }
        };
    }

    private Object admitted(
            WaitingRequest waitingRequest,
            AuthorizationRequest authorization,
            SignedIn signedIn,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Optional<String> code =
                decisions.remembered(authorization, signedIn, () -> waiting.answer(waitingRequest.transaction()));
        code.ifPresent(issued -> steps.remembered(authorization));
        return code.isPresent()
                ? Redirects.to(responses.code(authorization, code.get()), false)
                : page(waitingRequest, authorization, signedIn, request, response, model);
    }

    private String waitForApproval(
            WaitingRequest waitingRequest,
            AuthorizationRequest authorization,
            boolean more,
            SignedIn signedIn,
            HttpServletRequest request,
            HttpServletResponse response) {
        return gate.park(
                        authorization,
                        signedIn,
                        ApprovalGate.Arrived.of(waitingRequest),
                        more,
                        () -> waiting.answer(waitingRequest.transaction()),
                        request,
                        response)
                .orElseThrow(ConsentController::noLongerValid);
    }

    /** What needs an administrator's yes goes into the queue, with all that the app asked for, and the person waits. */
    private Object askAdministrator(
            WaitingRequest waitingRequest,
            AuthorizationRequest authorization,
            SignedIn signedIn,
            HttpServletRequest httpRequest,
            HttpServletResponse response) {
        Optional<AuthorizationRequest> admitted = gate.admit(authorization, signedIn);
        if (admitted.filter(request -> request.heldBack().isEmpty()).isPresent()) {
            throw noLongerValid();
        }
        return Redirects.to(
                waitForApproval(waitingRequest, authorization, admitted.isPresent(), signedIn, httpRequest, response),
                true);
    }

    private String page(
            WaitingRequest waitingRequest,
            AuthorizationRequest authorization,
            SignedIn signedIn,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        PageHeaders.allowFormAction(response, authorization.redirectUri());
        String token = formTokens.issue(request, response, purpose(waitingRequest.transaction()));
        ConsentPages.Situation situation = new ConsentPages.Situation(
                waitingRequest,
                authorization,
                labels.shownToPeople(authorization.client()),
                decisions.inForce(authorization, signedIn.person()).orElse(null),
                signedIn,
                urlClients.vouchedFor(authorization.client()),
                token,
                clock.instant());
        model.addAttribute("page", situation.page());
        return "consent";
    }

    @PostMapping("/consent")
    Object answer(
            @RequestParam String transaction,
            @RequestParam String decision,
            @RequestParam(required = false) @Nullable String duration,
            @RequestParam(required = false) @Nullable String label,
            SignedIn signedIn,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        formTokens.check(request, purpose(transaction));
        WaitingRequest waitingRequest = find(transaction, request);
        if (!(reader.read(waitingRequest.parameters(), signedIn) instanceof AuthorizationRequest asked)
                || asked.needsSignIn(signedIn.signedInAt(), waitingRequest.arrivedAt())) {
            throw noLongerValid();
        }
        if (decision.equals("ask")) {
            return askAdministrator(waitingRequest, asked, signedIn, request, response);
        }
        if (!decision.equals("allow")) {
            return deny(waitingRequest, asked, signedIn, model);
        }
        AuthorizationRequest authorization = gate.admit(asked, signedIn).orElseThrow(ConsentController::noLongerValid);
        // Read by hand: Spring would split one value at its commas.
        String[] scopes = request.getParameterValues("scope");
        Set<String> ticked = scopes == null ? Set.of() : new LinkedHashSet<>(List.of(scopes));
        if (!authorization.offered().scopes().containsAll(ticked)) {
            throw noLongerValid();
        }
        if (ticked.isEmpty()) {
            model.addAttribute("nothingTicked", true);
            return page(waitingRequest, authorization, signedIn, request, response, model);
        }
        Duration chosen = chosen(authorization, duration);
        String name = GivenName.fitted(label);
        if (ConsentPages.signInAgain(authorization, ticked, signedIn.signedInAt(), clock.instant())) {
            String kept = duration == null ? "" : chosen.toString();
            waiting.choose(transaction, new ConsentChoice(signedIn.person().id(), ticked, kept, name));
            String username = signedIn.person().username();
            return Redirects.to(SignInRedirects.to(request.getContextPath(), transaction, true, username), true);
        }
        Optional<String> code = decisions.allow(waitingRequest, authorization, signedIn, ticked, chosen, name);
        requireAnswered(code.isPresent());
        steps.allowed(authorization, ticked, waitingRequest);
        return Redirects.to(responses.code(authorization, code.orElseThrow()), true);
    }

    /** Ruling 11: nobody vouches for the web address of an unverified client, so nobody is sent there unasked. */
    private Object deny(
            WaitingRequest waitingRequest, AuthorizationRequest authorization, SignedIn signedIn, Model model) {
        requireAnswered(decisions.deny(waitingRequest, authorization, signedIn.person()));
        steps.denied(authorization, waitingRequest);
        String location = responses.error(authorization, "access_denied", "The person denied the request");
        boolean stranger =
                authorization.client().selfRegistered() && !RedirectUriPolicy.isLoopback(authorization.redirectUri());
        if (!stranger) {
            return Redirects.to(location, true);
        }
        model.addAttribute(
                "clientName",
                DisplayName.of(authorization.client().clientName()).text());
        model.addAttribute("redirectHost", RedirectUriPolicy.displayHost(authorization.redirectUri()));
        model.addAttribute("location", location);
        return "denied";
    }

    private WaitingRequest find(String transaction, HttpServletRequest request) {
        return cookie.find(request)
                .flatMap(value -> waiting.find(transaction, value))
                .orElseThrow(ConsentController::noLongerValid);
    }

    private static void requireAnswered(boolean answered) {
        if (!answered) {
            throw noLongerValid();
        }
    }

    private static PageRefusal noLongerValid() {
        return new PageRefusal(ErrorPage.of(HttpStatus.BAD_REQUEST, "This request can no longer be answered")
                .because("It was answered already, is older than ten minutes, or began in another browser.")
                .remedy("Press connect in the app again."));
    }

    /** A missing choice means the shortest; one that was not offered is no choice. */
    private Duration chosen(AuthorizationRequest request, @Nullable String duration) {
        List<Duration> offered =
                TokenPolicy.durations(request.resource(), request.access().limits(), clock.instant());
        if (duration == null || duration.isEmpty()) {
            return offered.getFirst();
        }
        return offered.stream()
                .filter(choice -> choice.toString().equals(duration))
                .findFirst()
                .orElseThrow(ConsentController::noLongerValid);
    }

    private static String purpose(String transaction) {
        return "consent " + transaction;
    }
}
