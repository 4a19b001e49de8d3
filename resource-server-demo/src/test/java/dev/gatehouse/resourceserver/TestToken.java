package dev.gatehouse.resourceserver;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An RFC 9068 access token in the making, good until something is changed. */
public final class TestToken {

    private final JWTClaimsSet.Builder claims;
    private JWK key;
    private String keyId;
    private @Nullable String type = "at+jwt";
    private JWSAlgorithm algorithm;

    TestToken(String issuer, String resource, JWK key) {
        Instant now = Instant.now();
        this.key = key;
        this.keyId = key.getKeyID();
        this.algorithm = algorithmOf(key);
        this.claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(resource)
                .subject("alice")
                .claim("client_id", "test-agent")
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now.minus(Duration.ofMinutes(5))))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(10))));
    }

    public TestToken scope(String scope) {
        return claim("scope", scope);
    }

    /** Sets a claim, or leaves it out when the value is null. */
    public TestToken claim(String name, @Nullable Object value) {
        claims.claim(name, value);
        return this;
    }

    public TestToken type(@Nullable String type) {
        this.type = type;
        return this;
    }

    public TestToken key(JWK key) {
        this.key = key;
        this.keyId = key.getKeyID();
        this.algorithm = algorithmOf(key);
        return this;
    }

    /** Names another key than the one that signs. */
    public TestToken keyId(String keyId) {
        this.keyId = keyId;
        return this;
    }

    public TestToken algorithm(JWSAlgorithm algorithm) {
        this.algorithm = algorithm;
        return this;
    }

    public String sign() {
        try {
            JWSHeader header = new JWSHeader.Builder(algorithm)
                    .keyID(keyId)
                    .type(type == null ? null : new JOSEObjectType(type))
                    .build();
            SignedJWT jwt = new SignedJWT(header, claims.build());
            JWSSigner signer = new DefaultJWSSignerFactory().createJWSSigner(key, algorithm);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With {@code "alg":"none"}. */
    public String unsigned() {
        return new PlainJWT(claims.build()).serialize();
    }

    private static JWSAlgorithm algorithmOf(JWK key) {
        if (key.getKeyType().equals(KeyType.RSA)) {
            return JWSAlgorithm.RS256;
        }
        return key.getKeyType().equals(KeyType.OCT) ? JWSAlgorithm.HS256 : JWSAlgorithm.ES256;
    }
}
