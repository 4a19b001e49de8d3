package dev.gatehouse.authserver.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** An MCP server that keeps the keys for as long as it may, and does not look again for one that it does not know. */
final class KeyVerifier {

    private final Oauth node;

    private final Duration keeps;

    private @Nullable JWKSet keys;

    private Instant fetchedAt = Instant.MIN;

    KeyVerifier(Oauth node, Duration keeps) {
        this.node = node;
        this.keeps = keeps;
    }

    synchronized boolean verifies(String token, Instant now) {
        try {
            if (keys == null || !fetchedAt.plus(keeps).isAfter(now)) {
                keys = JWKSet.parse(
                        new UserAgent().get(node.server().url("/jwks")).body());
                fetchedAt = now;
            }
            SignedJWT jwt = SignedJWT.parse(token);
            JWK key = keys.getKeyByKeyId(jwt.getHeader().getKeyID());
            return key != null && jwt.verify(new ECDSAVerifier(key.toECKey()));
        } catch (ParseException | JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static JWTClaimsSet claims(Instant issuedAt, Duration lifetime) {
        return new JWTClaimsSet.Builder()
                .issueTime(Date.from(issuedAt))
                .expirationTime(Date.from(issuedAt.plus(lifetime)))
                .build();
    }
}
