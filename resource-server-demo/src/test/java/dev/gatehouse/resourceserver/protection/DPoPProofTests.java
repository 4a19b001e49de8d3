package dev.gatehouse.resourceserver.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.gatehouse.resourceserver.DemoServerTests;
import dev.gatehouse.resourceserver.McpWire;
import dev.gatehouse.resourceserver.TestIssuer;
import dev.gatehouse.resourceserver.TestProof;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * The checks of RFC 9449 section 4.3 that concern one proof, each by a proof that is good but for one thing. The reason in
 * the log shows that it was this thing.
 */
@Tag("G3")
@ExtendWith(OutputCaptureExtension.class)
class DPoPProofTests extends DemoServerTests {

    private static final JWK KEY = TestIssuer.newKey();
    private static final JWK OTHER = TestIssuer.newKey();
    private static final JWK RSA = rsa(2048);
    private static final JWK SMALL_RSA = rsa(1024);

    static Stream<Arguments> unreadable() {
        return Stream.of(
                bad("that is empty", "an empty one", proof -> ""),
                bad("that is no JWT", "cannot be read", proof -> "nonsense"),
                bad("of three broken parts", "cannot be read", proof -> "a.b.c"),
                bad("whose payload is no JSON", "cannot be read", proof -> proof.sign("nonsense")),
                bad("that is not signed", "cannot be read", TestProof::unsigned),
                bad(
                        "of type JWT",
                        "not of the type",
                        proof -> proof.header("typ", "JWT").sign()),
                bad(
                        "of type at+jwt",
                        "not of the type",
                        proof -> proof.header("typ", "at+jwt").sign()),
                bad(
                        "without type",
                        "not of the type",
                        proof -> proof.header("typ", null).sign()),
                bad(
                        "with critical parameters",
                        "critical",
                        proof -> proof.header("crit", List.of("x"))
                                .header("x", 1)
                                .sign()));
    }

