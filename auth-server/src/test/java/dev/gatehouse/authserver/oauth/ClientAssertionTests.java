package dev.gatehouse.authserver.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.client.ClientAssertions;
import dev.gatehouse.authserver.testing.Canary;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Client authentication by private_key_jwt. Revocation is what is asked for, as it needs nothing but a client. */
@ParameterizedClass
@EnumSource(Database.class)
class ClientAssertionTests {

    private static final Canary CANARY = Canary.start();

    private static final Map<Database, TestServer> SERVERS = new EnumMap<>(Database.class);

    private static final ECKey KEY = ec("key-1");

    private static final RSAKey RSA = rsa("rsa-1");

    @Parameter
    Database database;

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    private TestServer server() {
        return SERVERS.computeIfAbsent(database, wanted -> {
            List<String> arguments = new ArrayList<>(TestServer.arguments(wanted, TestServer.temporaryFolder()));
            arguments.addAll(CANARY.arguments());
            return TestServer.start(arguments);
        });
    }

    private Oauth oauth() {
        return new Oauth(server());
    }

    private String register(String keys) {
        HttpResponse<String> response = new UserAgent()
                .send(
                        HttpRequest.newBuilder(server().url("/register"))
                                .POST(HttpRequest.BodyPublishers.ofString("""
                                        {"client_name":"Signer","redirect_uris":["https://signer.test/cb"],\
                                        "token_endpoint_auth_method":"private_key_jwt",%s}""".formatted(keys))),
                        "Content-Type",
                        "application/json");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        assertThat(Oauth.json(response)).doesNotContainKey("client_secret");
        return (String) Oauth.json(response).get("client_id");
    }

    private String registerInline() {
        return register("\"jwks\":" + new JWKSet(List.of(KEY.toPublicJWK(), RSA.toPublicJWK())));
    }

