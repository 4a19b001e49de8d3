package dev.gatehouse.authserver.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.util.List;

/** What others may sign with, and whether they did. Stateless. */
public final class PublicKeys {

    private static final List<JWSAlgorithm> ALGORITHMS =
            List.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256, JWSAlgorithm.PS256);

    private static final int SMALLEST_RSA = 2048;

    private static final int LARGEST_RSA = 4096;

    /** A longer exponent makes one verification cost as much as hundreds. */
    private static final int LONGEST_RSA_EXPONENT = 64;

    private PublicKeys() {}

    /** Names of RFC 7518 section 3.1; asymmetric ones alone. */
    public static List<String> algorithms() {
        return ALGORITHMS.stream().map(JWSAlgorithm::getName).toList();
    }

    /** Whether this key signed it. The key's own type decides what it verifies; the header only has to agree. */
    public static boolean verifies(SignedJWT jwt, JWK key) {
        try {
            JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
            if (!ALGORITHMS.contains(algorithm)
                    || (key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm))) {
                return false;
            }
            JWSVerifier verifier = switch (key) {
                case ECKey ec
                when algorithm.equals(JWSAlgorithm.ES256) && ec.getCurve().equals(Curve.P_256) ->
                    NativeSignatures.by(new ECDSAVerifier(ec));
                case RSAKey rsa
                when !algorithm.equals(JWSAlgorithm.ES256) && fit(rsa) -> NativeSignatures.by(new RSASSAVerifier(rsa));
                default -> null;
            };
            return verifier != null && jwt.verify(verifier);
        } catch (JOSEException e) {
            return false;
        }
    }

    private static boolean fit(RSAKey key) {
        int exponent = key.getPublicExponent().decodeToBigInteger().bitLength();
        return key.size() >= SMALLEST_RSA && key.size() <= LARGEST_RSA && exponent <= LONGEST_RSA_EXPONENT;
    }
}
