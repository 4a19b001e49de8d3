package dev.gatehouse.client.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.text.ParseException;
import java.util.Map;

/** The key to which tokens are bound by DPoP (RFC 9449); it makes ES256. */
public final class ProofKey {

    public static final String ALGORITHM = "ES256";
    private static final JOSEObjectType TYPE = new JOSEObjectType("dpop+jwt");

    private final ECKey key;

    private ProofKey(ECKey key) {
        this.key = key;
    }

    public static ProofKey generate() {
        try {
            return new ProofKey(new ECKeyGenerator(Curve.P_256).generate());
        } catch (JOSEException everyJavaCan) {
            throw new IllegalStateException(everyJavaCan);
        }
    }

    /** @throws IllegalArgumentException if this is not what {@link #toJwk()} returned */
    public static ProofKey of(String jwk) {
        try {
            return new ProofKey(ECKey.parse(jwk));
        } catch (ParseException notAKey) {
            throw new IllegalArgumentException("not the key of a proof", notAKey);
        }
    }

    /** With the private part. */
    public String toJwk() {
        return key.toJSONString();
    }

    /** The SHA-256 thumbprint in base64url (RFC 7638), as {@code dpop_jkt} carries it. */
    public String thumbprint() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException everyJavaCan) {
            throw new IllegalStateException(everyJavaCan);
        }
    }

    /** A proof with these claims and the public key in its header (RFC 9449 section 4.2). */
    public String prove(Map<String, Object> claims) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(TYPE)
                .jwk(key.toPublicJWK())
                .build();
        try {
            return Jws.sign(header, claims, new ECDSASigner(key));
        } catch (JOSEException cannot) {
            throw new IllegalStateException("the key was made here", cannot);
        }
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "ProofKey[]";
    }
}
