package dev.gatehouse.client.oauth;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Step;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authorization server's metadata (RFC 8414) as far as this program uses it, validated.
 *
 * @param issuer byte-equal to the one the metadata was asked for
 * @param authMethods of the token endpoint; {@code client_secret_basic} alone if the document is silent (RFC 8414
 *     section 2)
 * @param issParameterSupported whether every authorization response must carry {@code iss} (RFC 9207)
 * @param authorizationEndpoint null where no grant needs one
 * @param clientMetadataSupported whether a URL serves as client identifier
 * @param pkce whether S256 is among the methods
 * @param assertionAlgorithms for client assertions; empty if the document is silent
 * @param dpopAlgorithms for DPoP proofs; empty if it knows none (RFC 9449 section 5.1)
 */
record AuthorizationServer(
        String issuer,
        @Nullable URI authorizationEndpoint,
        URI tokenEndpoint,
        @Nullable URI registrationEndpoint,
        @Nullable URI revocationEndpoint,
        List<String> authMethods,
        boolean issParameterSupported,
        boolean clientMetadataSupported,
        boolean pkce,
        List<String> assertionAlgorithms,
        List<String> dpopAlgorithms) {

    /** @throws Failure if a code cannot be got here, or not safely */
    URI endpointForCodes() {
        if (authorizationEndpoint == null) {
            throw new Failure(
                    Step.DISCOVERY,
                    "the authorization server " + issuer + " publishes no authorization_endpoint, so nobody can sign in"
                            + " there.");
        }
        if (!pkce) {
            throw new Failure(
                    Step.DISCOVERY,
                    "the authorization server " + issuer + " does not say that it supports PKCE with S256"
                            + " (code_challenge_methods_supported), so it is not safe to go on.");
        }
        return authorizationEndpoint;
    }
}