    private JWTClaimsSet.Builder claims(String clientId) {
        Instant now = server().clock().instant();
        return new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(server().issuer())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)))
                .jwtID(UUID.randomUUID().toString());
    }

    private String assertion(String clientId, UnaryOperator<JWTClaimsSet.Builder> change) {
        return signed(
                KEY,
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(KEY.getKeyID()).build(),
                change.apply(claims(clientId)).build());
    }

    private static String signed(ECKey key, JWSHeader header, JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> present(String assertion, String... changes) {
        return oauth().post(
                        "/revoke",
                        Oauth.with(
                                List.of(
                                        "token=x",
                                        "client_assertion=" + assertion,
                                        "client_assertion_type=" + ClientAssertions.TYPE),
                                changes));
    }

    private void assertRefused(String assertion, String... changes) {
        HttpResponse<String> response = present(assertion, changes);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(401);
        assertThat(Oauth.json(response)).containsEntry("error", "invalid_client");
    }

    private void assertTaken(String assertion, String... changes) {
        HttpResponse<String> response = present(assertion, changes);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    @Test
    @DisplayName("A4 takes an assertion by each of the client's keys, with or without client_id, for a whole grant")
    void takesAssertions() throws Exception {
        String clientId = registerInline();
        assertTaken(assertion(clientId, claims -> claims));
        assertTaken(assertion(clientId, claims -> claims), "client_id=" + clientId);
        SignedJWT rs256 = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(JOSEObjectType.JWT)
                        .build(),
                claims(clientId).build());
        rs256.sign(new RSASSASigner(RSA));
        assertTaken(rs256.serialize());

        UserAgent alice = oauth().signedIn("alice");
        String code = oauth().consented(
                        alice, List.of("tools:read"), "client_id=" + clientId, "redirect_uri=https://signer.test/cb")
                .get("code");
        HttpResponse<String> tokens = oauth().token(
                        code,
                        "client_id=" + clientId,
                        "redirect_uri=https://signer.test/cb",
                        "client_assertion=" + assertion(clientId, claims -> claims),
                        "client_assertion_type=" + ClientAssertions.TYPE);
        assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
        assertThat(oauth().token("x", "client_id=" + clientId).statusCode()).isEqualTo(401);
    }

    @Test
    @DisplayName("A4 A11 ruling 7 refuses claims that are another's, for another, or not of now")
    void refusesOtherClaims() {
        String clientId = registerInline();
        Instant now = server().clock().instant();
        for (UnaryOperator<JWTClaimsSet.Builder> change : List.<UnaryOperator<JWTClaimsSet.Builder>>of(
                claims -> claims.issuer("PUB"),
                claims -> claims.subject("PUB"),
                claims -> claims.issuer(null),
                claims -> claims.subject(null),
                claims -> claims.audience(server().issuer() + "/"),
                claims -> claims.audience(server().issuer() + "/token"),
                claims -> claims.audience(List.of(server().issuer(), "https://other.test")),
                claims -> claims.audience((String) null),
                claims -> claims.expirationTime(null),
                claims -> claims.expirationTime(Date.from(now.minusSeconds(31))),
                claims -> claims.expirationTime(Date.from(now.plusSeconds(400))),
                claims -> claims.notBeforeTime(Date.from(now.plusSeconds(60))),
                claims -> claims.issueTime(Date.from(now.plusSeconds(60))),
                claims -> claims.jwtID(null),
                claims -> claims.jwtID(""),
                claims -> claims.jwtID("j".repeat(600)))) {
            assertRefused(assertion(clientId, change));
        }
        assertRefused(assertion(clientId, claims -> claims), "client_id=PUB");
        assertRefused(assertion(clientId, claims -> claims), "client_assertion_type=urn:other");
        assertThat(present(assertion(clientId, claims -> claims), "client_secret=s")
                        .statusCode())
                .isEqualTo(400);
        assertTaken(assertion(clientId, claims -> claims));
    }

    @Test
    @DisplayName("A13 A15 A17 A6 refuses other algorithms, keys and forms, and follows nothing in a header")
    void refusesOtherHeaders() throws Exception {
        String clientId = registerInline();
        JWTClaimsSet claims = claims(clientId).build();
        assertRefused(new PlainJWT(claims).serialize());
        SignedJWT hmac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        hmac.sign(new MACSigner(KEY.toPublicJWK().toJSONString()));
        assertRefused(hmac.serialize());
        assertRefused(signed(
                ec("key-1"),
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("key-1").build(),
                claims));
        for (String kid : List.of("../../dev/null", "' UNION SELECT", "https://canary.test/k", "k".repeat(9000))) {
            assertRefused(signed(
                    KEY, new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(kid).build(), claims));
        }
        String path = "/" + database + "/attacker-keys";
        ECKey attacker = ec("attacker");
        CANARY.serveJson(path, new JWKSet(attacker.toPublicJWK()).toString());
        assertRefused(signed(
                attacker,
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .jwkURL(java.net.URI.create(CANARY.url(path)))
                        .jwk(attacker.toPublicJWK())
                        .build(),
                claims));
        assertThat(CANARY.hits(path)).isZero();
        String good = assertion(clientId, unchanged -> unchanged);
        for (String bad : List.of(
                "",
                "x",
                "a.b.c",
                good.substring(0, good.length() - 4),
                good + "A",
                good.replace('.', ' '),
                "{}",
                "..")) {
            assertThat(present(bad).statusCode()).isEqualTo(401);
        }
        assertTaken(good);
    }

    @Test
    @DisplayName("A09 A4 P01 takes an assertion once, of twenty at once, at any endpoint, and after a restart")
    void takesAnAssertionOnce() throws Exception {
        String clientId = registerInline();
        String assertion = assertion(clientId, claims -> claims);
        Callable<Integer> attempt = () -> present(assertion).statusCode();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(pool.invokeAll(Collections.nCopies(20, attempt)).stream()
                            .filter(future -> future.resultNow() == 200))
                    .hasSize(1);
        }
        HttpResponse<String> elsewhere = oauth().post(
                        "/token",
                        Oauth.with(List.of(
                                "grant_type=refresh_token",
                                "refresh_token=x",
                                "client_assertion=" + assertion,
                                "client_assertion_type=" + ClientAssertions.TYPE)));
        assertThat(elsewhere.statusCode()).isEqualTo(401);
        assertThat(server().jdbc()
                        .sql("select count(*) from replay_marker where issuer = ?")
                        .param(clientId)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("A19 reads keys from jwks_uri, sees a new key within a minute and forgets a removed one within five")
    void followsKeyRollOver() {
        String path = "/" + database + "/jwks.json";
        ECKey second = ec("key-2");
        CANARY.serveJson(path, new JWKSet(KEY.toPublicJWK()).toString());
        String clientId = documentClient(path);
        assertTaken(assertion(clientId, claims -> claims));
        assertTaken(assertion(clientId, claims -> claims));
        assertThat(CANARY.hits(path)).isEqualTo(1);
        for (int i = 0; i < 5; i++) {
            assertRefused(signed(
                    second,
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("key-2").build(),
                    claims(clientId).build()));
        }
        assertThat(CANARY.hits(path)).isEqualTo(1);
    }

    /** A client known by its document, which signs by the keys at this path. */
    private String documentClient(String jwksPath) {
        String path = jwksPath.replace("jwks", "client");
        String clientId = CANARY.url(path);
        CANARY.serveJson(path, """
                {"client_id":"%s","client_name":"Signer","redirect_uris":["https://signer.test/cb"],\
                "token_endpoint_auth_method":"private_key_jwt","jwks_uri":"%s",\
                "token_endpoint_auth_methods_supported":["none","private_key_jwt"]}""".formatted(clientId, CANARY.url(jwksPath)));
        HttpResponse<String> page = oauth().follow(
                        oauth().signedIn("alice"), "client_id=" + clientId, "redirect_uri=https://signer.test/cb");
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return clientId;
    }

    private static ECKey ec(String kid) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey rsa(String kid) {
        try {
            return new RSAKeyGenerator(2048).keyID(kid).generate();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
