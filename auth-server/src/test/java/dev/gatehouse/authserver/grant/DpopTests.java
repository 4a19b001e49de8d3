package dev.gatehouse.authserver.grant;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Dpop;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Requirement G3: RFC 9449 at the token endpoint. */
@ParameterizedClass
@EnumSource(Database.class)
class DpopTests {

    private static final String RS3 = "https://mcp3.test/mcp";

    @Parameter
    Database database;

    private Oauth oauth;

    private Dpop dpop;

    @BeforeEach
    void setUp() {
        oauth = new Oauth(TestServer.on(database));
        dpop = new Dpop(oauth.server());
    }

    private static String header(String proof) {
        return Dpop.header(proof);
    }

    private static void assertRefused(HttpResponse<String> response, String error) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(Oauth.json(response)).containsEntry("error", error);
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    private Map<String, Object> bound() {
        HttpResponse<String> response = oauth.token(oauth.code(), header(dpop.proof("/token")));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Oauth.json(response);
    }

    @Test
    @DisplayName("G3: a proof binds the access token to its key, in the token and at introspection")
    void bindsTheAccessToken() {
        Map<String, Object> tokens = bound();
        assertThat(tokens).containsEntry("token_type", "DPoP");
        assertThat(Oauth.claims(tokens.get("access_token")).get("cnf")).isEqualTo(Map.of("jkt", dpop.thumbprint()));
        Map<String, Object> seen = Oauth.json(oauth.introspect((String) tokens.get("access_token"), "RS1"));
        assertThat(seen)
                .containsEntry("token_type", "DPoP")
                .containsEntry("cnf", Map.of("jkt", dpop.thumbprint()))
                .containsEntry("active", true);
    }

    @Test
    @DisplayName("without a proof a token is a bearer token, without cnf")
    void staysBearerWithout() {
        Map<String, Object> tokens = oauth.tokens();
        assertThat(tokens).containsEntry("token_type", "Bearer");
        assertThat(Oauth.claims(tokens.get("access_token"))).doesNotContainKey("cnf");
        assertThat(Oauth.json(oauth.introspect((String) tokens.get("access_token"), "RS1")))
                .containsEntry("token_type", "Bearer")
                .doesNotContainKey("cnf");
    }

