package dev.gatehouse.resourceserver.protection;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes every refusal: the header that clients read (RFC 6750 section 3, RFC 9449 section 7.1, RFC 9728 section 5.1) and
 * a body for people. A client that may choose its scheme is told of all; one that has chosen and did it wrong is told of
 * that one alone, because libraries retry only an answer with a single challenge.
 */
final class Challenge {

    private static final String RETRY_AFTER_SECONDS = "5";

    private final JsonMapper json = JsonMapper.shared();
    private final String metadataUri;
    private final String challengeScope;
    private final List<TokenScheme> offered;

    Challenge(ResourceMetadata metadata, ResourceProperties properties) {
        this.metadataUri = metadata.uri();
        this.challengeScope = String.join(" ", properties.challengeScopes());
        this.offered = TokenScheme.offered(properties.dpop().mode());
    }

    /** No token came. RFC 6750 section 3.1: then no error code is sent. */
    void tokenRequired(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        offered.forEach(scheme -> challenge(response, scheme, Map.of(), challengeScope));
        body(response, Map.of("message", "This MCP server needs an access token. Where to get one: " + metadataUri));
    }

    void invalidToken(HttpServletRequest request, HttpServletResponse response, String reference) throws IOException {
        TokenScheme used = TokenScheme.used(request, offered);
        refuse(
                response,
                used,
                401,
                error(
                        "invalid_token",
                        "The access token is invalid, expired or not for this resource (reference " + reference + ")"),
                challengeScope);
        offered.stream()
                .filter(scheme -> scheme != used)
                .forEach(scheme -> challenge(response, scheme, Map.of(), challengeScope));
    }

    /** RFC 9449 section 7.1: the token may be good, its proof is not. */
    void invalidProof(HttpServletResponse response, String reference) throws IOException {
        refuse(
                response,
                TokenScheme.DPOP,
                401,
                error("invalid_dpop_proof", "The DPoP proof is missing or invalid (reference " + reference + ")"),
                challengeScope);
    }

    /** RFC 9449 section 9: the same again with the nonce of {@code DPoP-Nonce}. */
    void nonceRequired(HttpServletResponse response) throws IOException {
        refuse(
                response,
                TokenScheme.DPOP,
                401,
                error("use_dpop_nonce", "The DPoP proof needs the nonce of the DPoP-Nonce header"),
                challengeScope);
    }

    void invalidRequest(HttpServletRequest request, HttpServletResponse response, String description)
            throws IOException {
        refuse(response, TokenScheme.used(request, offered), 400, error("invalid_request", description), "");
    }

    /** RFC 6750 section 3.1: {@code scope} is everything that this call needs, so that one step-up is enough. */
    void insufficientScope(
            HttpServletRequest request,
            HttpServletResponse response,
            Collection<String> needed,
            Collection<String> missing)
            throws IOException {
        refuse(
                response,
                TokenScheme.used(request, offered),
                403,
                error("insufficient_scope", "The access token lacks: " + String.join(" ", missing)),
                String.join(" ", needed));
    }

    /** The token could not be checked, which says nothing about the token: the client should keep it and come again. */
    void unavailable(HttpServletResponse response, String description) throws IOException {
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        body(response, error("temporarily_unavailable", description));
    }

    private static Map<String, String> error(String code, String description) {
        Map<String, String> error = new LinkedHashMap<>();
        error.put("error", code);
        error.put("error_description", description);
        return error;
    }

    private void refuse(
            HttpServletResponse response, TokenScheme scheme, int status, Map<String, String> error, String scope)
            throws IOException {
        response.setStatus(status);
        challenge(response, scheme, error, scope);
        Map<String, String> body = new LinkedHashMap<>(error);
        if (!scope.isEmpty()) {
            body.put("scope", scope);
        }
        body(response, body);
    }

    private void challenge(HttpServletResponse response, TokenScheme scheme, Map<String, String> error, String scope) {
        Map<String, String> parameters = new LinkedHashMap<>(error);
        if (scheme == TokenScheme.DPOP) {
            parameters.put("algs", String.join(" ", DPoPProof.algorithmNames()));
        }
        parameters.put("resource_metadata", metadataUri);
        if (!scope.isEmpty()) {
            parameters.put("scope", scope);
        }
        response.addHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                parameters.entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=\"" + parameter.getValue() + '"')
                        .collect(Collectors.joining(", ", scheme.label() + ' ', "")));
    }

    private void body(HttpServletResponse response, Map<String, String> body) throws IOException {
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.getOutputStream().write(json.writeValueAsBytes(body));
    }
}
