package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.RawRequest;
import dev.gatehouse.authserver.testing.UserAgent;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requirement G3: proofs that are none (RFC 9449 sections 4.3 and 11), where a code is exchanged and where one is asked for. */
class ProofAttacksTests extends AbstractHostileTests {

    private final ProofMaker maker = new ProofMaker(this::server);

    private String code = "";

    @BeforeEach
    void begin() {
        code = server().code();
    }

    /** Refused at both endpoints; the code is as good afterwards. */
    private void assertRefused(Proof proof) {
        String atToken = "DPoP: " + proof.at("/token");
        String atPush = "DPoP: " + proof.at("/par");
        Answer token = after().refused(() -> caller().token(code, atToken));
        token.isJson(400, "invalid_dpop_proof", "use_dpop_nonce");
        assertThat(token.header("DPoP-Nonce")).isPresent();
        after().refused(() -> caller().push(atPush)).isJson(400, "invalid_dpop_proof", "use_dpop_nonce");
    }

    private interface Proof {
        String at(String path);
    }

    private void assertCodeIsGood() {
        maker.assertBinds(caller().token(code, maker.shown("/token")));
    }

    static Stream<Arguments> changes() {
        return rows(
                row(
                        "typ",
                        "-header.typ",
                        "header.typ=\"JWT\"",
                        "header.typ=\"at+jwt\"",
                        "header.typ=\"application/dpop+jwt\"",
                        "header.typ=\"dpop+jwt \"",
                        "header.typ=\"\"",
                        "header.typ=null",
                        "header.typ=[\"dpop+jwt\"]"),
                row(
                        "alg",
                        "-header.alg",
                        "header.alg=\"none\"",
                        "header.alg=\"None\"",
                        "header.alg=\"HS256\"",
                        "header.alg=\"RS256\"",
                        "header.alg=\"PS256\"",
                        "header.alg=\"ES384\"",
                        "header.alg=\"EdDSA\"",
                        "header.alg=\"es256\"",
                        "header.alg=\"\"",
                        "header.alg=[\"ES256\"]"),
                row(
                        "jwk",
                        "-header.jwk",
                        "header.jwk=null",
                        "header.jwk={}",
                        "header.jwk=[]",
                        "header.jwk=\"x\"",
                        "header.jwk={\"kty\":\"oct\",\"k\":\"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA\"}",
                        "header.jwk={\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
                        "header.jwk={\"kty\":\"EC\",\"crv\":\"P-256\"}",
                        "header.jwk={\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}"),
                row(
                        "header",
                        "header.crit=[\"x\"]",
                        "header.crit=[]",
                        "header.crit=[\"b64\"]",
                        "header.b64=false",
                        "header.kid=" + "\"" + "k".repeat(9000) + "\""),
                row(
                        "htm",
                        "-claims.htm",
                        "claims.htm=\"GET\"",
                        "claims.htm=\"post\"",
                        "claims.htm=\"POST \"",
                        "claims.htm=\"\"",
                        "claims.htm=null",
                        "claims.htm=1",
                        "claims.htm=[\"POST\"]"),
                row(
                        "htu",
                        "-claims.htu",
                        "claims.htu=\"\"",
                        "claims.htu=null",
                        "claims.htu=1",
                        "claims.htu=[\"https://as.test/token\",\"https://as.test/par\"]",
                        "claims.htu=\"https://evil.test/token\"",
                        "claims.htu=\"https://as.test.evil.test/token\"",
                        "claims.htu=\"https://as.test@evil.test/token\"",
                        "claims.htu=\"https://evil.test@as.test/token\"",
                        "claims.htu=\"http://as.test/token\"",
                        "claims.htu=\"https://as.test:8443/token\"",
                        "claims.htu=\"https://as.test/\"",
                        "claims.htu=\"https://as.test\"",
                        "claims.htu=\"https://as.test/revoke\"",
                        "claims.htu=\"https://as.test/TOKEN\"",
                        "claims.htu=\"https://as.test/token/x\"",
                        "claims.htu=\"https://as.test/x/../token\"",
                        "claims.htu=\"https://as.test//token\"",
                        "claims.htu=\"https://as.test/token;x=1\"",
                        "claims.htu=\"https://as.test/%74oken\"",
                        "claims.htu=\"https:as.test/token\"",
                        "claims.htu=\"//as.test/token\"",
                        "claims.htu=\"/token\"",
                        "claims.htu=\"https://mcp1.test/mcp\"",
                        "claims.htu=\"https://as.test\\\\token\"",
                        "claims.htu=\"\\u0000\""),
                row(
                        "jti",
                        "-claims.jti",
                        "claims.jti=\"\"",
                        "claims.jti=null",
                        "claims.jti=1",
                        "claims.jti={}",
                        "claims.jti=[\"x\"]",
                        "claims.jti=\"" + "j".repeat(513) + "\"",
                        "claims.jti=\"" + "j".repeat(12_000) + "\""),
                row(
                        "iat",
                        "-claims.iat",
                        "claims.iat=0",
                        "claims.iat=-1",
                        "claims.iat=1e300",
                        "claims.iat=9223372036854775807",
                        "claims.iat=99999999999",
                        "claims.iat=\"soon\"",
                        "claims.iat=null",
                        "claims.iat={}",
                        "claims.iat=true"),
                row(
                        "nonce",
                        "-claims.nonce",
                        "claims.nonce=\"\"",
                        "claims.nonce=null",
                        "claims.nonce=1",
                        "claims.nonce=[\"x\"]",
                        "claims.nonce=\"" + "A".repeat(43) + "\"",
                        "claims.nonce=\"" + "n".repeat(6000) + "\"",
                        "claims.nonce=\"\\u0000\"",
                        "claims.nonce=\"' OR 1=1--\""));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("changes")
    @DisplayName("G3 each member that is missing, another's, or of another type makes it no proof")
    void refusesOtherMembers(String row, String change) {
        assertRefused(path -> maker.changed(path, change));
        assertCodeIsGood();
    }

    @Test
    @DisplayName("G3 a proof is of the last minute: an hour, a minute and more, or later than now is refused")
    void refusesOtherTimes() {
        long now = server().server().clock().instant().getEpochSecond();
        for (long iat : List.of(now - 3600, now - 67, now + 7, now + 60, now + 3600, now * 1000)) {
            assertRefused(path -> maker.changed(path, "claims.iat=" + iat));
        }
        assertCodeIsGood();
    }

    @Test
    @DisplayName("G3 a nonce of more than ten minutes ago, one that was changed, or that of another server is no nonce")
    void refusesOtherNonces() {
        String nonce = (String) maker.claims("/token").get("nonce");
        server().server().clock().advance(Duration.ofMinutes(11));
        code = server().code();
        String current = (String) maker.claims("/token").get("nonce");
        assertThat(current).isNotEqualTo(nonce);
        String foreign = (String)
                new ProofMaker(() -> HostileServer.on(database == Database.H2 ? Database.POSTGRESQL : Database.H2))
                        .claims("/token")
                        .get("nonce");
        for (String other :
                List.of(nonce, foreign, current + "A", current.substring(1), current.toLowerCase(Locale.ROOT))) {
            assertRefused(path -> maker.changed(path, "claims.nonce=\"" + other + "\""));
        }
        assertCodeIsGood();
    }

    @Test
    @DisplayName("G3 only the key that is shown signs, and a public key is no secret to sign with")
    void refusesOtherSignatures() throws Exception {
        ProofMaker other = new ProofMaker(this::server);
        assertRefused(path -> Signer.sign(other.key(), Signer.json(maker.header()), Signer.json(maker.claims(path))));
        assertRefused(path -> {
            String proof = maker.proof(path);
            return proof.substring(0, proof.lastIndexOf('.') + 1);
        });
        assertRefused(path -> {
            String proof = maker.proof(path);
            return proof.substring(0, proof.lastIndexOf('.') + 1) + Signer.base64(new byte[64]);
        });
        // A good signature under claims that were changed afterwards.
        assertRefused(path -> {
            String[] parts = maker.proof(path).split("\\.");
            return parts[0] + "." + Signer.base64(Signer.json(maker.claims(path))) + "." + parts[2];
        });
        for (byte[] secret : List.of(
                maker.key().toPublicJWK().toJSONString().getBytes(StandardCharsets.US_ASCII),
                maker.key().toECPublicKey().getEncoded(),
                "x".getBytes(StandardCharsets.US_ASCII))) {
            assertRefused(path -> hmac(secret, path));
        }
        Map<String, Object> header = maker.header();
        header.put("jwk", maker.key().toJSONObject());
        assertRefused(path -> maker.sign(header, maker.claims(path)));
        // The example key of RFC 8037 appendix A.2.
        header.put("jwk", Map.of("kty", "OKP", "crv", "Ed25519", "x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));
        assertRefused(path -> maker.sign(header, maker.claims(path)));
        assertCodeIsGood();
    }

    private String hmac(byte[] secret, String path) {
        try {
            Map<String, Object> header = maker.header();
            header.put("alg", "HS256");
            String signed = Signer.base64(Signer.json(header)) + "." + Signer.base64(Signer.json(maker.claims(path)));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return signed + "." + Signer.base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("G3 no address in a proof's header makes the server connect")
    void followsNoHeader() {
        try (Tripwire wire = Tripwire.open()) {
            for (String url : wire.urls().subList(0, 4)) {
                for (String member : List.of("jku", "x5u")) {
                    Map<String, Object> header = maker.header();
                    header.remove("jwk");
                    header.put(member, url);
                    header.put("kid", url);
                    assertRefused(path -> maker.sign(header, maker.claims(path)));
                }
            }
            assertThat(wire.hits()).as("NOHIT").isZero();
        }
    }

    @Test
    @DisplayName(
            "G3 another form than three parts, an encrypted one, members that stand twice, and no JSON are no proof")
    void refusesOtherForms() {
        for (String bad : List.of(
                "x",
                "..",
                "a.b.c",
                "null",
                "{}",
                "[]",
                "e30.e30.e30",
                "eyJhbGciOiJub25lIn0.e30.",
                // A JWE in compact form: five parts.
                "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIiwidHlwIjoiZHBvcCtqd3QifQ..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
                "x".repeat(9000))) {
            assertRefused(path -> bad);
        }
        assertRefused(path -> maker.proof(path) + ".x");
        assertRefused(path -> maker.proof(path).replace('.', ','));
        assertRefused(path -> maker.proof(path) + ", " + maker.proof(path));
        assertRefused(path -> {
            String[] parts = maker.proof(path).split("\\.");
            return "{\"protected\":\"" + parts[0] + "\",\"payload\":\"" + parts[1] + "\",\"signature\":\"" + parts[2]
                    + "\"}";
        });
        for (String payload : List.of("[]", "null", "1", "\"x\"", "", "{", "{}")) {
            assertRefused(path -> Signer.sign(maker.key(), Signer.json(maker.header()), payload));
        }
        assertRefused(path -> Signer.sign(
                maker.key(),
                Signer.json(maker.header()),
                Signer.json(maker.claims(path)).replaceFirst("\\{", "{\"htu\":\"https://evil.test/token\",")));
        assertRefused(path -> Signer.sign(
                maker.key(),
                Signer.json(maker.header()).replaceFirst("\\{", "{\"typ\":\"JWT\","),
                Signer.json(maker.claims(path))));
        assertCodeIsGood();
    }

    @Test
    @DisplayName("G3 two proofs, an empty one, or one beside a good one are none")
    void refusesTwoProofs() {
        String body = UserAgent.encode(form(
                "grant_type=authorization_code",
                "code=" + code,
                "client_id=PUB",
                "code_verifier=" + Oauth.VERIFIER,
                "redirect_uri=https://app.test/cb"));
        List<String> headers = new ArrayList<>(List.of("DPoP: \r\n", "DPoP:  \t\r\n"));
        headers.add("DPoP: " + maker.proof("/token") + "\r\nDPoP: " + maker.proof("/token") + "\r\n");
        headers.add("DPoP: " + maker.proof("/token") + "\r\ndpop: x\r\n");
        headers.add("DPoP: " + maker.proof("/token") + "\r\nDPOP: \r\n");
        for (String header : headers) {
            after().refusedRaw(() -> Answer.of(
                            "/token",
                            RawRequest.send(
                                    server().port(),
                                    "POST /token HTTP/1.1",
                                    header
                                            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                                            + body.length() + "\r\n",
                                    body)))
                    .isJson(400, "invalid_dpop_proof");
        }
        assertCodeIsGood();
    }

    @Test
    @DisplayName("G3 a proof in the body or in another header is none: what it would bind is a bearer token or refused")
    void knowsOneHeader() {
        after().refused(() -> caller().token(code, "resource=" + Oauth.RS2, "dpop=" + maker.proof("/token")))
                .isJson(400, "invalid_target");
        String bound = server().code("dpop_jkt=" + maker.thumbprint());
        for (String parameter : List.of("dpop", "DPoP", "dpop_proof", "client_assertion")) {
            after().refused(() -> caller().token(bound, parameter + "=" + maker.proof("/token")))
                    .is(400, 401);
        }
        maker.assertBinds(caller().token(bound, maker.shown("/token")));
        assertCodeIsGood();
    }
}
