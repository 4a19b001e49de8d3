package dev.gatehouse.resourceserver.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import dev.gatehouse.resourceserver.DemoServerTests;
import dev.gatehouse.resourceserver.McpWire;
import dev.gatehouse.resourceserver.TestIssuer;
import dev.gatehouse.resourceserver.TestToken;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class AccessTokenTests extends DemoServerTests {

    private static final String FIRST_SCOPES = "crm.contacts.read storage.buckets.read";

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET", "DELETE", "PUT"})
    @Tag("P2")
    @DisplayName("P2 asks for a token with the metadata's place and the first scopes, and no error code")
    void asksForAToken(String method) {
        HttpResponse<String> response =
                wire.send("/mcp", request -> request.method(method, HttpRequest.BodyPublishers.ofString("{}")));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().allValues("WWW-Authenticate"))
                .containsExactly(
                        "Bearer resource_metadata=\"" + METADATA_URI + "\", scope=\"" + FIRST_SCOPES + "\"",
                        "DPoP algs=\"ES256 RS256\", resource_metadata=\"" + METADATA_URI + "\", scope=\"" + FIRST_SCOPES
                                + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YTpi", "DPoPX abc", "Digest x"})
    @Tag("P2")
    @DisplayName("P2 treats other authorization schemes as no token")
    void treatsOtherSchemesAsNoToken(String authorization) {
        HttpResponse<String> response = wire.send(
                "/mcp",
                request -> McpWire.message(request, McpWire.request("ping")).header("Authorization", authorization));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(McpWire.challenge(response))
                .startsWith("Bearer resource_metadata=")
                .doesNotContain("error");
    }

    static Stream<Arguments> badTokens() {
        JWK published = ISSUER.key();
        JWK stranger = TestIssuer.newKey();
        // What an attacker has: the public key's bytes as an HMAC secret.
        JWK confusion = new OctetSequenceKey.Builder(
                        published.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))
                .keyID(published.getKeyID())
                .build();
        Instant now = Instant.now();
        return Stream.of(
                arguments(
                        "of another audience",
                        good().claim("aud", "http://127.0.0.1:9001/other").sign()),
                arguments(
                        "whose audience has one more slash",
                        good().claim("aud", RESOURCE + "/").sign()),
                arguments(
                        "whose audience is only the origin",
                        good().claim("aud", "http://127.0.0.1:9001").sign()),
                arguments(
                        "whose audience has other letters",
                        good().claim("aud", RESOURCE.toUpperCase(java.util.Locale.ROOT))
                                .sign()),
                arguments(
                        "for two audiences",
                        good().claim("aud", List.of(RESOURCE, "https://other.example/mcp"))
                                .sign()),
                arguments("without audience", good().claim("aud", null).sign()),
                arguments(
                        "of another issuer",
                        good().claim("iss", "https://other.example").sign()),
                arguments(
                        "whose issuer has one more slash",
                        good().claim("iss", ISSUER.issuer() + "/").sign()),
                arguments(
                        "whose issuer has other letters",
                        good().claim("iss", ISSUER.issuer().replace("http", "HTTP"))
                                .sign()),
                arguments("without issuer", good().claim("iss", null).sign()),
                arguments("of type JWT", good().type("JWT").sign()),
                arguments("without type", good().type(null).sign()),
                arguments("of type id-jag", good().type("oauth-id-jag+jwt").sign()),
                arguments("that is not signed", good().unsigned()),
                arguments(
                        "signed with the public key as HMAC secret",
                        good().key(confusion).sign()),
                arguments(
                        "signed by another key of the same id",
                        good().key(stranger).keyId(published.getKeyID()).sign()),
                arguments("signed by an unknown key", good().key(stranger).sign()),
                arguments(
                        "signed with RS384",
                        good().key(ISSUER.rsaKey())
                                .algorithm(JWSAlgorithm.RS384)
                                .sign()),
                arguments(
                        "signed with PS256",
                        good().key(ISSUER.rsaKey())
                                .algorithm(JWSAlgorithm.PS256)
                                .sign()),
                arguments(
                        "that has expired",
                        good().claim("exp", Date.from(now.minus(Duration.ofMinutes(2))))
                                .sign()),
                arguments("without expiry", good().claim("exp", null).sign()),
                arguments(
                        "that is not valid yet",
                        good().claim("nbf", Date.from(now.plus(Duration.ofMinutes(2))))
                                .sign()),
                arguments("without subject", good().claim("sub", null).sign()),
                arguments("without client", good().claim("client_id", null).sign()),
                arguments("without id", good().claim("jti", null).sign()),
                arguments("without time of issue", good().claim("iat", null).sign()),
                arguments(
                        "bound to a DPoP key",
                        good().claim("cnf", Map.of("jkt", "abc")).sign()),
                arguments(
                        "bound to a certificate",
                        good().claim("cnf", Map.of("x5t#S256", "abc")).sign()),
                arguments("with a changed payload", tampered(good().sign())),
                arguments("with a cut signature", good().sign().replaceFirst(".{8}$", "")),
                arguments("that is no JWT", "opaque-token"),
                arguments("of three broken parts", "a.b.c"));
    }

    @ParameterizedTest(name = "P3 refuses a token {0}")
    @MethodSource("badTokens")
    @Tag("P3")
    void refusesABadToken(String kind, String token, CapturedOutput output) {
        HttpResponse<String> response = wire.post(token, McpWire.request("tools/list"));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(McpWire.challenge(response))
                .startsWith("Bearer error=\"invalid_token\"")
                .contains("resource_metadata=\"" + METADATA_URI + "\"", "scope=\"" + FIRST_SCOPES + "\"");
        assertThat(response.body()).doesNotContain("tag_contact");
        String reference = response.body().replaceAll("(?s).*reference ([0-9a-f]{8}).*", "$1");
        assertThat(output.getAll()).contains(reference).doesNotContain(token);
    }

    @Test
    @Tag("P3")
    @DisplayName("P3 takes a good token: ES256 or RS256, either spelling of the type, within the clock skew")
    void takesAGoodToken() {
        Date tenSecondsAgo = Date.from(Instant.now().minusSeconds(10));
        for (TestToken token : List.of(
                good(),
                good().key(ISSUER.rsaKey()),
                good().type("application/at+jwt"),
                good().claim("exp", tenSecondsAgo))) {
            HttpResponse<String> response = wire.post(token.sign(), McpWire.request("tools/list"));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).contains("tag_contact");
        }
    }

    @Test
    @Tag("P5")
    @DisplayName("P5 ignores a token in the query or in a form body")
    void ignoresTokensElsewhere() {
        String token = good().sign();
        HttpResponse<String> query = wire.post("/mcp?access_token=" + token, null, McpWire.request("tools/list"));
        HttpResponse<String> form = wire.send(
                "/mcp",
                request -> request.header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("access_token=" + token)));

        for (HttpResponse<String> response : List.of(query, form)) {
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(McpWire.challenge(response)).startsWith("Bearer resource_metadata=");
        }
    }

    @Test
    @Tag("P5")
    @DisplayName("P5 refuses a token that comes by two ways, even if it is the same")
    void refusesTwoWays() {
        String token = good().sign();
        HttpResponse<String> query = wire.post("/mcp?access_token=" + token, token, McpWire.request("tools/list"));
        HttpResponse<String> form = wire.send(
                "/mcp",
                request -> request.header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString("access_token=" + token)));
        HttpResponse<String> twice = wire.send(
                "/mcp",
                request -> McpWire.message(request, McpWire.request("tools/list"))
                        .header("Authorization", "Bearer " + token)
                        .header("Authorization", "Bearer " + token));

        for (HttpResponse<String> response : List.of(query, form, twice)) {
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(McpWire.challenge(response)).startsWith("Bearer error=\"invalid_request\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?access_token=%zz", "?x=%00", "?%", "?a=1;b=2"})
    @DisplayName("A broken query is never an error of the server")
    void survivesABrokenQuery(String query) throws Exception {
        String request = "POST /mcp" + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                + "Authorization: Bearer " + good().sign() + "\r\nContent-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\nContent-Length: 2\r\n\r\n{}";
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 4");
        }
    }

    private static TestToken good() {
        return ISSUER.tokenFor(RESOURCE).scope("crm.contacts.read");
    }

    private static String tampered(String token) {
        String[] parts = token.split("\\.");
        String payload = new String(java.util.Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("alice", "admin");
        return parts[0]
                + '.'
                + java.util.Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(payload.getBytes(StandardCharsets.UTF_8))
                + '.'
                + parts[2];
    }
}
