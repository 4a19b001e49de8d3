package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.approval.ApprovalVerdict;
import dev.gatehouse.authserver.approval.ParkedRequest;
import dev.gatehouse.authserver.approval.ParkedRequests;
import dev.gatehouse.authserver.policy.RedirectUriPolicy;
import dev.gatehouse.authserver.resource.Scope;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.BrowserCookie;
import dev.gatehouse.authserver.web.DisplayName;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageHeaders;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Where a person waits until an administrator has decided, and from where the request then goes on. */
@Controller
class ApprovalController {

    /** An app that sent its person here longer ago has most likely stopped listening, as it would after a sign-in page. */
    private static final Duration LISTENS = Duration.ofMinutes(10);

    private final ParkedRequests parked;

    private final AuthorizationRequestReader reader;

    private final Admissions admissions;

    private final WaitingRequests waiting;

    private final AuthorizationResponses responses;

    private final BrowserCookie cookie;

    private final JsonMapper json;

    private final InstantSource clock;

    ApprovalController(
            ParkedRequests parked,
            AuthorizationRequestReader reader,
            Admissions admissions,
            WaitingRequests waiting,
            AuthorizationResponses responses,
            BrowserCookie cookie,
            JsonMapper json,
            InstantSource clock) {
        this.parked = parked;
        this.reader = reader;
        this.admissions = admissions;
        this.waiting = waiting;
        this.responses = responses;
        this.cookie = cookie;
        this.json = json;
        this.clock = clock;
    }

    /** How a request stands now. */
    private record Standing(
            ParkedRequest request,
            Parameters parameters,
            @Nullable AuthorizationRequest authorization,
            @Nullable ApprovalVerdict verdict,
            ApprovalPage.State state,
            @Nullable String reason) {

        /** Whether nothing keeps the client from being used for a part of what it asks for. */
        boolean usable() {
            return verdict instanceof ApprovalVerdict.Allowed;
        }
    }

    // Named because Spring would hand it to GET, which may carry the request on.
    @RequestMapping(path = "/approvals/{id}", method = RequestMethod.HEAD)
    ResponseEntity<Void> head() {
        return ResponseEntity.status(HttpStatus.METHOD_NOT_ALLOWED)
                .header("Allow", "GET")
                .build();
    }

    @GetMapping("/approvals/{id}")
    Object show(
            @PathVariable String id,
            @RequestParam(name = "without", defaultValue = "") String without,
            SignedIn signedIn,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Standing standing = standing(id, signedIn, request);
        boolean goesOn =
                standing.state() == ApprovalPage.State.APPROVED || (without.equals("more") && standing.usable());
        if (goesOn && listens(standing) && parked.goOn(standing.request())) {
            String transaction = waiting.add(
                    standing.authorization() == null
                            ? null
                            : standing.authorization().client(),
                    standing.parameters(),
                    cookie.require(request, response),
                    standing.request().reference(),
                    standing.request().arrivedAt());
            return Redirects.to(request.getContextPath() + "/consent?transaction=" + transaction, false);
        }
        PageHeaders.allowPolling(response);
        model.addAttribute("page", page(standing));
        model.addAttribute("signedInAs", signedIn.person().displayName());
        return "approval";
    }

