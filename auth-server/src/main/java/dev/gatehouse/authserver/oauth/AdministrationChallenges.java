package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.dpop.DpopNonces;
import dev.gatehouse.authserver.resource.AdministrationInterface;
import dev.gatehouse.authserver.web.Issuer;
import dev.gatehouse.authserver.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Tells a program why the interface of administrators lets it in no further, and what it needs (RFC 6750 section 3). */
@Component
class AdministrationChallenges {

    /** What it is asked comes in a body; it changes nothing. */
    static final String SIMULATION = AdministrationInterface.PATH + "/v1/simulate";

    private final JsonMapper json;

    private final DpopNonces nonces;

    private final String metadata;

    AdministrationChallenges(JsonMapper json, DpopNonces nonces, Issuer issuer) {
        this.json = json;
        this.nonces = nonces;
        this.metadata = issuer.url("/.well-known/oauth-protected-resource" + AdministrationInterface.PATH);
    }

    /** @param error as RFC 6750 section 3.1 and RFC 9449 section 7.1 name it; null where no token came */
    void unauthorized(
            HttpServletRequest request, HttpServletResponse response, @Nullable String error, String description)
            throws IOException {
        boolean dpop = request.getHeader("DPoP") != null;
        if (dpop) {
            response.setHeader("DPoP-Nonce", nonces.current());
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge(dpop ? "DPoP" : "Bearer", error, scope(request)));
        Problem.of(HttpStatus.UNAUTHORIZED, "A token for this interface is needed", description)
                .write(response, json);
    }

    /** Of a caller who is known: the token has not the scope, or the person not the role. */
    void forbidden(HttpServletRequest request, HttpServletResponse response, @Nullable AdministrationToken caller)
            throws IOException {
        String scope = scope(request);
        if (caller != null && caller.hasScope(scope)) {
            Problem.of(
                            HttpStatus.FORBIDDEN,
                            "Your roles do not let you do this",
                            "Owners change things, approvers decide about clients, auditors read.")
                    .write(response, json);
            return;
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge("Bearer", "insufficient_scope", scope));
        Problem.of(HttpStatus.FORBIDDEN, "The token lacks a scope", "Ask for " + scope + ".")
                .write(response, json);
    }

    /** What the request needs. */
    private static String scope(HttpServletRequest request) {
        boolean reads = request.getMethod().equals("GET")
                || request.getMethod().equals("HEAD")
                || (request.getMethod().equals("POST")
                        && request.getServletPath().equals(SIMULATION));
        return reads ? AdministrationInterface.READ : AdministrationInterface.WRITE;
    }

    private String challenge(String scheme, @Nullable String error, String scope) {
        return scheme + " resource_metadata=\"" + metadata + "\", scope=\"" + scope + "\""
                + (error == null ? "" : ", error=\"" + error + "\"");
    }
}
