package dev.gatehouse.authserver.hostile;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** Signs whatever it is told to, however wrong, with the client's own key. */
final class Signer {

    private static final JsonMapper JSON = new JsonMapper();

    private static final ECKey KEY = generate("key-1");

    private Signer() {}

    static ECKey key() {
        return KEY;
    }

    static ECKey generate(String kid) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String header(String more) {
        return "{\"alg\":\"ES256\",\"kid\":\"key-1\"" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    /** The claims of a good assertion. */
    static Map<String, Object> claims(String clientId, Instant now) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", clientId);
        claims.put("sub", clientId);
        claims.put("aud", HostileServer.ISSUER);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.getEpochSecond() + 60);
        claims.put("jti", UUID.randomUUID().toString());
        return claims;
    }

    static String json(Map<String, Object> claims) {
        return JSON.writeValueAsString(claims);
    }

    static String sign(Map<String, Object> claims) {
        return sign(KEY, header(""), json(claims));
    }

    /** A JWS of these texts as they are, with a good ES256 signature. */
    static String sign(ECKey key, String header, String payload) {
        String signed = base64(header) + "." + base64(payload);
        try {
            Base64URL signature = new ECDSASigner(key)
                    .sign(new JWSHeader(JWSAlgorithm.ES256), signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + signature;
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String base64(String text) {
        return Base64URL.encode(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    static String base64(byte[] bytes) {
        return Base64URL.encode(bytes).toString();
    }
}
