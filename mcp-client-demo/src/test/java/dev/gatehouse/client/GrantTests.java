package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients with a key or a document, grants without a person, and tokens that are bound to a key. */
class GrantTests extends CommandLineTest {

    private static final String DOCUMENT = "https://client.example/metadata.json";

    @Test
    @DisplayName("A4 signs an assertion whose only audience is the issuer, afresh each time")
    void signsAnAssertionForTheIssuerAlone() throws IOException, JOSEException, ParseException {
        as.authMethod = "private_key_jwt";
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("key-1").generate();

        Path last = folder;
        for (Path file : List.of(file(key.toJSONString()), file(pem(key)))) {
            last = file;
            Outcome connected = run(
                    "connect",
                    mcp.url(),
                    "--grant=client-credentials",
                    "--client-id=robot",
                    "--client-key=" + file,
                    "--store=" + file + ".store");
            assertThat(connected.status()).as(connected.err()).isZero();
        }

        assertThat(as.authorizations).isEmpty();
        assertThat(run("logout", mcp.url(), "--store=" + last + ".store", "--client-key=" + last)
                        .status())
                .isZero();
        assertThat(as.revocations.getFirst()).containsKey("client_assertion");
        for (Map<String, String> request : as.tokenRequests) {
            SignedJWT assertion = SignedJWT.parse(request.get("client_assertion"));
            JWTClaimsSet claims = assertion.getJWTClaimsSet();
            assertThat(assertion.verify(new ECDSAVerifier(key))).isTrue();
            assertThat(assertion.getPayload().toJSONObject().get("aud")).isEqualTo(as.issuer());
            assertThat(List.of(claims.getIssuer(), claims.getSubject())).containsOnly("robot");
            assertThat(claims.getExpirationTime()).isEqualTo(now.plus(Duration.ofMinutes(1)));
            assertThat(request).containsEntry("resource", mcp.url()).doesNotContainKey("client_secret");
        }
        assertThat(as.tokenRequests.stream().map(request -> request.get("client_assertion")))
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void actsForItselfWithASecret() {
        as.authMethod = "client_secret_basic";

        Outcome connected = run(
                Map.of("S", "a-secret-of-the-robot"),
                "connect",
                mcp.url(),
                "--grant=client-credentials",
                "--client-id=robot",
                "--client-secret-env=S");

        assertThat(connected.status()).as(connected.err()).isZero();
        assertThat(as.tokenRequests.getFirst()).containsEntry("grant_type", "client_credentials");
        assertThat(as.registrations).isEmpty();
    }

    @Test
    void sendsTheAssertionOfAWorkloadOnceAndTriesNothingElse() throws IOException {
        as.refusesDirectGrants = true;

        Outcome refused = run(
                "connect",
                mcp.url(),
                "--grant=jwt-bearer",
                "--client-id=w",
                "--assertion-file=" + file("aaa.bbb.ccc\n"));

        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.err()).contains("refuses the client w: invalid_grant");
        assertThat(as.tokenRequests).hasSize(1);
        assertThat(as.tokenRequests.getFirst()).containsEntry("assertion", "aaa.bbb.ccc");
    }

    @Test
    void isItsDocumentWhereTheServerSupportsThat() {
        as.metadata = document -> document.put("client_id_metadata_document_supported", true);
        as.clients.add(DOCUMENT);

        assertThat(run("connect", mcp.url(), "--client-metadata-url=" + DOCUMENT)
                        .status())
                .isZero();

        assertThat(as.registrations).isEmpty();
        assertThat(as.authorizations.getFirst()).containsEntry("client_id", DOCUMENT);
    }

    @Test
    void saysWhatIsWrongWithTheOptions() throws IOException {
        assertThat(run("connect", mcp.url(), "--grant=client-credentials").err())
                .contains("pass --client-id");
        assertThat(run("connect", mcp.url(), "--client-metadata-url=http://client.example/a")
                        .err())
                .contains("must be https");
        assertThat(run("connect", mcp.url(), "--client-id=x", "--client-key=" + file("secret rubbish"))
                        .err())
                .contains("holds no private key that can be used")
                .doesNotContain("rubbish");
        assertThat(run("connect", mcp.url(), "--client-id=x", "--client-key=" + file(key1024()))
                        .err())
                .contains("holds no private key that can be used");
    }

    @Test
    @DisplayName("G3 binds tokens to a key that stays with the issuer, and honours nonces of both servers")
    void bindsTokensWhereTheServerAsksForThat() {
        TestProofs proofs = bound();
        mcp.challenge = mcp.challenge.replace("Bearer", "DPoP");

        Outcome connected = run("connect", mcp.url());
        now = now.plus(Duration.ofHours(2));
        Outcome refreshed = run("connect", mcp.url());
        assertThat(run("whoami", mcp.url()).out()).contains("bound to a key that is kept here");

        assertThat(connected.status()).as(connected.err()).isZero();
        assertThat(refreshed.status()).as(refreshed.err()).isZero();
        assertThat(proofs.mistakes).isEmpty();
        assertThat(proofs.keys).hasSize(1);
        assertThat(as.authorizations).hasSize(1);
        assertThat(as.authorizations.getFirst())
                .containsEntry("dpop_jkt", proofs.keys.iterator().next());
    }

    @Test
    @DisplayName("G3 takes no bearer token where a bound one was asked for")
    void takesNoBearerTokenForABoundOne() {
        bound();
        as.tokenAnswer = answer -> answer.put("token_type", "Bearer");

        assertThat(run("connect", mcp.url(), "--dpop").err())
                .contains("the token is of the type \"Bearer\", and only DPoP is understood here");
    }

    @Test
    void saysThatTheServerBindsNoTokens() {
        assertThat(run("connect", mcp.url(), "--dpop").err()).contains("dpop_signing_alg_values_supported");
    }

    private TestProofs bound() {
        TestProofs proofs = new TestProofs("nonce-1");
        as.proofs = proofs;
        as.metadata = document ->
                document.putArray("dpop_signing_alg_values_supported").add("ES256");
        return proofs;
    }

    private static String pem(ECKey key) throws JOSEException {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.toPrivateKey().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static String key1024() {
        try {
            var generator = java.security.KeyPairGenerator.getInstance("RSA");
            generator.initialize(1024);
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder()
                            .encodeToString(
                                    generator.generateKeyPair().getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Path file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "file", ".txt"), content);
    }
}
