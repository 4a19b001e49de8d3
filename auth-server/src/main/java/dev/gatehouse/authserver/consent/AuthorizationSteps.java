package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.handshake.Fact;
import dev.gatehouse.authserver.handshake.HandshakeEvent;
import dev.gatehouse.authserver.handshake.HandshakeRecorder;
import dev.gatehouse.authserver.handshake.Step;
import dev.gatehouse.authserver.policy.RedirectUriPolicy;
import dev.gatehouse.authserver.policy.ScopeNames;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes down the steps of an authorization request in the client's handshake. */
@Component
class AuthorizationSteps {

    private final HandshakeRecorder handshakes;

    AuthorizationSteps(HandshakeRecorder handshakes) {
        this.handshakes = handshakes;
    }

    /** A request came; returns what it turned out to be. */
    AuthorizationOutcome arrived(AuthorizationOutcome outcome, Parameters parameters) {
        switch (outcome) {
            case AuthorizationOutcome.SignInFirst unknown ->
                handshakes.record(HandshakeEvent.done(Step.AUTHORIZE)
                        .client(parameters.find("client_id").orElse(null))
                        .with(Fact.KNOWN_BY, "its web address, which is read once the person has signed in"));
            case AuthorizationOutcome.Refused refused -> refused(refused, refused.error(), refused.description());
            case AuthorizationRequest request ->
                handshakes.record(about(HandshakeEvent.done(Step.AUTHORIZE), request)
                        .with(Fact.RESOURCE, request.resource().uri())
                        .with(Fact.SCOPE_ASKED, ScopeNames.format(request.asked()))
                        .with(Fact.POLICY, String.join(" ", request.access().reasons())));
        }
        return outcome;
    }

    /** The client is told an error of its request. */
    void refused(AuthorizationOutcome.ToClient outcome, String error, String reason) {
        handshakes.record(about(HandshakeEvent.refused(Step.AUTHORIZE, error, reason), outcome));
    }

    /** An administrator must decide first. */
    void waits(AuthorizationRequest request, String why) {
        handshakes.record(HandshakeEvent.done(Step.APPROVAL)
                .client(request.client().clientId(), request.client().clientName())
                .with(Fact.APPROVAL, "waiting for approval: " + why)
                .with(Fact.RESOURCE, request.resource().uri())
                .with(Fact.SCOPE_ASKED, ScopeNames.format(request.offered().scopes())));
    }

    void remembered(AuthorizationRequest request) {
        handshakes.record(answer(request, "allowed earlier, not asked again", null)
                .with(Fact.SCOPE_GRANTED, ScopeNames.format(request.offered().scopes())));
    }

    void allowed(AuthorizationRequest request, Set<String> ticked, WaitingRequest waiting) {
        handshakes.record(answer(request, "allowed", waiting).with(Fact.SCOPE_GRANTED, ScopeNames.format(ticked)));
    }

    void denied(AuthorizationRequest request, WaitingRequest waiting) {
        handshakes.record(HandshakeEvent.refused(Step.CONSENT, "access_denied", "The person denied the request")
                .client(request.client().clientId(), request.client().clientName())
                .reference(waiting.reference()));
    }

    private static HandshakeEvent answer(
            AuthorizationRequest request, String answer, @Nullable WaitingRequest waiting) {
        return HandshakeEvent.done(Step.CONSENT)
                .client(request.client().clientId(), request.client().clientName())
                .reference(waiting == null ? null : waiting.reference())
                .with(Fact.ANSWER, answer)
                .with(Fact.APPROVAL, approval(request));
    }

    /** Why the client may be used, where that was a question. */
    private static @Nullable String approval(AuthorizationRequest request) {
        return request.admission() == null || !request.client().selfRegistered()
                ? null
                : request.admission().why();
    }

    private static HandshakeEvent about(HandshakeEvent event, AuthorizationOutcome.ToClient outcome) {
        Client client = outcome.client();
        return event.client(client.clientId(), client.clientName())
                .with(Fact.KNOWN_BY, knownBy(client.source()))
                .with(Fact.REDIRECT_HOSTS, RedirectUriPolicy.displayHost(outcome.redirectUri()));
    }

    private static String knownBy(ClientSource source) {
        return switch (source) {
            case ADMIN -> "an administrator's set-up";
            case DCR -> "its own registration";
            case CIMD -> "its web address";
        };
    }
}
