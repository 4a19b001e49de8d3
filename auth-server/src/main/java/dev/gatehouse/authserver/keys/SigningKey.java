package dev.gatehouse.authserver.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;

/** One key pair, ready to sign and to verify. */
record SigningKey(JWK jwk, JWSAlgorithm algorithm, JWSSigner signer, JWSVerifier verifier) {

    static SigningKey of(JWK jwk) throws JOSEException {
        return switch (jwk) {
            case ECKey ec -> new SigningKey(ec, JWSAlgorithm.ES256, new ECDSASigner(ec), new ECDSAVerifier(ec));
            case RSAKey rsa -> new SigningKey(rsa, JWSAlgorithm.RS256, new RSASSASigner(rsa), new RSASSAVerifier(rsa));
            default -> throw new IllegalStateException("No signing key is of type " + jwk.getKeyType());
        };
    }

    /** A new key pair whose {@code kid} is its RFC 7638 thumbprint, hence unique. */
    static SigningKey generate(JWSAlgorithm algorithm) throws JOSEException {
        if (algorithm.equals(JWSAlgorithm.ES256)) {
            return of(new ECKeyGenerator(Curve.P_256)
                    .algorithm(algorithm)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .generate());
        }
        return of(new RSAKeyGenerator(2048)
                .algorithm(algorithm)
                .keyUse(KeyUse.SIGNATURE)
                .keyIDFromThumbprint(true)
                .generate());
    }

    String kid() {
        return jwk.getKeyID();
    }
}
