package dev.gatehouse.client.oauth;

import dev.gatehouse.client.jose.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a client signs to authenticate ({@code private_key_jwt}, RFC 7523 section 3). */
final class ClientAssertion {

    static final String METHOD = "private_key_jwt";
    static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final Duration LIFE = Duration.ofMinutes(1);

    private ClientAssertion() {}

    /**
     * A fresh assertion. Its only audience is the issuer: one that named an endpoint could be collected by a server that
     * claims another's endpoint as its own.
     */
    static String of(SigningKey key, String clientId, AuthorizationServer server, Instant now) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", clientId);
        claims.put("sub", clientId);
        claims.put("aud", server.issuer());
        claims.put("jti", RandomText.next());
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(LIFE).getEpochSecond());
        return key.sign(claims, server.assertionAlgorithms());
    }
}
