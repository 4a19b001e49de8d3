package dev.gatehouse.client.oauth;

import dev.gatehouse.client.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Looks into an access token for display. Nothing is verified, and nothing may be decided by it: it is not ours to read. */
public final class TokenClaims {

    private TokenClaims() {}

    /** The claims if the token is a JWT, empty if it is opaque. */
    public static Optional<ObjectNode> of(String accessToken) {
        String[] parts = accessToken.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
            return Json.findObject(new String(claims, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
