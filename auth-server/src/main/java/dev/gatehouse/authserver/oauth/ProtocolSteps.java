package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.client.AuthenticatedClient;
import dev.gatehouse.authserver.handshake.Fact;
import dev.gatehouse.authserver.handshake.HandshakeEvent;
import dev.gatehouse.authserver.handshake.HandshakeRecorder;
import dev.gatehouse.authserver.handshake.Step;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.stereotype.Component;

/** Takes down what the protocol endpoints answered, as steps of the client's handshake. */
@Component
class ProtocolSteps {

    private final HandshakeRecorder handshakes;

    private final ClientAuthenticationConverter authentications = new ClientAuthenticationConverter();

    ProtocolSteps(HandshakeRecorder handshakes) {
        this.handshakes = handshakes;
    }

    void issued(HttpServletRequest request, OAuth2AccessTokenAuthenticationToken issued, Duration lifetime) {
        OAuth2AccessToken accessToken = issued.getAccessToken();
        handshakes.record(of(issued.getPrincipal(), HandshakeEvent.done(step(request)))
                .with(Fact.SCOPE_GRANTED, String.join(" ", accessToken.getScopes()))
                .with(Fact.EXPIRES_IN, lifetime.toSeconds() + " seconds")
                .with(Fact.REFRESH_TOKEN, issued.getRefreshToken() == null ? "no" : "yes"));
    }

    void pushed(@Nullable Object client) {
        handshakes.record(of(client, HandshakeEvent.done(Step.PUSHED_REQUEST)));
    }

    void revoked(@Nullable Object client) {
        handshakes.record(of(client, HandshakeEvent.done(Step.REVOCATION)));
    }

    /** @param reason which check failed; never a value of the request but its client_id */
    void refused(HttpServletRequest request, String error, @Nullable String reason, String reference) {
        handshakes.record(HandshakeEvent.refused(step(request), error, reason)
                .client(claimedClientId(request))
                .reference(reference));
    }

    private static HandshakeEvent of(@Nullable Object client, HandshakeEvent event) {
        return client instanceof AuthenticatedClient known
                ? event.client(known.client().clientId(), known.client().clientName())
                        .with(Fact.AUTH_METHOD, known.client().authMethod())
                : event;
    }

    /** Whom the request says it comes from, proven or not. */
    private @Nullable String claimedClientId(HttpServletRequest request) {
        if (!readable(request)) {
            return null;
        }
        try {
            return (String) authentications.convert(request).getPrincipal();
        } catch (ProtocolRefusal unreadable) {
            return request.getParameter("client_id");
        }
    }

    private static Step step(HttpServletRequest request) {
        return switch (request.getServletPath()) {
            case "/revoke" -> Step.REVOCATION;
            case "/introspect" -> Step.INTROSPECTION;
            case "/par" -> Step.PUSHED_REQUEST;
            default ->
                readable(request) && "refresh_token".equals(request.getParameter("grant_type"))
                        ? Step.REFRESH
                        : Step.TOKEN;
        };
    }

    /** What is refused for its size is not read for our sake either. */
    private static boolean readable(HttpServletRequest request) {
        return request.getContentLengthLong() <= FormPostFilter.LARGEST_BODY;
    }
}
