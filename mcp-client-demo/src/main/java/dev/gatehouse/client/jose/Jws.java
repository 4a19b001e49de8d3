package dev.gatehouse.client.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.util.Map;

/** A JWT in the compact form (RFC 7515 section 3.1). Times are given in seconds. */
final class Jws {

    private Jws() {}

    static String sign(JWSHeader header, Map<String, Object> claims, JWSSigner signer) {
        JWTClaimsSet.Builder body = new JWTClaimsSet.Builder();
        claims.forEach(body::claim);
        SignedJWT jwt = new SignedJWT(header, body.build());
        try {
            jwt.sign(signer);
        } catch (JOSEException cannot) {
            throw new IllegalStateException("header and key belong together", cannot);
        }
        return jwt.serialize();
    }
}
