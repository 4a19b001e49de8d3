package dev.gatehouse.resourceserver.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.resourceserver.DemoServerTests;
import dev.gatehouse.resourceserver.McpWire;
import dev.gatehouse.resourceserver.TestClock;
import dev.gatehouse.resourceserver.TestIssuer;
import dev.gatehouse.resourceserver.TestProof;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Where every token must be bound and every proof needs a nonce, by a clock that the tests move. */
@Tag("G3")
@Import(DPoPNonceTests.Clock.class)
@TestPropertySource(properties = {"gatehouse.resource.dpop.mode=required", "gatehouse.resource.dpop.nonce=true"})
@DirtiesContext
class DPoPNonceTests extends DemoServerTests {

    private static final JWK KEY = TestIssuer.newKey();

    private final TestClock clock;
    private String token = "";

    DPoPNonceTests(@Autowired TestClock clock) {
        this.clock = clock;
    }

    @BeforeEach
    void signIn() throws JOSEException {
        clock.reset();
        token = ISSUER.tokenFor(RESOURCE)
                .scope("crm.contacts.read")
                .claim("cnf", Map.of("jkt", KEY.computeThumbprint().toString()))
                .sign();
    }

    @Test
    @DisplayName("G3 asks for a nonce with use_dpop_nonce and DPoP-Nonce, and takes it in the next proof")
    void asksForANonce() {
        HttpResponse<String> refused = send(proof());
        HttpResponse<String> taken = send(proof().claim("nonce", nonceOf(refused)));

        assertNonceRequired(refused);
        assertThat(McpWire.json(refused).path("error").stringValue()).isEqualTo("use_dpop_nonce");
        assertThat(taken.statusCode()).isEqualTo(200);
        assertThat(send(proof().claim("nonce", nonceOf(taken))).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"''", "guessed", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    @DisplayName("G3 refuses a nonce that it did not give")
    void refusesAForeignNonce(String nonce) {
        assertNonceRequired(send(proof().claim("nonce", nonce)));
    }

    @Test
    @DisplayName("G3 a nonce is good in its window and the next, and no longer")
    void noncesEnd() {
        String nonce = nonceOf(send(proof()));

        clock.advance(Duration.ofSeconds(119));
        assertThat(send(proof().claim("nonce", nonce)).statusCode()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));
        HttpResponse<String> refused = send(proof().claim("nonce", nonce));
        assertNonceRequired(refused);
        assertThat(nonceOf(refused)).isNotEqualTo(nonce);
    }

    @Test
    @DisplayName("G3 gives the nonce with every other refusal of the scheme too")
    void givesTheNonceWithEveryRefusal() {
        HttpResponse<String> badProof = send(proof().claim("htm", "GET"));
        HttpResponse<String> badToken = wire.send(
                "/mcp",
                request -> McpWire.message(request, McpWire.request("ping"))
                        .header("Authorization", "DPoP x")
                        .header("DPoP", proof().sign()));

        assertThat(McpWire.challenge(badProof)).contains("error=\"invalid_dpop_proof\"");
        assertThat(McpWire.challenge(badToken)).contains("error=\"invalid_token\"");
        assertThat(nonceOf(badProof)).isEqualTo(nonceOf(badToken)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-66, 401", "-65, 200", "-60, 200", "0, 200", "5, 200", "6, 401"})
    @DisplayName("G3 iat: 60 seconds and 5 of skew back, 5 forth")
    void boundsTheTimeOfIssue(long seconds, int status) {
        String nonce = nonceOf(send(proof()));

        assertThat(send(proof().claim("nonce", nonce).claim("iat", now() + seconds))
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    @DisplayName("G3 jti: remembers a proof as long as its time of issue is accepted")
    void remembersAProofAsLongAsItIsFresh() {
        TestProof early = proof().claim("nonce", nonceOf(send(proof()))).claim("iat", now() + 5);
        assertThat(send(early).statusCode()).isEqualTo(200);

        clock.advance(Duration.ofSeconds(70));
        HttpResponse<String> replayed = send(early);

        assertThat(replayed.statusCode()).isEqualTo(401);
        assertThat(McpWire.challenge(replayed)).contains("error=\"invalid_dpop_proof\"");
        // The time alone would have let it pass.
        assertThat(send(early.claim("jti", "another")).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("G3 jti: a full memory refuses new proofs, forgets none, and empties with time")
    void refusesWhenItsMemoryIsFull() {
        DPoPReplays replays = new DPoPReplays(clock, 2);
        DPoPProof first = new DPoPProof("thumbprint", "1", null);
        DPoPProof third = new DPoPProof("thumbprint", "3", null);

        assertThat(replays.use(first)).isTrue();
        assertThat(replays.use(new DPoPProof("thumbprint", "2", null))).isTrue();
        assertThatThrownBy(() -> replays.use(third)).isInstanceOf(AuthenticationServiceException.class);
        clock.advance(DPoPReplays.REMEMBERED.minusSeconds(1));
        assertThatThrownBy(() -> replays.use(first)).isInstanceOf(AuthenticationServiceException.class);
        clock.advance(Duration.ofSeconds(2));
        assertThat(replays.use(third)).isTrue();
    }

    @Test
    @DisplayName("G3 required: no bearer token is taken, and the challenge speaks of DPoP alone")
    void takesNoBearerToken() {
        HttpResponse<String> none = wire.post(null, McpWire.request("ping"));
        HttpResponse<String> unbound = wire.post(tokenWith("crm.contacts.read"), McpWire.request("ping"));
        HttpResponse<String> bound = wire.post(token, McpWire.request("ping"));

        assertThat(none.headers().allValues("WWW-Authenticate"))
                .containsExactly("DPoP algs=\"ES256 RS256\", resource_metadata=\"" + METADATA_URI
                        + "\", scope=\"crm.contacts.read storage.buckets.read\"");
        for (HttpResponse<String> response : List.of(unbound, bound)) {
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().allValues("WWW-Authenticate")).hasSize(1);
            assertThat(McpWire.challenge(response)).startsWith("DPoP error=\"invalid_token\"");
        }
    }

    @Test
    @DisplayName("G3 required: the metadata says so")
    void saysSoInTheMetadata() {
        JsonNode document = McpWire.json(wire.get("/.well-known/oauth-protected-resource/mcp"));

        assertThat(document.path("dpop_bound_access_tokens_required").booleanValue())
                .isTrue();
        assertThat(document.path("dpop_signing_alg_values_supported").valueStream())
                .extracting(JsonNode::stringValue)
                .containsExactly("ES256", "RS256");
    }

    private void assertNonceRequired(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().allValues("WWW-Authenticate")).hasSize(1);
        assertThat(McpWire.challenge(response)).startsWith("DPoP error=\"use_dpop_nonce\"");
        assertThat(nonceOf(response)).hasSizeGreaterThan(20);
    }

    private HttpResponse<String> send(TestProof proof) {
        return wire.send(
                "/mcp",
                request -> McpWire.message(request, McpWire.request("ping"))
                        .header("Authorization", "DPoP " + token)
                        .header("DPoP", proof.sign()));
    }

    private TestProof proof() {
        return new TestProof(KEY, token, RESOURCE).claim("iat", now());
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static String nonceOf(HttpResponse<String> response) {
        return response.headers().firstValue("DPoP-Nonce").orElse("");
    }

    @TestConfiguration
    static class Clock {

        @Bean
        @Primary
        TestClock testClock() {
            return new TestClock();
        }
    }
}