    /** For the page's script, which asks every few seconds. */
    @GetMapping("/approvals/{id}/state")
    ResponseEntity<Map<String, String>> state(@PathVariable String id, SignedIn signedIn, HttpServletRequest request) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(Map.of("state", standing(id, signedIn, request).state().code()));
    }

    private boolean listens(Standing standing) {
        ParkedRequest request = standing.request();
        return request.here()
                && !request.wentOn()
                && standing.authorization() != null
                && clock.instant().isBefore(request.arrivedAt().plus(LISTENS));
    }

    private Standing standing(String id, SignedIn signedIn, HttpServletRequest request) {
        ParkedRequest found = cookie.find(request)
                .flatMap(browser -> id(id).flatMap(
                                known -> parked.find(known, signedIn.person().id(), browser)))
                .orElseThrow(ApprovalController::notThere);
        Parameters parameters =
                new Parameters(json.readValue(found.requestJson(), new TypeReference<Map<String, List<String>>>() {}));
        AuthorizationRequest authorization = read(parameters, signedIn);
        ApprovalVerdict verdict = authorization == null ? null : admissions.verdict(authorization, signedIn.person());
        String reason = verdict instanceof ApprovalVerdict.Blocked blocked ? blocked.reason() : found.reason();
        return new Standing(found, parameters, authorization, verdict, state(found, verdict), reason);
    }

    /** What is decided now counts more than what was decided about the request, and that more than its age. */
    private ApprovalPage.State state(ParkedRequest request, @Nullable ApprovalVerdict verdict) {
        if (verdict instanceof ApprovalVerdict.Allowed allowed && !asksForMore(request, allowed)) {
            return ApprovalPage.State.APPROVED;
        }
        if (verdict instanceof ApprovalVerdict.Blocked || request.state() == ParkedRequest.State.DENIED) {
            return ApprovalPage.State.DENIED;
        }
        Instant now = clock.instant();
        if (!now.isBefore(request.expiresAt()) || request.state() == ParkedRequest.State.USED) {
            return ApprovalPage.State.LAPSED;
        }
        if (request.state() == ParkedRequest.State.WAITING) {
            return ApprovalPage.State.WAITING;
        }
        // Allowed, but the client is gone: it registers again when the person presses connect. Else the approval ended.
        return verdict == null ? ApprovalPage.State.APPROVED : ApprovalPage.State.LAPSED;
    }

    /** Whether nobody has said yes yet to what the person asks for beyond what they could have at once. */
    private static boolean asksForMore(ParkedRequest request, ApprovalVerdict.Allowed allowed) {
        return request.more()
                && !allowed.heldBack().isEmpty()
                && (request.state() == ParkedRequest.State.WAITING || request.state() == ParkedRequest.State.DENIED);
    }

    private @Nullable AuthorizationRequest read(Parameters parameters, SignedIn signedIn) {
        try {
            return reader.read(parameters, signedIn) instanceof AuthorizationRequest request ? request : null;
        } catch (PageRefusal gone) {
            return null;
        }
    }

    private ApprovalPage page(Standing standing) {
        ParkedRequest request = standing.request();
        AuthorizationRequest authorization = standing.authorization();
        String back = authorization == null || standing.state() != ApprovalPage.State.DENIED
                ? null
                : responses.error(authorization, "access_denied", "An administrator denied the request");
        return new ApprovalPage(
                request.id().toString(),
                standing.state(),
                DisplayName.of(request.clientName()).text(),
                authorization == null ? "" : authorization.resource().name(),
                authorization == null ? "" : authorization.resource().uri(),
                authorization == null ? List.of() : words(standing, authorization),
                request.askedAt(),
                request.expiresAt(),
                request.reference(),
                standing.reason(),
                back,
                authorization == null ? null : strangersHost(authorization),
                request.more(),
                request.more() && standing.usable() && listens(standing));
    }

    /** Ruling 11: nobody vouches for the web address of an unverified client, so nobody is sent there unasked. */
    private static @Nullable String strangersHost(AuthorizationRequest authorization) {
        return authorization.client().selfRegistered() && !RedirectUriPolicy.isLoopback(authorization.redirectUri())
                ? RedirectUriPolicy.displayHost(authorization.redirectUri())
                : null;
    }

    /** What an administrator is asked for. */
    private static List<String> words(Standing standing, AuthorizationRequest authorization) {
        Set<String> wanted = standing.verdict() instanceof ApprovalVerdict.Allowed allowed
                        && asksForMore(standing.request(), allowed)
                ? allowed.heldBack()
                : authorization.offered().scopes();
        return authorization.resource().scopes().stream()
                .filter(scope -> wanted.contains(scope.name()))
                .map(Scope::text)
                .toList();
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            // Not the id of anything: the same answer as for an id of somebody else's.
            return Optional.empty();
        }
    }

    private static PageRefusal notThere() {
        return new PageRefusal(ErrorPage.of(HttpStatus.NOT_FOUND, "This request is not there")
                .because("It is not a request of yours, or its time is over.")
                .remedy("Press connect in the app again."));
    }
}
