package dev.gatehouse.authserver.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A client's key and its proofs (RFC 9449 section 4.2), good for this server unless a test changes them. */
public final class Dpop {

    public static final JOSEObjectType TYPE = new JOSEObjectType("dpop+jwt");

    private final TestServer server;

    private final ECKey key;

    public Dpop(TestServer server) {
        this.server = server;
        try {
            this.key = new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public ECKey key() {
        return key;
    }

    public String thumbprint() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A nonce, as a client that has none yet learns it. */
    public String nonce() {
        HttpResponse<String> refused = new Oauth(server).token("x", header(proof("/token", claims -> claims)));
        return refused.headers().firstValue("DPoP-Nonce").orElseThrow();
    }

    /** A fresh proof for a POST to this path, with a nonce. */
    public String proof(String path) {
        String nonce = nonce();
        return proof(path, claims -> claims.claim("nonce", nonce));
    }

    /** One without a nonce, changed by the test. */
    public String proof(String path, UnaryOperator<JWTClaimsSet.Builder> change) {
        return sign(header().build(), change.apply(claims(path)).build());
    }

    public JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES256).type(TYPE).jwk(key.toPublicJWK());
    }

    public JWTClaimsSet.Builder claims(String path) {
        Instant now = server.clock().instant();
        return new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .claim("htm", "POST")
                .claim("htu", server.issuer() + path)
                .issueTime(Date.from(now));
    }

    public String sign(JWSHeader header, JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The change that adds the proof to a request of {@link Oauth}. */
    public static String header(String proof) {
        return "DPoP: " + proof;
    }
}
