package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.approval.ApprovalVerdict;
import dev.gatehouse.authserver.approval.ParkedRequests;
import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.BrowserCookie;
import dev.gatehouse.authserver.web.DisplayName;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Stands between a person who signed in and the question for their consent: may this client be used at all? */
@Component
class ApprovalGate {

    private final Admissions admissions;

    private final ParkedRequests parked;

    private final BrowserCookie cookie;

    private final JsonMapper json;

    private final AuthorizationSteps steps;

    ApprovalGate(
            Admissions admissions,
            ParkedRequests parked,
            BrowserCookie cookie,
            JsonMapper json,
            AuthorizationSteps steps) {
        this.admissions = admissions;
        this.parked = parked;
        this.cookie = cookie;
        this.json = json;
        this.steps = steps;
    }

    /**
     * The request, narrowed to what the client may be used for; empty if an administrator must decide first.
     *
     * @throws PageRefusal if the client is blocked: there is no redirect then
     */
    Optional<AuthorizationRequest> admit(AuthorizationRequest request, SignedIn signedIn) {
        return switch (admissions.verdict(request, signedIn.person())) {
            case ApprovalVerdict.Allowed allowed -> Optional.of(request.admitted(allowed));
            case ApprovalVerdict.Waits waits -> {
                steps.waits(request, waits.why());
                yield Optional.empty();
            }
            case ApprovalVerdict.Blocked blocked -> throw blocked(request, blocked);
        };
    }

    /** A request that waits here, and what came with it. */
    record Arrived(Parameters parameters, String reference, Instant arrivedAt) {

        static Arrived of(WaitingRequest request) {
            return new Arrived(request.parameters(), request.reference(), request.arrivedAt());
        }
    }

    /**
     * Keeps the request until an administrator has decided, and returns the local address at which the person waits.
     *
     * @param more whether the client may be used already, and this asks for what needs an administrator's yes besides
     * @param use takes the one answer of what waited or was sent ahead, and tells whether this is it
     */
    Optional<String> park(
            AuthorizationRequest request,
            SignedIn signedIn,
            Arrived arrived,
            boolean more,
            BooleanSupplier use,
            HttpServletRequest httpRequest,
            HttpServletResponse response) {
        if (!use.getAsBoolean()) {
            return Optional.empty();
        }
        if (more) {
            steps.waits(request, "the person asks for what needs an administrator's yes");
        }
        UUID id = parked.park(
                admissions.question(request, signedIn.person()),
                new ParkedRequests.Parking(
                        json.writeValueAsString(arrived.parameters().values()),
                        cookie.require(httpRequest, response),
                        arrived.reference(),
                        arrived.arrivedAt(),
                        more));
        return Optional.of(httpRequest.getContextPath() + "/approvals/" + id);
    }

    private static PageRefusal blocked(AuthorizationRequest request, ApprovalVerdict.Blocked blocked) {
        String name = DisplayName.of(request.client().clientName()).text();
        String reason = blocked.reason() == null ? "" : " They wrote: " + blocked.reason();
        return new PageRefusal(
                        ErrorPage.of(HttpStatus.FORBIDDEN, name + " may not be used here")
                                .because("The administrators of this server decide which apps may be used, and have"
                                        + " blocked this one." + reason)
                                .remedy("If you need it, ask them, and give the reference below."),
                        blocked.why())
                .of(request.client().clientId());
    }
}
