package dev.gatehouse.resourceserver;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A DPoP proof in the making, good until something is changed. Written by hand, so that it can be as wrong as it likes. */
public final class TestProof {

    private final Map<String, Object> header = new LinkedHashMap<>();
    private final Map<String, Object> claims = new LinkedHashMap<>();
    private JWK signer;
    private JWSAlgorithm algorithm;

    public TestProof(JWK key, String token, String target) {
        signer = key;
        algorithm = key.getKeyType().equals(KeyType.RSA) ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256;
        header.put("typ", "dpop+jwt");
        header.put("alg", algorithm.getName());
        header.put("jwk", key.toPublicJWK().toJSONObject());
        claims.put("htm", "POST");
        claims.put("htu", target);
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("ath", hash(token));
    }

    /** Sets a claim, or leaves it out when the value is null. */
    public TestProof claim(String name, @Nullable Object value) {
        return put(claims, name, value);
    }

    /** Sets a header parameter, or leaves it out when the value is null. */
    public TestProof header(String name, @Nullable Object value) {
        return put(header, name, value);
    }

    public TestProof algorithm(JWSAlgorithm algorithm) {
        this.algorithm = algorithm;
        return header("alg", algorithm.getName());
    }

    /** Signs with another key than the one in the header. */
    public TestProof signer(JWK signer) {
        this.signer = signer;
        return this;
    }

    public String sign() {
        return sign(JsonMapper.shared().writeValueAsString(claims));
    }

    public String sign(String payload) {
        String input = encode(JsonMapper.shared().writeValueAsString(header)) + '.' + encode(payload);
        try {
            Base64URL signature = newSigner().sign(new JWSHeader(algorithm), input.getBytes(StandardCharsets.UTF_8));
            return input + '.' + signature;
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signs with small RSA keys too. */
    private JWSSigner newSigner() throws JOSEException {
        return signer instanceof RSAKey rsa
                ? new RSASSASigner(rsa.toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance()))
                : new DefaultJWSSignerFactory().createJWSSigner(signer, algorithm);
    }

    /** With {@code "alg":"none"}. */
    public String unsigned() {
        header("alg", "none");
        return encode(JsonMapper.shared().writeValueAsString(header))
                + '.'
                + encode(JsonMapper.shared().writeValueAsString(claims))
                + '.';
    }

    public static String hash(String token) {
        try {
            return Base64URL.encode(
                            MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII)))
                    .toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private TestProof put(Map<String, Object> target, String name, @Nullable Object value) {
        if (value == null) {
            target.remove(name);
        } else {
            target.put(name, value);
        }
        return this;
    }

    private static String encode(String text) {
        return Base64URL.encode(text).toString();
    }
}
