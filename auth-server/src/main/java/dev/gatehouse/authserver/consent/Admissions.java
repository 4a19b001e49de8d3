package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.approval.ApprovalQuestion;
import dev.gatehouse.authserver.approval.ApprovalVerdict;
import dev.gatehouse.authserver.approval.Approvals;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.client.UrlClientSource;
import dev.gatehouse.authserver.policy.RedirectUriPolicy;
import dev.gatehouse.authserver.resource.Scope;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Whether a client may be used by a person for what it asks for, decided and then held until something is granted. */
@Component
class Admissions {

    private final Approvals approvals;

    private final UrlClientSource urlClients;

    Admissions(Approvals approvals, UrlClientSource urlClients) {
        this.approvals = approvals;
        this.urlClients = urlClients;
    }

    ApprovalVerdict verdict(AuthorizationRequest request, Person person) {
        return approvals.verdict(question(request, person));
    }

    ApprovalQuestion question(AuthorizationRequest request, Person person) {
        Client client = request.client();
        return new ApprovalQuestion(
                client,
                client.source() == ClientSource.CIMD ? RedirectUriPolicy.host(client.clientId()) : null,
                urlClients.vouchedFor(client),
                RedirectUriPolicy.host(request.redirectUri()),
                person,
                request.resource().uri(),
                request.offered().scopes(),
                request.resource().scopes().stream()
                        .filter(Scope::approvalNeeded)
                        .map(Scope::name)
                        .collect(Collectors.toSet()));
    }

    /** In the transaction under way; false without a verdict, or if somebody decided otherwise meanwhile. */
    boolean hold(AuthorizationRequest request) {
        ApprovalVerdict.Allowed admission = request.admission();
        return admission != null && approvals.hold(admission, request.client());
    }

    /**
     * Uses up what was allowed once.
     *
     * @throws PageRefusal if it was used meanwhile, which undoes the transaction under way
     */
    void use(AuthorizationRequest request) {
        ApprovalVerdict.Allowed admission = request.admission();
        if (admission == null || !approvals.use(admission)) {
            throw new PageRefusal(ErrorPage.of(HttpStatus.BAD_REQUEST, "This request can no longer be answered")
                    .because("An administrator allowed it once, and that was used already.")
                    .remedy("Press connect in the app again: your request then waits for an administrator."));
        }
    }
}
