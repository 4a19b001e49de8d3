package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.client.ClientAssertions;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Reads how a client authenticates (OAuth 2.1 section 2.4): by exactly one method, and as one identity (requirement A2).
 */
final class ClientAuthenticationConverter implements AuthenticationConverter {

    /** The parameter of the token that holds the secret as it came, not decoded. */
    static final String RAW_SECRET = "raw_secret";

    /** The parameter of the token that holds the proof of a key, if one came (RFC 9449 section 4). */
    static final String DPOP_PROOF = "dpop_proof";

    private static final int LONGEST_CREDENTIALS = 4096;

    private static final int LONGEST_CLIENT_ID = 255;

    @Override
    public Authentication convert(HttpServletRequest request) {
        OAuth2ClientAuthenticationToken presented = authentication(request);
        List<String> proofs = Collections.list(request.getHeaders("DPoP"));
        if (proofs.isEmpty()) {
            return presented;
        }
        if (proofs.size() > 1) {
            throw new ProtocolRefusal("invalid_dpop_proof", "The DPoP proof is invalid", "More than one DPoP header");
        }
        Map<String, Object> parameters = new HashMap<>(presented.getAdditionalParameters());
        parameters.put(DPOP_PROOF, proofs.getFirst());
        return new OAuth2ClientAuthenticationToken(
                (String) presented.getPrincipal(),
                presented.getClientAuthenticationMethod(),
                presented.getCredentials(),
                parameters);
    }

    private static OAuth2ClientAuthenticationToken authentication(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        String bodyId = blankToNull(request.getParameter("client_id"));
        String bodySecret = blankToNull(request.getParameter("client_secret"));
        String assertion = blankToNull(request.getParameter("client_assertion"));
        if (assertion != null || request.getParameter("client_assertion_type") != null) {
            return assertion(request, assertion, bodyId, !headers.isEmpty() || bodySecret != null);
        }
        if (headers.isEmpty()) {
            return body(bodyId, bodySecret);
        }
        if (headers.size() > 1 || bodySecret != null) {
            throw twoMethods();
        }
        OAuth2ClientAuthenticationToken basic = basic(headers.getFirst());
        if (bodyId != null && !bodyId.equals(basic.getPrincipal())) {
            throw invalidClient("client_id in the body differs from the header's");
        }
        return basic;
    }

    /** RFC 7523 section 2.2; {@code client_id} may be left out, since the assertion names the client. */
    private static OAuth2ClientAuthenticationToken assertion(
            HttpServletRequest request, @Nullable String assertion, @Nullable String bodyId, boolean another) {
        if (another) {
            throw twoMethods();
        }
        if (assertion == null || !ClientAssertions.TYPE.equals(request.getParameter("client_assertion_type"))) {
            throw invalidClient("The assertion or its type is missing or unknown");
        }
        String claimed = ClientAssertions.claimedClientId(assertion)
                .filter(id -> !id.isBlank() && id.length() <= LONGEST_CLIENT_ID)
                .orElseThrow(() -> invalidClient("The assertion names no client"));
        if (bodyId != null && !bodyId.equals(claimed)) {
            throw invalidClient("client_id in the body differs from the assertion's");
        }
        return new OAuth2ClientAuthenticationToken(
                claimed, ClientAuthenticationMethod.PRIVATE_KEY_JWT, assertion, null);
    }

    private static ProtocolRefusal twoMethods() {
        return new ProtocolRefusal(
                "invalid_request", "More than one client authentication was sent", "Two authentications at once");
    }

    private static OAuth2ClientAuthenticationToken body(@Nullable String id, @Nullable String secret) {
        if (id == null || id.length() > LONGEST_CLIENT_ID) {
            throw invalidClient("No client authentication, and no client_id of at most 255 characters");
        }
        return secret == null
                ? new OAuth2ClientAuthenticationToken(id, ClientAuthenticationMethod.NONE, null, null)
                : new OAuth2ClientAuthenticationToken(id, ClientAuthenticationMethod.CLIENT_SECRET_POST, secret, null);
    }

    /** RFC 7617, with id and secret form-encoded (OAuth 2.1 section 2.4.1); many clients send them raw. */
    private static OAuth2ClientAuthenticationToken basic(String header) {
        if (!header.regionMatches(true, 0, "Basic ", 0, 6) || header.length() > LONGEST_CREDENTIALS) {
            throw invalidClient("The Authorization header is not of the Basic scheme");
        }
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalidClient("The Basic credentials are not base64");
        }
        int colon = pair.indexOf(':');
        if (colon <= 0 || colon > LONGEST_CLIENT_ID || colon == pair.length() - 1) {
            throw invalidClient("The Basic credentials lack an id or a secret");
        }
        String id = decode(pair.substring(0, colon));
        if (id.isBlank()) {
            throw invalidClient("The id of the Basic credentials is blank");
        }
        String secret = pair.substring(colon + 1);
        return new OAuth2ClientAuthenticationToken(
                id, ClientAuthenticationMethod.CLIENT_SECRET_BASIC, decode(secret), Map.of(RAW_SECRET, secret));
    }

    /** Ids and secrets that we issue survive this raw; a configured secret may not, so it is kept as it came too. */
    private static String decode(String value) {
        try {
            String decoded = URLDecoder.decode(value, StandardCharsets.UTF_8);
            return decoded.isBlank() ? value : decoded;
        } catch (IllegalArgumentException e) {
            return value;
        }
    }

    private static @Nullable String blankToNull(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }

    private static ProtocolRefusal invalidClient(String reason) {
        return new ProtocolRefusal("invalid_client", "Client authentication failed", reason);
    }
}
