package dev.gatehouse.authserver.reliability;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.client.ClientAssertions;
import dev.gatehouse.authserver.testing.Dpop;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Date;
import java.util.List;
import java.util.UUID;

/** Makes an assertion and a proof that are good for one request, and presents them at any node. */
record SingleUses(String assertion, String proof) {

    /** Of a client that registers for it, and by the clock of this node. */
    static SingleUses at(Oauth node) {
        ECKey key = key();
        HttpResponse<String> registered = new UserAgent()
                .send(
                        HttpRequest.newBuilder(node.server().url("/register"))
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        """
                                        {"client_name":"Signer","redirect_uris":["https://signer.test/cb"],\
                                        "token_endpoint_auth_method":"private_key_jwt","jwks":%s}""".formatted(new JWKSet(key.toPublicJWK())))),
                        "Content-Type",
                        "application/json");
        String client = (String) Oauth.json(registered).get("client_id");
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(client)
                .subject(client)
                .audience(node.server().issuer())
                .expirationTime(Date.from(node.server().clock().instant().plusSeconds(60)))
                .jwtID(UUID.randomUUID().toString())
                .build();
        return new SingleUses(signed(key, claims), new Dpop(node.server()).proof("/token"));
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("k").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signed(ECKey key, JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k").build(), claims);
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** 200 if it was taken. */
    int presentAssertion(Oauth node) {
        return node.post(
                        "/revoke",
                        Oauth.with(List.of(
                                "token=x",
                                "client_assertion=" + assertion,
                                "client_assertion_type=" + ClientAssertions.TYPE)))
                .statusCode();
    }

    /** 200 if it was taken. */
    int presentProof(Oauth node) {
        String[] basic = Oauth.basic("M2M", "m2m-secret-m2m-secret-m2m-secret-m2m");
        return node.post(
                        "/token",
                        Oauth.with(List.of("grant_type=client_credentials")),
                        basic[0],
                        basic[1],
                        "DPoP",
                        proof)
                .statusCode();
    }
}
