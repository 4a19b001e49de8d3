package dev.gatehouse.resourceserver.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.resourceserver.DemoServerTests;
import dev.gatehouse.resourceserver.McpWire;
import dev.gatehouse.resourceserver.TestIssuer;
import dev.gatehouse.resourceserver.TestProof;
import dev.gatehouse.resourceserver.TestToken;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not about one proof alone ({@link DPoPProofTests}): bound tokens where both schemes are accepted, which is the default. */
@Tag("G3")
class DPoPTests extends DemoServerTests {

    private static final JWK KEY = TestIssuer.newKey();
    private static final JWK OTHER = TestIssuer.newKey();
    private static final String PARAMETERS = "algs=\"ES256 RS256\", resource_metadata=\"" + METADATA_URI
            + "\", scope=\"crm.contacts.read storage.buckets.read\"";

    @Test
    @DisplayName("G3 takes a bound token with a proof of ES256 or RS256, the scheme in any case")
    void takesABoundTokenWithItsProof() {
        for (JWK key : List.of(KEY, ISSUER.rsaKey())) {
            for (String scheme : List.of("DPoP", "dpop", "DPOP")) {
                String token = boundTo(key).sign();
                HttpResponse<String> response = wire.send(
                        "/mcp",
                        request -> McpWire.message(request, McpWire.request("tools/list"))
                                .header("Authorization", scheme + ' ' + token)
                                .header("DPoP", proof(key, token).sign()));
                assertThat(response.statusCode()).as(scheme).isEqualTo(200);
                assertThat(response.body()).contains("tag_contact");
            }
        }
    }

