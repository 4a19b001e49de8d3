package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.client.ClientKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client registered, after all that was dropped: as it is stored and echoed (RFC 7591 section 3.2.1).
 *
 * @param dpopBound whether it wants no token that is not bound to its key (RFC 9449 section 5.2)
 * @param descriptions the optional members for people, by name
 */
record ClientMetadata(
        String clientName,
        List<String> redirectUris,
        String authMethod,
        List<String> grantTypes,
        String scope,
        @Nullable ClientKeys keys,
        boolean dpopBound,
        Map<String, String> descriptions) {

    boolean hasSecret() {
        return authMethod.startsWith("client_secret_");
    }

    /** No member of it is null or empty, which some clients cannot read. */
    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("client_name", clientName);
        map.put("redirect_uris", redirectUris);
        map.put("token_endpoint_auth_method", authMethod);
        map.put("grant_types", grantTypes);
        map.put("response_types", List.of("code"));
        if (!scope.isEmpty()) {
            map.put("scope", scope);
        }
        if (keys != null && keys.jwksUri() != null) {
            map.put("jwks_uri", keys.jwksUri());
        }
        if (dpopBound) {
            map.put("dpop_bound_access_tokens", true);
        }
        map.putAll(descriptions);
        return map;
    }
}
