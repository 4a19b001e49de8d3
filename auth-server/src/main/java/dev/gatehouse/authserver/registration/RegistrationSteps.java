package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.handshake.Fact;
import dev.gatehouse.authserver.handshake.HandshakeEvent;
import dev.gatehouse.authserver.handshake.HandshakeRecorder;
import dev.gatehouse.authserver.handshake.Step;
import dev.gatehouse.authserver.policy.RedirectUriPolicy;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes down in the client's handshake how it became known. */
final class RegistrationSteps {

    private final HandshakeRecorder handshakes;

    RegistrationSteps(HandshakeRecorder handshakes) {
        this.handshakes = handshakes;
    }

    /** @param answer what the client was answered, of which the id alone is taken */
    void registered(ClientMetadata metadata, Map<String, Object> answer) {
        handshakes.record(HandshakeEvent.done(Step.REGISTRATION)
                .client((String) answer.get("client_id"), metadata.clientName())
                .with(Fact.AUTH_METHOD, metadata.authMethod())
                .with(Fact.GRANT_TYPES, String.join(" ", metadata.grantTypes()))
                .with(
                        Fact.REDIRECT_HOSTS,
                        metadata.redirectUris().stream()
                                .map(RedirectUriPolicy::displayHost)
                                .distinct()
                                .collect(Collectors.joining(" ")))
                .with(Fact.SCOPE_ASKED, metadata.scope()));
    }

    void managed(Client client, String what) {
        handshakes.record(HandshakeEvent.done(Step.MANAGEMENT)
                .client(client.clientId(), client.clientName())
                .with(Fact.ANSWER, what));
    }

    void documentRead(Client client) {
        handshakes.record(HandshakeEvent.done(Step.CLIENT_DOCUMENT)
                .client(client.clientId(), client.clientName())
                .with(Fact.AUTH_METHOD, client.authMethod()));
    }

    void refused(HttpServletRequest request, RegistrationRefusal refusal, String reference) {
        refused(request, refusal.error(), refusal.description(), reference);
    }

    void refused(HttpServletRequest request, String error, String reason, String reference) {
        String managed = managedClientId(request.getRequestURI());
        Step step = managed == null ? Step.REGISTRATION : Step.MANAGEMENT;
        handshakes.record(
                HandshakeEvent.refused(step, error, reason).client(managed).reference(reference));
    }

    private static @Nullable String managedClientId(String path) {
        int name = path.lastIndexOf("/register/");
        return name < 0 ? null : path.substring(name + "/register/".length());
    }
}
