package dev.gatehouse.authserver.registration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client registered, after all that was dropped: as it is stored and echoed (RFC 7591 section 3.2.1).
 *
 * @param descriptions the optional members for people, by name
 */
record ClientMetadata(
        String clientName,
        List<String> redirectUris,
        String authMethod,
        List<String> grantTypes,
        String scope,
        Map<String, String> descriptions) {

    boolean hasSecret() {
        return !authMethod.equals("none");
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
        map.putAll(descriptions);
        return map;
    }
}