    static Stream<Arguments> badKeysAndSignatures() throws JOSEException {
        JWK p384 = new ECKeyGenerator(Curve.P_384).generate();
        // What an attacker has: the public key's bytes as an HMAC secret.
        JWK confusion =
                new OctetSequenceKey.Builder(KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)).build();
        return Stream.of(
                bad(
                        "signed with the public key as HMAC secret",
                        "not listed",
                        proof -> proof.algorithm(JWSAlgorithm.HS256)
                                .signer(confusion)
                                .sign()),
                bad(
                        "signed with ES384",
                        "not listed",
                        p384,
                        proof -> proof.algorithm(JWSAlgorithm.ES384).sign()),
                bad(
                        "signed with RS384",
                        "not listed",
                        RSA,
                        proof -> proof.algorithm(JWSAlgorithm.RS384).sign()),
                bad(
                        "signed with PS256",
                        "not listed",
                        RSA,
                        proof -> proof.algorithm(JWSAlgorithm.PS256).sign()),
                bad(
                        "that says RS256 and has an EC key",
                        "does not fit its algorithm",
                        proof -> proof.header("alg", "RS256").sign()),
                bad("of an RSA key of 1024 bits", "does not fit its algorithm", SMALL_RSA, TestProof::sign),
                bad(
                        "without key",
                        "no public key",
                        proof -> proof.header("jwk", null).sign()),
                bad(
                        "that only names its key",
                        "no public key",
                        proof -> proof.header("jwk", null)
                                .header("kid", KEY.getKeyID())
                                .sign()),
                bad(
                        "that gives away its private key",
                        "Non-public key",
                        proof -> proof.header("jwk", KEY.toJSONObject()).sign()),
                bad(
                        "with a key that is a text",
                        "cannot be read",
                        proof -> proof.header("jwk", "x").sign()),
                bad(
                        "with a key that is off its curve",
                        "cannot be read",
                        proof -> proof.header("jwk", Map.of("kty", "EC", "crv", "P-256", "x", "AA", "y", "AA"))
                                .sign()),
                bad(
                        "with an RSA key of nothing",
                        "does not fit its algorithm",
                        RSA,
                        proof -> proof.header("jwk", Map.of("kty", "RSA", "n", "", "e", ""))
                                .sign()),
                bad(
                        "with a key of a kind that nobody knows",
                        "cannot be read",
                        proof -> proof.header("jwk", Map.of("kty", "X")).sign()),
                bad(
                        "signed by another key than its own",
                        "does not verify",
                        proof -> proof.signer(OTHER).sign()),
                bad(
                        "with a cut signature",
                        "does not verify",
                        proof -> proof.sign().replaceFirst(".{8}$", "")),
                bad(
                        "of another key than the token's",
                        "of another key",
                        proof -> proof.header("jwk", OTHER.toPublicJWK().toJSONObject())
                                .signer(OTHER)
                                .sign()));
    }

    static Stream<Arguments> badClaims() {
        long now = Instant.now().getEpochSecond();
        return Stream.of(
                claim("htm", "GET", "another method"),
                claim("htm", "post", "another method"),
                claim("htm", "", "another method"),
                claim("htm", List.of("POST"), "cannot be read"),
                claim("htu", RESOURCE + "/x", "another URI"),
                claim("htu", RESOURCE + "/", "another URI"),
                claim("htu", "http://127.0.0.1:9001/MCP", "another URI"),
                claim("htu", "http://127.0.0.1:9001/%6dcp", "another URI"),
                claim("htu", "http://127.0.0.1:9001", "another URI"),
                claim("htu", "http://localhost:9001/mcp", "another URI"),
                claim("htu", "http://127.0.0.1/mcp", "another URI"),
                claim("htu", "https://127.0.0.1:9001/mcp", "another URI"),
                claim("htu", RESOURCE + "?x=y", "another URI"),
                claim("htu", RESOURCE + "#x", "another URI"),
                claim("htu", "http://x@127.0.0.1:9001/mcp", "another URI"),
                claim("htu", "::", "another URI"),
                claim("htu", "/mcp", "another URI"),
                claim("iat", now - 70, "too old"),
                claim("iat", now + 3600, "from the future"),
                claim("iat", "now", "cannot be read"),
                claim("iat", Long.MAX_VALUE, "too old"),
                claim("iat", -1e300, "too old"),
                claim("jti", " ", "no id"),
                claim("jti", 7, "cannot be read"),
                claim("ath", TestProof.hash("another token"), "another token"),
                claim("ath", "", "another token"),
                claim("nonce", 7, "cannot be read"),
                without("htm", "another method"),
                without("htu", "another URI"),
                without("iat", "no time of issue"),
                without("jti", "no id"),
                without("ath", "another token"));
    }

    @ParameterizedTest(name = "G3 refuses a proof {0}")
    @MethodSource({"unreadable", "badKeysAndSignatures", "badClaims"})
    void refusesABadProof(String kind, String reason, JWK key, Function<TestProof, String> spoil, CapturedOutput output)
            throws JOSEException {
        String token = ISSUER.tokenFor(RESOURCE)
                .claim("cnf", Map.of("jkt", key.computeThumbprint().toString()))
                .sign();
        String proof = spoil.apply(new TestProof(key, token, RESOURCE));

        HttpResponse<String> response = wire.send(
                "/mcp",
                request -> McpWire.message(request, McpWire.request("tools/list"))
                        .header("Authorization", "DPoP " + token)
                        .header("DPoP", proof));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().allValues("WWW-Authenticate")).hasSize(1);
        assertThat(McpWire.challenge(response))
                .startsWith("DPoP error=\"invalid_dpop_proof\"")
                .endsWith("algs=\"ES256 RS256\", resource_metadata=\"" + METADATA_URI
                        + "\", scope=\"crm.contacts.read storage.buckets.read\"");
        assertThat(response.body()).doesNotContain("tag_contact");
        String reference = response.body().replaceAll("(?s).*reference ([0-9a-f]{8}).*", "$1");
        assertThat(output.getAll().lines().filter(line -> line.contains(reference)))
                .singleElement()
                .asString()
                .contains(reason);
        assertThat(output.getAll()).doesNotContain(token);
    }

    private static Arguments claim(String name, Object value, String reason) {
        return bad(
                "whose " + name + " is " + value,
                reason,
                proof -> proof.claim(name, value).sign());
    }

    private static Arguments without(String name, String reason) {
        return bad("without " + name, reason, proof -> proof.claim(name, null).sign());
    }

    private static Arguments bad(String kind, String reason, Function<TestProof, String> spoil) {
        return bad(kind, reason, KEY, spoil);
    }

    private static Arguments bad(String kind, String reason, JWK key, Function<TestProof, String> spoil) {
        return arguments(kind, reason, key, spoil);
    }

    private static JWK rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            KeyPair pair = generator.generateKeyPair();
            return new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                    .privateKey(pair.getPrivate())
                    .build();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
