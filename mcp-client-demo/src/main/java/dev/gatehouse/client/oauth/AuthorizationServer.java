package dev.gatehouse.client.oauth;

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
 * @param clientMetadataSupported whether a URL serves as client identifier
 */
record AuthorizationServer(
        String issuer,
        URI authorizationEndpoint,
        URI tokenEndpoint,
        @Nullable URI registrationEndpoint,
        @Nullable URI revocationEndpoint,
        List<String> authMethods,
        boolean issParameterSupported,
        boolean clientMetadataSupported) {}