    @Test
    @DisplayName(
            "G3: a public client's refresh token is bound to the key of its first proof; a refusal leaves it alive")
    void bindsRefreshTokens() {
        String refresh = (String) bound().get("refresh_token");
        assertRefused(oauth.refresh(refresh), "invalid_dpop_proof");
        Dpop thief = new Dpop(oauth.server());
        assertRefused(oauth.refresh(refresh, header(thief.proof("/token"))), "invalid_grant");

        HttpResponse<String> honest = oauth.refresh(refresh, header(dpop.proof("/token")));
        assertThat(honest.statusCode()).as(honest.body()).isEqualTo(200);
        String next = (String) Oauth.json(honest).get("refresh_token");
        assertRefused(oauth.refresh(next, header(thief.proof("/token"))), "invalid_grant");
        assertThat(oauth.refresh(next, header(dpop.proof("/token"))).statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("G3: whoever replays a bound refresh token without its key ends nothing")
    void survivesReplayByStrangers() {
        String first = (String) bound().get("refresh_token");
        String second = (String)
                Oauth.json(oauth.refresh(first, header(dpop.proof("/token")))).get("refresh_token");
        assertRefused(oauth.refresh(first), "invalid_dpop_proof");
        assertRefused(oauth.refresh(first, header(new Dpop(oauth.server()).proof("/token"))), "invalid_grant");
        assertThat(oauth.refresh(second, header(dpop.proof("/token"))).statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("a confidential client's refresh token is bound to its authentication, not to a key")
    void leavesConfidentialClientsTheirKeys() {
        String[] basic = Oauth.basic("CONF", "conf-secret-conf-secret-conf-secret-1");
        String authorization = basic[0] + ": " + basic[1];
        String code = oauth.code("client_id=CONF", "redirect_uri=https://conf.test/cb");
        Map<String, Object> tokens = Oauth.json(oauth.token(
                code, "-client_id", "redirect_uri=https://conf.test/cb", authorization, header(dpop.proof("/token"))));
        assertThat(tokens).containsEntry("token_type", "DPoP");
        Dpop another = new Dpop(oauth.server());
        Map<String, Object> next = Oauth.json(oauth.refresh(
                (String) tokens.get("refresh_token"), "-client_id", authorization, header(another.proof("/token"))));
        assertThat(Oauth.claims(next.get("access_token")).get("cnf")).isEqualTo(Map.of("jkt", another.thumbprint()));
    }

    @Test
    @DisplayName("G3: a proof without our nonce is answered with one, and nothing is used up")
    void asksForANonce() {
        String code = oauth.code();
        HttpResponse<String> refused = oauth.token(code, header(dpop.proof("/token", claims -> claims)));
        assertRefused(refused, "use_dpop_nonce");
        String nonce = refused.headers().firstValue("DPoP-Nonce").orElseThrow();
        HttpResponse<String> granted =
                oauth.token(code, header(dpop.proof("/token", claims -> claims.claim("nonce", nonce))));
        assertThat(granted.statusCode()).as(granted.body()).isEqualTo(200);
        assertThat(granted.headers().firstValue("DPoP-Nonce")).isPresent();
    }

    @Test
    @DisplayName("G3: a nonce is good for at least five minutes and not for more than ten")
    void forgetsNonces() {
        String nonce = dpop.nonce();
        oauth.server().clock().advance(Duration.ofMinutes(5));
        String code = oauth.code();
        assertThat(oauth.token(code, header(dpop.proof("/token", claims -> claims.claim("nonce", nonce))))
                        .statusCode())
                .isEqualTo(200);
        oauth.server().clock().advance(Duration.ofMinutes(5));
        assertRefused(
                oauth.token(oauth.code(), header(dpop.proof("/token", claims -> claims.claim("nonce", nonce)))),
                "use_dpop_nonce");
    }

    @Test
    @DisplayName("G3: a proof is taken once; one of twenty at the same time")
    void takesAProofOnce() throws Exception {
        String proof = dpop.proof("/token");
        List<String> codes =
                Collections.nCopies(20, "").stream().map(none -> oauth.code()).toList();
        List<Integer> answers;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> calls = codes.stream()
                    .map(code -> (Callable<Integer>)
                            () -> oauth.token(code, header(proof)).statusCode())
                    .toList();
            answers = threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
        assertThat(answers).filteredOn(status -> status == 200).hasSize(1);
        assertThat(answers).filteredOn(status -> status == 400).hasSize(19);
        // Those that were refused lost nothing by it.
        int lost = 0;
        for (int i = 0; i < 20; i++) {
            if (answers.get(i) == 400) {
                lost += oauth.token(codes.get(i), header(dpop.proof("/token"))).statusCode() == 200 ? 0 : 1;
            }
        }
        assertThat(lost).isZero();
    }

    @Test
    @DisplayName("a proof that came with a refused request may come again")
    void doesNotUseUpOnRefusal() {
        String code = oauth.code();
        String proof = dpop.proof("/token");
        assertRefused(oauth.token(code, "resource=" + Oauth.RS2, header(proof)), "invalid_target");
        assertThat(oauth.token(code, header(proof)).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("G3: each check of RFC 9449 section 4.3 refuses by itself, and the code stays good")
    void refusesBadProofs() throws Exception {
        String code = oauth.code();
        Map<String, String> proofs = badProofs();
        for (Map.Entry<String, String> bad : proofs.entrySet()) {
            HttpResponse<String> response = oauth.token(code, header(bad.getValue()));
            assertThat(response.statusCode())
                    .as(bad.getKey() + " " + response.body())
                    .isEqualTo(400);
            assertThat(Oauth.json(response)).as(bad.getKey()).containsEntry("error", "invalid_dpop_proof");
        }
        assertRefused(
                oauth.token(code, header(dpop.proof("/token")), header(dpop.proof("/token"))), "invalid_dpop_proof");
        assertThat(oauth.token(code, header(dpop.proof("/token"))).statusCode()).isEqualTo(200);
    }

    private Map<String, String> badProofs() throws Exception {
        String nonce = dpop.nonce();
        Instant now = oauth.server().clock().instant();
        Map<String, String> bad = new LinkedHashMap<>();
        Function<UnaryOperator<JWTClaimsSet.Builder>, String> claims =
                change -> dpop.proof("/token", builder -> change.apply(builder.claim("nonce", nonce)));
        Function<JWSHeader, String> headers = header ->
                dpop.sign(header, dpop.claims("/token").claim("nonce", nonce).build());
        bad.put("no JWT", "x.y.z");
        bad.put(
                "not signed",
                new PlainJWT(dpop.claims("/token").claim("nonce", nonce).build()).serialize());
        bad.put("typ JWT", headers.apply(dpop.header().type(JOSEObjectType.JWT).build()));
        bad.put("no typ", headers.apply(dpop.header().type(null).build()));
        bad.put(
                "no jwk",
                headers.apply(new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(Dpop.TYPE)
                        .build()));
        bad.put(
                "another's jwk",
                headers.apply(dpop.header()
                        .jwk(new Dpop(oauth.server()).key().toPublicJWK())
                        .build()));
        bad.put(
                "crit",
                headers.apply(dpop.header()
                        .criticalParams(java.util.Set.of("x"))
                        .customParam("x", 1)
                        .build()));
        bad.put("HS256", symmetric(nonce));
        bad.put("private key", withPrivateKey(nonce));
        bad.put("htm GET", claims.apply(builder -> builder.claim("htm", "GET")));
        bad.put("htm post", claims.apply(builder -> builder.claim("htm", "post")));
        bad.put("no htm", claims.apply(builder -> builder.claim("htm", null)));
        bad.put("htu elsewhere", claims.apply(builder -> builder.claim("htu", "https://evil.test/token")));
        bad.put(
                "htu of another endpoint",
                claims.apply(builder -> builder.claim("htu", oauth.server().issuer() + "/par")));
        bad.put(
                "htu with a user",
                claims.apply(
                        builder -> builder.claim("htu", (oauth.server().issuer() + "/token").replace("//", "//u@"))));
        bad.put("htu a number", claims.apply(builder -> builder.claim("htu", 7)));
        bad.put("no htu", claims.apply(builder -> builder.claim("htu", null)));
        bad.put("no jti", claims.apply(builder -> builder.jwtID(null)));
        bad.put("empty jti", claims.apply(builder -> builder.jwtID("")));
        bad.put("long jti", claims.apply(builder -> builder.jwtID("j".repeat(513))));
        bad.put("no iat", claims.apply(builder -> builder.issueTime(null)));
        bad.put("old", claims.apply(builder -> builder.issueTime(Date.from(now.minusSeconds(67)))));
        bad.put("of the future", claims.apply(builder -> builder.issueTime(Date.from(now.plusSeconds(7)))));
        bad.put("too long", claims.apply(builder -> builder.claim("pad", "p".repeat(8192))));
        return bad;
    }

    private String symmetric(String nonce) throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(Dpop.TYPE)
                        .jwk(dpop.key().toPublicJWK())
                        .build(),
                dpop.claims("/token").claim("nonce", nonce).build());
        jwt.sign(new MACSigner(dpop.key().toPublicJWK().toJSONString().getBytes()));
        return jwt.serialize();
    }

    /** The library refuses to make such a header, so it is written by hand. */
    private String withPrivateKey(String nonce) {
        String header =
                "{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\",\"jwk\":" + dpop.key().toJSONString() + "}";
        String proof = dpop.proof("/token", claims -> claims.claim("nonce", nonce));
        return com.nimbusds.jose.util.Base64URL.encode(header) + proof.substring(proof.indexOf('.'));
    }

    @Test
    @DisplayName("htu is compared without query, fragment, case of scheme and host, and standard port")
    void normalizesTheTarget() {
        String nonce = dpop.nonce();
        for (String htu : List.of(
                oauth.server().issuer() + "/token?a=b",
                oauth.server().issuer() + "/token#f",
                oauth.server().issuer() + "/token/",
                oauth.server().issuer().replace("http:", "HTTP:") + "/token")) {
            HttpResponse<String> response = oauth.token(
                    oauth.code(),
                    header(dpop.proof(
                            "/token", claims -> claims.claim("nonce", nonce).claim("htu", htu))));
            assertThat(response.statusCode()).as(htu + response.body()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("G3: a resource or a client may require a proof; without one nothing is issued and nothing used up")
    void requiresAProof() {
        String resourceBound = oauth.consented(
                        oauth.signedIn("alice"), List.of("keys:use"), "resource=" + RS3, "scope=keys:use")
                .get("code");
        HttpResponse<String> refused = oauth.token(resourceBound, "resource=" + RS3);
        assertRefused(refused, "invalid_dpop_proof");
        assertThat(refused.headers().firstValue("DPoP-Nonce")).isPresent();
        assertThat(oauth.token(resourceBound, "resource=" + RS3, header(dpop.proof("/token")))
                        .statusCode())
                .isEqualTo(200);

        String[] client = {"client_id=BOUND", "redirect_uri=https://bound.test/cb"};
        String clientBound = oauth.code(client);
        assertRefused(oauth.token(clientBound, client), "invalid_dpop_proof");
        assertThat(oauth.token(clientBound, client[0], client[1], header(dpop.proof("/token")))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("G3: a code that was asked for with dpop_jkt is good for that key alone")
    void bindsTheCode() {
        String code = oauth.code("dpop_jkt=" + dpop.thumbprint());
        assertRefused(oauth.token(code), "invalid_dpop_proof");
        assertRefused(oauth.token(code, header(new Dpop(oauth.server()).proof("/token"))), "invalid_grant");
        assertThat(oauth.token(code, header(dpop.proof("/token"))).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("a malformed dpop_jkt is invalid_request")
    void refusesAMalformedThumbprint() {
        assertThat(oauth.consented(oauth.signedIn("alice"), List.of(), "dpop_jkt=short"))
                .containsEntry("error", "invalid_request");
    }

    @Test
    @DisplayName("a machine's token may be bound too")
    void bindsMachineTokens() {
        String[] basic = Oauth.basic("M2M", "m2m-secret-m2m-secret-m2m-secret-m2m");
        HttpResponse<String> response = oauth.post(
                "/token",
                Oauth.with(List.of("grant_type=client_credentials")),
                basic[0],
                basic[1],
                "DPoP",
                dpop.proof("/token"));
        assertThat(Oauth.json(response)).containsEntry("token_type", "DPoP");
    }

    @Test
    @DisplayName("a parameter in the body is no proof")
    void ignoresProofsInTheBody() {
        HttpResponse<String> response = oauth.token(oauth.code(), "dpop_proof=" + dpop.proof("/token"));
        assertThat(Oauth.json(response)).containsEntry("token_type", "Bearer");
    }

    @Test
    @DisplayName("the metadata names the algorithms of proofs (RFC 9449 section 5.1)")
    void tellsItsAlgorithms() {
        assertThat(Oauth.json(new dev.gatehouse.authserver.testing.UserAgent()
                        .get(oauth.server().url("/.well-known/oauth-authorization-server"))))
                .containsEntry("dpop_signing_alg_values_supported", List.of("ES256", "RS256", "PS256"));
    }
}
