package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import dev.gatehouse.authserver.client.ClientAssertions;
import dev.gatehouse.authserver.testing.Oauth;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letter A: clients that sign assertions ({@code private_key_jwt}), at each endpoint that asks for one. */
class ClientAssertionAttacksTests extends AbstractHostileTests {

    private String signing() {
        HttpResponse<String> answer =
                register("""
                {"client_name":"Signer","redirect_uris":["https://signer.test/cb"],\
                "token_endpoint_auth_method":"private_key_jwt","jwks":%s}""".formatted(new JWKSet(Signer.key().toPublicJWK())));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return (String) Oauth.json(answer).get("client_id");
    }

    private HttpResponse<String> present(String path, String assertion, String... more) {
        List<String> fields = new ArrayList<>(List.of(
                "token=x",
                "grant_type=refresh_token",
                "refresh_token=x",
                "client_assertion=" + assertion,
                "client_assertion_type=" + ClientAssertions.TYPE));
        fields.addAll(List.of(more));
        return caller().post(path, form(fields.toArray(String[]::new)));
    }

    private void assertRefusedEverywhere(String assertion, String... more) {
        for (String path : List.of("/token", "/revoke", "/introspect", "/par")) {
            Answer answer = after().refused(() -> present(path, assertion, more));
            if (more.length == 0) {
                answer.isJson(401, "invalid_client");
            } else {
                answer.is(400, 401);
            }
        }
    }

    private Map<String, Object> claims(String clientId) {
        return Signer.claims(clientId, server().server().clock().instant());
    }

    @Test
    @DisplayName("A09 P01 an assertion works once, at whichever endpoint, and a refused one does not use it up")
    void takesAnAssertionOnce() {
        String client = signing();
        String assertion = Signer.sign(claims(client));
        after().refused(() -> present("/revoke", assertion, "client_id=OTHER")).is(400, 401);
        assertThat(present("/revoke", assertion).statusCode()).isEqualTo(200);
        assertRefusedEverywhere(assertion);
        // The signature of ECDSA has a twin: the same jti in other bytes.
        Map<String, Object> again = claims(client);
        assertThat(present("/revoke", Signer.sign(again)).statusCode()).isEqualTo(200);
        assertRefusedEverywhere(Signer.sign(again));
        again.put("exp", (Long) again.get("exp") + 30);
        assertRefusedEverywhere(Signer.sign(again));
    }

    @ParameterizedTest(name = "A11 {0}")
    @ValueSource(
            strings = {
                "iss=PUB",
                "iss=",
                "iss",
                "sub=PUB",
                "sub=OTHER",
                "sub",
                "aud=https://as.test/",
                "aud=https://as.test/token",
                "aud=https://AS.test",
                "aud=https://other.test",
                "aud",
                "aud=[\"https://as.test\",\"https://other.test\"]",
                "aud=[]",
                "exp",
                "exp=1",
                "exp=99999999999999",
                "exp=\"soon\"",
                "exp=-1",
                "nbf=99999999999",
                "iat=99999999999",
                "jti",
                "jti=",
                "jti=1",
                "jti={}",
                "jti=[\"x\"]",
                "jti=null"
            })
    @DisplayName("A11 A17 ruling 7 refuses claims that are another's, for another, not of now, or of another type")
    void refusesOtherClaims(String change) {
        String client = signing();
        Map<String, Object> claims = claims(client);
        String name = change.substring(0, 3);
        if (change.length() == 3) {
            claims.remove(name);
        } else {
            String value = change.substring(4);
            claims.put(name, value.matches("-?[0-9]+|[\\[{\"n].*") ? json(value) : value);
        }
        assertRefusedEverywhere(Signer.sign(claims));
    }

    private static Object json(String value) {
        return Objects.requireNonNullElse(Oauth.json("{\"v\":" + value + "}").get("v"), new LinkedHashMap<>());
    }

