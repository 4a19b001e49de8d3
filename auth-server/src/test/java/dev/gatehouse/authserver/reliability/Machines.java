package dev.gatehouse.authserver.reliability;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
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
import dev.gatehouse.authserver.reliability.Operation.Fact;
import dev.gatehouse.authserver.reliability.Operation.Kind;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** What programs do without a person: register, get tokens for themselves, show assertions and proofs, more than once. */
final class Machines {

    private static final List<String> M2M = List.of(Oauth.basic("M2M", "m2m-secret-m2m-secret-m2m-secret-m2m"));

    private final Wire wire;

    private final String issuer;

    private final Supplier<Cluster.Node> anyNode;

    private final ECKey key;

    /** The client that signs its assertions; empty until one could register. */
    private String signer = "";

    private String nonce = "";

    /** Access tokens by their hash, which is what the history calls them. */
    final Map<String, String> accessTokens = new java.util.concurrent.ConcurrentHashMap<>();

    Machines(Wire wire, String issuer, Supplier<Cluster.Node> anyNode) {
        this.wire = wire;
        this.issuer = issuer;
        this.anyNode = anyNode;
        try {
            this.key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    void clientCredentials() {
        Wire.Reply reply = wire.post(
                Kind.CLIENT_CREDENTIALS,
                anyNode.get(),
                "/token",
                Map.of(),
                List.of("grant_type=client_credentials"),
                M2M,
                Tokens::read);
        if (reply.ok()) {
            accessTokens.put(reply.get(Fact.ACCESS), reply.secret("access_token"));
        }
    }

    /** Some who register stay; the first with a key is the one that signs. */
    void register() {
        Cluster.Node node = anyNode.get();
        String body = """
                {"client_name":"Crash","redirect_uris":["https://crash.test/cb"],\
                "token_endpoint_auth_method":"private_key_jwt","jwks":%s}""".formatted(new JWKSet(key.toPublicJWK()));
        Wire.Reply reply = wire.ask(
                Kind.REGISTER,
                node.name(),
                Map.of(),
                status -> status == 201,
                () -> new UserAgent()
                        .send(
                                HttpRequest.newBuilder(node.url("/register"))
                                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                                "Content-Type",
                                "application/json"),
                (response, facts) ->
                        facts.put(Fact.CLIENT, (String) Oauth.json(response).get("client_id")));
        if (reply.ok()) {
            signer = reply.get(Fact.CLIENT);
        }
    }

    /** One assertion at several nodes; asks for nothing that matters. */
    void assertion(int times) {
        if (signer.isEmpty()) {
            register();
            return;
        }
        String jti = UUID.randomUUID().toString();
        String assertion = sign(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
                new JWTClaimsSet.Builder()
                        .issuer(signer)
                        .subject(signer)
                        .audience(issuer)
                        .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                        .jwtID(jti)
                        .build());
        Parallel.run(
                times,
                () -> wire.post(
                        Kind.ASSERTION,
                        anyNode.get(),
                        "/revoke",
                        Map.of(Fact.ONCE, jti),
                        List.of(
                                "token=x",
                                "client_assertion=" + assertion,
                                "client_assertion_type=" + ClientAssertions.TYPE),
                        List.of(),
                        (response, facts) -> {}));
    }

    /** One proof at several nodes. */
    void proof(int times) {
        String jti = UUID.randomUUID().toString();
        String proof = sign(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .jwk(key.toPublicJWK())
                        .build(),
                new JWTClaimsSet.Builder()
                        .jwtID(jti)
                        .claim("htm", "POST")
                        .claim("htu", issuer + "/token")
                        .claim("nonce", nonce.isEmpty() ? "none" : nonce)
                        .issueTime(new Date())
                        .build());
        List<String> headers = new ArrayList<>(M2M);
        headers.addAll(List.of("DPoP", proof));
        Parallel.run(times, () -> {
            Wire.Reply reply = wire.post(
                    Kind.PROOF,
                    anyNode.get(),
                    "/token",
                    Map.of(Fact.ONCE, jti),
                    List.of("grant_type=client_credentials"),
                    headers,
                    Tokens::read);
            reply.header("DPoP-Nonce").ifPresent(next -> nonce = next);
            return reply;
        });
    }

    private String sign(JWSHeader header, JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the history keeps of an answer with tokens. */
    static final class Tokens {

        private Tokens() {}

        static void read(java.net.http.HttpResponse<String> response, Map<Fact, String> facts) {
            Map<String, Object> body = Oauth.json(response);
            Map<String, Object> claims = Oauth.claims(body.get("access_token"));
            facts.put(Fact.ACCESS, hash((String) claims.get("jti")));
            facts.put(Fact.SUBJECT, (String) claims.get("sub"));
            if (body.get("refresh_token") instanceof String successor) {
                facts.put(Fact.SUCCESSOR, hash(successor));
            }
        }

        static String hash(String secret) {
            return FinalState.hex(Secrets.sha256(secret));
        }
    }
}
