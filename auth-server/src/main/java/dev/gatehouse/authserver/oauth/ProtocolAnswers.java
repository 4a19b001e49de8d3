package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.consent.PushedRequests;
import dev.gatehouse.authserver.dpop.DpopNonces;
import dev.gatehouse.authserver.web.LogText;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import dev.gatehouse.authserver.web.Reference;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes what the protocol endpoints answer, as JSON (OAuth 2.1 sections 3.2.3 and 3.2.4). */
@Component
class ProtocolAnswers {

    private static final Logger log = LoggerFactory.getLogger(ProtocolAnswers.class);

    private final JsonMapper json;

    private final DpopNonces nonces;

    private final ProtocolSteps steps;

    ProtocolAnswers(JsonMapper json, DpopNonces nonces, ProtocolSteps steps) {
        this.json = json;
        this.nonces = nonces;
        this.steps = steps;
    }

    void token(HttpServletRequest request, HttpServletResponse response, Authentication result) throws IOException {
        giveNonce(request, response, false);
        OAuth2AccessTokenAuthenticationToken issued = (OAuth2AccessTokenAuthenticationToken) result;
        OAuth2AccessToken accessToken = issued.getAccessToken();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", accessToken.getTokenValue());
        body.put("token_type", accessToken.getTokenType().getValue());
        Duration lifetime = Duration.between(
                Objects.requireNonNull(accessToken.getIssuedAt()), Objects.requireNonNull(accessToken.getExpiresAt()));
        body.put("expires_in", lifetime.toSeconds());
        if (issued.getRefreshToken() != null) {
            body.put("refresh_token", issued.getRefreshToken().getTokenValue());
        }
        body.put("scope", String.join(" ", accessToken.getScopes()));
        steps.issued(request, issued, lifetime);
        write(response, HttpStatus.OK, body);
    }

    void revocation(HttpServletRequest request, HttpServletResponse response, Authentication result) {
        steps.revoked(result.getPrincipal());
        response.setStatus(HttpStatus.OK.value());
    }

    void introspection(HttpServletRequest request, HttpServletResponse response, Authentication result)
            throws IOException {
        OAuth2TokenIntrospectionAuthenticationToken introspected = (OAuth2TokenIntrospectionAuthenticationToken) result;
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        introspected.getTokenClaims().getClaims().forEach((name, value) -> body.put(name, onTheWire(value)));
        write(response, HttpStatus.OK, body);
    }

    /** RFC 7662 section 2.2 has times as seconds and scopes as one string; the single audience needs no array. */
    private static Object onTheWire(Object value) {
        return switch (value) {
            case Instant time -> time.getEpochSecond();
            case Collection<?> names -> names.stream().map(String::valueOf).collect(Collectors.joining(" "));
            case URL url -> url.toString();
            default -> value;
        };
    }

    /** The caller gets the code, a fixed sentence and a reference; the reason stands in the log under it. */
    void refusal(HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
            throws IOException {
        OAuth2Error error = exception instanceof OAuth2AuthenticationException oauth
                ? oauth.getError()
                : new OAuth2Error("invalid_request");
        ProtocolRefusal ours = exception instanceof ProtocolRefusal refusal ? refusal : null;
        String reference = ours == null ? Reference.next() : ours.reference();
        String reason = ours == null ? error.getDescription() : ours.reason();
        log.info(
                "{} {} refused with {}: {} ({})",
                request.getMethod(),
                request.getServletPath(),
                error.getErrorCode(),
                LogText.of(String.valueOf(reason)),
                reference);
        giveNonce(request, response, error.getErrorCode().contains("dpop"));
        steps.refused(request, error.getErrorCode(), reason, reference);
        HttpStatus status = status(error, exception, request, response);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error.getErrorCode());
        if (error.getDescription() != null && !error.getDescription().isEmpty()) {
            body.put("error_description", error.getDescription());
        }
        body.put("reference", reference);
        write(response, status, body);
    }

    /** @param requestUri what the client's pushed request is kept under (RFC 9126 section 2.2) */
    void pushed(HttpServletRequest request, HttpServletResponse response, String requestUri) throws IOException {
        giveNonce(request, response, false);
        steps.pushed(request.getUserPrincipal());
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("request_uri", requestUri);
        body.put("expires_in", PushedRequests.LIFETIME.toSeconds());
        write(response, HttpStatus.CREATED, body);
    }

    /** Whoever proves a key learns the nonce for the next time with this answer (RFC 9449 section 8.2). */
    private void giveNonce(HttpServletRequest request, HttpServletResponse response, boolean wanted) {
        if (wanted || request.getHeader("DPoP") != null) {
            response.setHeader("DPoP-Nonce", nonces.current());
        }
    }

    private static HttpStatus status(
            OAuth2Error error,
            AuthenticationException exception,
            HttpServletRequest request,
            HttpServletResponse response) {
        if (exception instanceof ProtocolRefusal refusal
                && !refusal.retryAfter().isZero()) {
            response.setHeader(
                    HttpHeaders.RETRY_AFTER, Long.toString(refusal.retryAfter().toSeconds()));
            return HttpStatus.TOO_MANY_REQUESTS;
        }
        if (!error.getErrorCode().equals("invalid_client")) {
            return HttpStatus.BAD_REQUEST;
        }
        if (request.getHeader(HttpHeaders.AUTHORIZATION) != null) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"gatehouse\", charset=\"UTF-8\"");
        }
        return HttpStatus.UNAUTHORIZED;
    }

    /** Refuses what no endpoint looked at, with this code and sentence and a reference. */
    void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            HttpStatus status,
            String error,
            String description)
            throws IOException {
        String reference = Reference.next();
        log.info("{} {} refused: {} ({})", request.getMethod(), request.getServletPath(), description, reference);
        steps.refused(request, error, description, reference);
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("error_description", description);
        body.put("reference", reference);
        write(response, status, body);
    }

    void write(HttpServletResponse response, HttpStatus status, Map<String, @Nullable Object> body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