    static Stream<Arguments> headers() {
        return rows(
                row(
                        "A13",
                        "{\"alg\":\"none\"}",
                        "{\"alg\":\"None\"}",
                        "{\"alg\":\"nOnE\"}",
                        "{\"alg\":\"\"}",
                        "{\"alg\":null}",
                        "{}",
                        "{\"alg\":\"ES384\",\"kid\":\"key-1\"}",
                        "{\"alg\":\"RS256\",\"kid\":\"key-1\"}",
                        "{\"alg\":\"EdDSA\",\"kid\":\"key-1\"}",
                        "{\"alg\":[\"ES256\"],\"kid\":\"key-1\"}",
                        "{\"alg\":\"es256\",\"kid\":\"key-1\"}",
                        Signer.header("\"crit\":[\"x\"],\"x\":1"),
                        Signer.header("\"crit\":[]"),
                        Signer.header("\"crit\":[\"b64\"],\"b64\":false"),
                        Signer.header("\"b64\":false"),
                        Signer.header("\"typ\":\"at+jwt\""),
                        Signer.header("\"typ\":\"oauth-id-jag+jwt\""),
                        Signer.header("\"typ\":\"logout+jwt\"")),
                row(
                        "A15",
                        "{\"alg\":\"ES256\",\"kid\":\"../../dev/null\"}",
                        "{\"alg\":\"ES256\",\"kid\":\"' UNION SELECT 1--\"}",
                        "{\"alg\":\"ES256\",\"kid\":\"https://canary.test/k\"}",
                        "{\"alg\":\"ES256\",\"kid\":\"\"}",
                        "{\"alg\":\"ES256\",\"kid\":1}",
                        "{\"alg\":\"ES256\",\"kid\":{}}",
                        "{\"alg\":\"ES256\",\"kid\":\"" + "k".repeat(9000) + "\"}",
                        "{\"alg\":\"ES256\",\"kid\":\"x\\r\\nforged\"}"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("headers")
    @DisplayName("A13 A15 takes its own algorithms and the client's own keys alone, and no critical header")
    void refusesOtherHeaders(String row, String header) {
        String client = signing();
        String payload = Signer.json(claims(client));
        assertRefusedEverywhere(Signer.sign(Signer.key(), header, payload));
        assertRefusedEverywhere(Signer.base64(header) + "." + Signer.base64(payload) + ".");
    }

    @Test
    @DisplayName("A13 a public key is no secret to sign with, whatever its form, nor is a key of the caller's own")
    void confusesNoKeys() throws Exception {
        String client = signing();
        String payload = Signer.json(claims(client));
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(Signer.key().toECPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        for (byte[] secret : List.of(
                pem.getBytes(StandardCharsets.US_ASCII),
                Signer.key().toECPublicKey().getEncoded(),
                Signer.key().toPublicJWK().toJSONString().getBytes(StandardCharsets.US_ASCII),
                client.getBytes(StandardCharsets.US_ASCII))) {
            for (String header : List.of("{\"alg\":\"HS256\"}", "{\"alg\":\"HS256\",\"kid\":\"key-1\"}")) {
                assertRefusedEverywhere(hmac(secret, header, payload));
            }
        }
        var own = Signer.generate("key-1");
        assertRefusedEverywhere(Signer.sign(own, Signer.header(""), payload));
        assertRefusedEverywhere(
                Signer.sign(own, Signer.header("\"jwk\":" + own.toPublicJWK().toJSONString()), payload));
    }

    private static String hmac(byte[] secret, String header, String payload) throws GeneralSecurityException {
        String signed = Signer.base64(header) + "." + Signer.base64(payload);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return signed + "." + Signer.base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    @DisplayName("A14 A6 A15 P10 no address in an assertion's header makes the server connect")
    void followsNoHeader() {
        String client = signing();
        var own = Signer.generate("own");
        try (Tripwire wire = Tripwire.open()) {
            for (String url : wire.urls()) {
                String header =
                        "{\"alg\":\"ES256\",\"kid\":\"%s\",\"jku\":\"%s\",\"x5u\":\"%s\"}".formatted(url, url, url);
                after().refused(() -> present("/revoke", Signer.sign(own, header, Signer.json(claims(client)))))
                        .isJson(401, "invalid_client");
            }
            assertThat(wire.hits()).as("NOHIT").isZero();
        }
    }

    @ParameterizedTest(name = "A17 {0}")
    @ValueSource(
            strings = {
                "[]",
                "null",
                "1",
                "\"x\"",
                "",
                "{",
                "{}",
                "{\"sub\":\"CLIENT\",\"sub\":\"PUB\"}",
                "{\"sub\":{\"a\":1}}",
                "{\"sub\":[\"CLIENT\"]}",
                "{\"sub\":1}",
                "{\"sub\":\"CLIENT\",\"jti\":\"JJJ\"}"
            })
    @DisplayName("A17 refuses payloads that are no claims of a client's, with 401")
    void refusesOtherPayloads(String payload) {
        String client = signing();
        assertRefusedEverywhere(Signer.sign(
                Signer.key(),
                Signer.header(""),
                payload.replace("CLIENT", client).replace("JJJ", "j".repeat(10_000))));
    }

    @Test
    @DisplayName("A17 refuses other forms than three parts in base64url, and claims that stand there twice")
    void refusesOtherForms() {
        String client = signing();
        String good = Signer.sign(claims(client));
        String[] parts = good.split("\\.");
        String twice = Signer.json(claims(client)).replaceFirst("\\{", "{\"sub\":\"PUB\",");
        for (String bad : List.of(
                "x",
                "..",
                "...",
                "a.b.c",
                parts[0] + "." + parts[1],
                good + ".x",
                good + "." + parts[0] + "." + parts[1],
                parts[0] + ".." + parts[2],
                good.replace('.', ' '),
                " " + good.substring(1),
                "{\"payload\":\"" + parts[1] + "\",\"protected\":\"" + parts[0] + "\",\"signature\":\"" + parts[2]
                        + "\"}",
                parts[0] + "." + parts[1] + "." + parts[2].substring(0, 40),
                parts[0] + "." + parts[1] + "." + Signer.base64(new byte[64]),
                parts[0] + "." + parts[1] + "." + Signer.base64(new byte[0]),
                parts[0] + "." + Signer.base64(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}) + "." + parts[2],
                "x".repeat(20_000))) {
            assertRefusedEverywhere(bad);
        }
        assertRefusedEverywhere(Signer.sign(Signer.key(), Signer.header(""), twice));
        assertThat(present("/revoke", good).statusCode()).isEqualTo(200);
    }
}
