package dev.gatehouse.resourceserver.protection;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Writes every refusal: the header that clients read (RFC 6750 section 3, RFC 9728 section 5.1) and a body for people. */
final class BearerChallenge {

    private static final String RETRY_AFTER_SECONDS = "5";

    private final JsonMapper json = JsonMapper.shared();
    private final String metadataUri;
    private final String challengeScope;

    BearerChallenge(ResourceMetadata metadata, ResourceProperties properties) {
        this.metadataUri = metadata.uri();
        this.challengeScope = String.join(" ", properties.challengeScopes());
    }

    /** No token came. RFC 6750 section 3.1: then no error code is sent. */
    void tokenRequired(HttpServletResponse response) throws IOException {
        challenge(response, 401, new LinkedHashMap<>(), challengeScope);
        body(response, Map.of("message", "This MCP server needs an access token. Where to get one: " + metadataUri));
    }

    void invalidToken(HttpServletResponse response, String reference) throws IOException {
        refuse(
                response,
                401,
                "invalid_token",
                "The access token is invalid, expired or not for this resource (reference " + reference + ")",
                challengeScope);
    }

    void invalidRequest(HttpServletResponse response, String description) throws IOException {
        refuse(response, 400, "invalid_request", description, "");
    }

    /** RFC 6750 section 3.1: {@code scope} is everything that this call needs, so that one step-up is enough. */
    void insufficientScope(HttpServletResponse response, Collection<String> needed, Collection<String> missing)
            throws IOException {
        refuse(
                response,
                403,
                "insufficient_scope",
                "The access token lacks: " + String.join(" ", missing),
                String.join(" ", needed));
    }

    /** The token could not be checked, which says nothing about the token: the client should keep it and come again. */
    void issuerUnavailable(HttpServletResponse response, String reference) throws IOException {
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        body(
                response,
                Map.of(
                        "error",
                        "temporarily_unavailable",
                        "error_description",
                        "The authorization server's keys cannot be read at the moment (reference " + reference + ")"));
    }

    private void refuse(HttpServletResponse response, int status, String error, String description, String scope)
            throws IOException {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("error", error);
        parameters.put("error_description", description);
        Map<String, String> body = new LinkedHashMap<>(parameters);
        if (!scope.isEmpty()) {
            body.put("scope", scope);
        }
        challenge(response, status, parameters, scope);
        body(response, body);
    }

    private void challenge(HttpServletResponse response, int status, Map<String, String> parameters, String scope) {
        parameters.put("resource_metadata", metadataUri);
        if (!scope.isEmpty()) {
            parameters.put("scope", scope);
        }
        response.setStatus(status);
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                parameters.entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=\"" + parameter.getValue() + '"')
                        .collect(Collectors.joining(", ", "Bearer ", "")));
    }

    private void body(HttpServletResponse response, Map<String, String> body) throws IOException {
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.getOutputStream().write(json.writeValueAsBytes(body));
    }
}
