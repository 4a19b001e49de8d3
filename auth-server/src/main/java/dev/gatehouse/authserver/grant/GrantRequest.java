package dev.gatehouse.authserver.grant;

import dev.gatehouse.authserver.client.AuthenticatedClient;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.policy.TokenDecision;
import dev.gatehouse.authserver.token.IssuedTokens;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationGrantAuthenticationToken;

/** What every grant reads from its request and how it answers. */
record GrantRequest(AuthenticatedClient caller, Map<String, Object> parameters) {

    /**
     * The request of a client that may use this grant (requirement T6).
     *
     * @throws ProtocolRefusal {@code unauthorized_client} otherwise
     */
    static GrantRequest of(Authentication authentication) {
        OAuth2AuthorizationGrantAuthenticationToken token =
                (OAuth2AuthorizationGrantAuthenticationToken) authentication;
        if (!(token.getPrincipal() instanceof AuthenticatedClient caller)) {
            throw new ProtocolRefusal("invalid_client", "Client authentication failed", "No client authenticated");
        }
        String grantType = token.getGrantType().getValue();
        if (!caller.client().grantTypes().contains(grantType)) {
            throw new ProtocolRefusal(
                    "unauthorized_client",
                    "The client is not registered for this grant type",
                    "Grant " + grantType + " is not among the client's");
        }
        return new GrantRequest(caller, token.getAdditionalParameters());
    }

    Client client() {
        return caller.client();
    }

    String actor() {
        return "client:" + client().clientId();
    }

    /** The values of {@code resource} (RFC 8707 section 2), each once. */
    List<String> resources() {
        return switch (parameters.get("resource")) {
            case String one -> one.isEmpty() ? List.of() : List.of(one);
            case String[] many -> List.of(many).stream().distinct().toList();
            case null, default -> List.of();
        };
    }

    @Nullable
    String parameter(String name) {
        return parameters.get(name) instanceof String value && !value.isEmpty() ? value : null;
    }

    OAuth2AccessTokenAuthenticationToken answer(IssuedTokens issued) {
        OAuth2AccessToken accessToken = new OAuth2AccessToken(
                issued.bound() ? OAuth2AccessToken.TokenType.DPOP : OAuth2AccessToken.TokenType.BEARER,
                issued.accessToken(),
                issued.issuedAt(),
                issued.expiresAt(),
                issued.scopes());
        String refreshValue = issued.refreshToken();
        OAuth2RefreshToken refreshToken =
                refreshValue == null ? null : new OAuth2RefreshToken(refreshValue, issued.issuedAt());
        return new OAuth2AccessTokenAuthenticationToken(
                java.util.Objects.requireNonNull(caller.getRegisteredClient()), caller, accessToken, refreshToken);
    }

    static ProtocolRefusal invalidGrant(String reason) {
        return new ProtocolRefusal("invalid_grant", "The grant is invalid, expired or was used before", reason);
    }

    static ProtocolRefusal invalidTarget(String reason) {
        return new ProtocolRefusal(
                "invalid_target", "The resource is unknown, or not the one that was granted", reason);
    }

    static ProtocolRefusal denied(TokenDecision.Denied denied) {
        String description = switch (denied.error()) {
            case "invalid_scope" -> "The scope goes beyond what was granted";
            case "invalid_target" -> "The resource is unknown, or not the one that was granted";
            default -> "The grant is invalid, expired or was used before";
        };
        return new ProtocolRefusal(denied.error(), description, denied.reason());
    }
}
