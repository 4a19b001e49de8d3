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
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/** One key pair, ready to sign and to verify. */
record SigningKey(JWK jwk, JWSAlgorithm algorithm, JWSSigner signer, JWSVerifier verifier) {

    static SigningKey of(JWK jwk) throws JOSEException {
        return switch (jwk) {
            case ECKey ec -> new SigningKey(ec, JWSAlgorithm.ES256, signer(ec), verifier(ec));
            case RSAKey rsa -> new SigningKey(rsa, JWSAlgorithm.RS256, signer(rsa), verifier(rsa));
            default -> throw new IllegalStateException("No signing key is of type " + jwk.getKeyType());
        };
    }

    private static JWSSigner signer(ECKey key) throws JOSEException {
        return NativeSignatures.by(
                new ECDSASigner(NativeSignatures.key(key.toPrivateKey(), PrivateKey.class), key.getCurve()));
    }

    private static JWSVerifier verifier(ECKey key) throws JOSEException {
        return NativeSignatures.by(new ECDSAVerifier(NativeSignatures.key(key.toECPublicKey(), ECPublicKey.class)));
    }

    private static JWSSigner signer(RSAKey key) throws JOSEException {
        return NativeSignatures.by(new RSASSASigner(NativeSignatures.key(key.toPrivateKey(), PrivateKey.class)));
    }

    private static JWSVerifier verifier(RSAKey key) throws JOSEException {
        return NativeSignatures.by(new RSASSAVerifier(NativeSignatures.key(key.toRSAPublicKey(), RSAPublicKey.class)));
    }

    /** A new key pair whose {@code kid} is its RFC 7638 thumbprint, hence unique. */
    static SigningKey generate(JWSAlgorithm algorithm) throws JOSEException {
        if (algorithm.equals(JWSAlgorithm.ES256)) {
            return of(NativeSignatures.by(new ECKeyGenerator(Curve.P_256))
                    .algorithm(algorithm)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .generate());
        }
        return of(NativeSignatures.by(new RSAKeyGenerator(2048))
                .algorithm(algorithm)
                .keyUse(KeyUse.SIGNATURE)
                .keyIDFromThumbprint(true)
                .generate());
    }

    String kid() {
        return jwk.getKeyID();
    }
}