    @Test
    @DisplayName("G3 a tool sees the caller of a bound token, and its scopes are decided as ever")
    void decidesScopesAsEver() {
        String token = boundTo(KEY).sign();

        HttpResponse<String> open = send(
                token, McpWire.toolCall("whoami", Map.of()), proof(KEY, token).sign());
        HttpResponse<String> shut = send(
                token,
                McpWire.toolCall("send_mail", Map.of()),
                proof(KEY, token).sign());

        assertThat(open.body()).contains("alice");
        assertThat(shut.statusCode()).isEqualTo(403);
        assertThat(challenges(shut))
                .containsExactly(
                        "DPoP error=\"insufficient_scope\", error_description=\"The access token lacks: mail.send\","
                                + " algs=\"ES256 RS256\", resource_metadata=\"" + METADATA_URI
                                + "\", scope=\"mail.send\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP://127.0.0.1:9001/mcp", "Http://127.0.0.1:9001/mcp"})
    @DisplayName("G3 htu: letters of scheme and host do not matter (RFC 9449 section 4.3)")
    void normalisesHtu(String htu) {
        String token = boundTo(KEY).sign();

        assertThat(send(
                                token,
                                McpWire.request("ping"),
                                proof(KEY, token).claim("htu", htu).sign())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("G3 htu: the query of the request is no part of it, and no header moves it")
    void comparesHtuWithTheEndpoint() {
        String token = boundTo(KEY).sign();

        HttpResponse<String> query = wire.send(
                "/mcp?x=y", request -> dpop(request, token, proof(KEY, token).sign(), McpWire.request("ping")));
        HttpResponse<String> moved = wire.send(
                "/mcp",
                request -> dpop(
                                request,
                                token,
                                proof(KEY, token)
                                        .claim("htu", "http://evil.example/mcp")
                                        .sign(),
                                McpWire.request("ping"))
                        .header("Host", "evil.example")
                        .header("X-Forwarded-Host", "evil.example"));

        assertThat(query.statusCode()).isEqualTo(200);
        assertThat(moved.statusCode()).isEqualTo(401);
    }

    @Test
    @DisplayName("G3 refuses a bound token without a proof, and with two")
    void wantsOneProof() {
        String token = boundTo(KEY).sign();
        HttpResponse<String> none = wire.send(
                "/mcp",
                request -> McpWire.message(request, McpWire.request("tools/list"))
                        .header("Authorization", "DPoP " + token));
        HttpResponse<String> two = wire.send(
                "/mcp",
                request -> dpop(request, token, proof(KEY, token).sign(), McpWire.request("tools/list"))
                        .header("DPoP", proof(KEY, token).sign()));

        assertInvalidProof(none);
        assertInvalidProof(two);
    }

    @Test
    @DisplayName("G3 takes each proof once; the same id of another key is another proof")
    void takesAProofOnce() {
        String token = boundTo(KEY).sign();
        String proof = proof(KEY, token).claim("jti", "the-same").sign();
        String others = boundTo(OTHER).sign();

        assertThat(send(token, McpWire.request("ping"), proof).statusCode()).isEqualTo(200);
        assertInvalidProof(send(token, McpWire.request("ping"), proof));
        assertInvalidProof(send(
                token,
                McpWire.request("tools/list"),
                proof(KEY, token).claim("jti", "the-same").sign()));
        assertThat(send(
                                others,
                                McpWire.request("ping"),
                                proof(OTHER, others).claim("jti", "the-same").sign())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("G3 a proof that was refused is not used up by it")
    void refusalsUseNothingUp() {
        String token = boundTo(KEY).sign();
        TestProof proof = proof(KEY, token);

        assertInvalidProof(
                send(token, McpWire.request("ping"), proof.claim("htm", "GET").sign()));
        assertThat(send(
                                token,
                                McpWire.request("ping"),
                                proof.claim("htm", "POST").sign())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("G3 a bound token is no bearer token, with or without a proof")
    void refusesABoundTokenAsBearer() {
        String token = boundTo(KEY).sign();
        HttpResponse<String> bare = wire.post(token, McpWire.request("tools/list"));
        HttpResponse<String> proven = wire.send(
                "/mcp",
                request -> McpWire.message(request, McpWire.request("tools/list"))
                        .header("Authorization", "Bearer " + token)
                        .header("DPoP", proof(KEY, token).sign()));

        for (HttpResponse<String> response : List.of(bare, proven)) {
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(challenges(response)).hasSize(2);
            assertThat(challenges(response).getFirst()).startsWith("Bearer error=\"invalid_token\"");
            assertThat(challenges(response).getLast()).isEqualTo("DPoP " + PARAMETERS);
        }
    }

    static Stream<Arguments> tokensWithoutAUsableBinding() throws JOSEException {
        String thumbprint = KEY.computeThumbprint().toString();
        Instant past = Instant.now().minus(Duration.ofMinutes(2));
        return Stream.of(
                arguments("that is not bound", good().sign()),
                arguments(
                        "bound to a certificate",
                        good().claim("cnf", Map.of("x5t#S256", "abc")).sign()),
                arguments(
                        "bound to a key and a certificate",
                        good().claim("cnf", Map.of("jkt", thumbprint, "x5t#S256", "abc"))
                                .sign()),
                arguments(
                        "whose thumbprint is a number",
                        good().claim("cnf", Map.of("jkt", 7)).sign()),
                arguments(
                        "whose binding is a text",
                        good().claim("cnf", thumbprint).sign()),
                arguments(
                        "whose binding is empty", good().claim("cnf", Map.of()).sign()),
                arguments(
                        "that has expired",
                        boundTo(KEY).claim("exp", Date.from(past)).sign()),
                arguments(
                        "of another audience",
                        boundTo(KEY).claim("aud", "http://127.0.0.1:9001/other").sign()),
                arguments("signed by its own key", boundTo(KEY).key(KEY).sign()),
                arguments("that is no JWT", "opaque"));
    }

    @ParameterizedTest(name = "G3 refuses under the DPoP scheme a token {0}")
    @MethodSource("tokensWithoutAUsableBinding")
    void refusesATokenWithoutAUsableBinding(String kind, String token) {
        HttpResponse<String> response =
                send(token, McpWire.request("tools/list"), proof(KEY, token).sign());

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(challenges(response)).hasSize(2);
        assertThat(challenges(response).getFirst())
                .startsWith("DPoP error=\"invalid_token\"")
                .endsWith(PARAMETERS);
        assertThat(challenges(response).getLast()).startsWith("Bearer resource_metadata=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DPoP", "DPoP a b", "DPoP \"a\"", "DPoP a,b"})
    @DisplayName("G3 a broken token under the DPoP scheme is a 401")
    void refusesABrokenToken(String authorization) {
        HttpResponse<String> response = wire.send(
                "/mcp",
                request -> McpWire.message(request, McpWire.request("ping")).header("Authorization", authorization));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(McpWire.challenge(response)).startsWith("DPoP error=\"invalid_token\"");
    }

    @Test
    @DisplayName("G3 refuses a token that comes by two ways, under whichever scheme is first")
    void refusesTwoWays() {
        String token = boundTo(KEY).sign();
        String proof = proof(KEY, token).sign();
        String message = McpWire.request("ping");
        HttpResponse<String> query =
                wire.send("/mcp?access_token=" + token, request -> dpop(request, token, proof, message));
        HttpResponse<String> second = wire.send(
                "/mcp", request -> dpop(request, token, proof, message).header("Authorization", "Bearer " + token));
        HttpResponse<String> first = wire.send(
                "/mcp", request -> dpop(request.header("Authorization", "Bearer " + token), token, proof, message));

        for (HttpResponse<String> response : List.of(query, second, first)) {
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(McpWire.challenge(response)).contains("error=\"invalid_request\"");
        }
    }

    @Test
    @DisplayName("G3 where no nonce is wanted none is given, and one that is there is no fault")
    void ignoresNoncesByDefault() {
        String token = boundTo(KEY).sign();
        HttpResponse<String> response = send(
                token,
                McpWire.request("ping"),
                proof(KEY, token).claim("nonce", "of another server").sign());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("DPoP-Nonce")).isEmpty();
    }

    private void assertInvalidProof(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(challenges(response)).hasSize(1);
        assertThat(McpWire.challenge(response))
                .startsWith("DPoP error=\"invalid_dpop_proof\"")
                .endsWith(PARAMETERS);
        assertThat(response.body()).doesNotContain("tag_contact");
    }

    private HttpResponse<String> send(String token, String message, String proof) {
        return wire.send("/mcp", request -> dpop(request, token, proof, message));
    }

    private static HttpRequest.Builder dpop(HttpRequest.Builder request, String token, String proof, String message) {
        return McpWire.message(request, message)
                .header("Authorization", "DPoP " + token)
                .header("DPoP", proof);
    }

    private static List<String> challenges(HttpResponse<String> response) {
        return response.headers().allValues("WWW-Authenticate");
    }

    private static TestProof proof(JWK key, String token) {
        return new TestProof(key, token, RESOURCE);
    }

    private static TestToken good() {
        return ISSUER.tokenFor(RESOURCE).scope("crm.contacts.read");
    }

    private static TestToken boundTo(JWK key) {
        try {
            return good().claim("cnf", Map.of("jkt", key.computeThumbprint().toString()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
