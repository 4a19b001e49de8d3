package dev.gatehouse.resourceserver.protection;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import dev.gatehouse.resourceserver.DemoServerTests;
import dev.gatehouse.resourceserver.McpWire;
import dev.gatehouse.resourceserver.TestIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on access tokens: headers of the attacker's own, other types, and texts that are nearly the token (J01 to J09). */
class ForgedTokenTests extends DemoServerTests {

    private static final String KID = ISSUER.key().getKeyID();

    private void assertRefused(String token) {
        for (String message :
                List.of(McpWire.request("tools/list"), McpWire.toolCall("list_contacts", java.util.Map.of()))) {
            HttpResponse<String> response = wire.post(token, message);
            assertThat(response.statusCode()).as(token + response.body()).isEqualTo(401);
            assertThat(McpWire.challenge(response)).contains("error=\"invalid_token\"");
            assertThat(response.body()).doesNotContain("Exception", "nimbus", "\"result\"");
        }
    }

    private static String good() {
        return tokenWith("crm.contacts.read");
    }

    private static String payload() {
        return new String(Base64.getUrlDecoder().decode(good().split("\\.")[1]), StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64URL.encode(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** These texts as they are, with a good signature by this key. */
    private static String signed(ECKey key, String header, String payload) throws Exception {
        String input = base64(header) + "." + base64(payload);
        return input + "."
                + new ECDSASigner(key)
                        .sign(new JWSHeader(JWSAlgorithm.ES256), input.getBytes(StandardCharsets.US_ASCII));
    }

    static Stream<String> headers() {
        String start = "{\"typ\":\"at+jwt\",\"kid\":\"" + KID + "\",";
        return Stream.concat(
                Stream.of(
                                "\"alg\":\"none\"}",
                                "\"alg\":\"None\"}",
                                "\"alg\":\"nOnE\"}",
                                "\"alg\":\"\"}",
                                "\"alg\":null}",
                                "\"alg\":\"es256\"}",
                                "\"alg\":\"ES384\"}",
                                "\"alg\":\"RS256\"}",
                                "\"alg\":\"EdDSA\"}",
                                "\"alg\":[\"ES256\"]}",
                                "\"alg\":\"ES256\",\"crit\":[\"x\"],\"x\":1}",
                                "\"alg\":\"ES256\",\"crit\":[\"b64\"],\"b64\":false}")
                        .map(rest -> start + rest),
                Stream.of(
                                "logout+jwt",
                                "statuslist+jwt",
                                "client-authentication+jwt",
                                "id+jwt",
                                "JWT",
                                "",
                                "at+jwt\\u0000")
                        .map(type -> "{\"alg\":\"ES256\",\"kid\":\"" + KID + "\",\"typ\":\"" + type + "\"}"));
    }

    @ParameterizedTest(name = "J01 J03 {0}")
    @MethodSource("headers")
    @DisplayName(
            "J01 J03 P3 refuses other algorithms, critical headers and other types, though signed by the issuer's key")
    void refusesOtherHeaders(String header) throws Exception {
        assertRefused(signed(ISSUER.key().toECKey(), header, payload()));
        assertRefused(base64(header) + "." + base64(payload()) + ".");
    }

    @Test
    @DisplayName("J01 A13 the issuer's public key is no secret to sign with, in whatever form")
    void confusesNoKeys() throws Exception {
        ECKey published = ISSUER.key().toECKey().toPublicJWK();
        byte[] der = published.toECPublicKey().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(der)
                + "\n-----END PUBLIC KEY-----\n";
        for (byte[] secret : List.of(
                der,
                pem.getBytes(StandardCharsets.US_ASCII),
                published.toJSONString().getBytes(StandardCharsets.US_ASCII))) {
            String input =
                    base64("{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"" + KID + "\"}") + "." + base64(payload());
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            assertRefused(input + "." + Base64URL.encode(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII))));
        }
    }

    @Test
    @DisplayName("J01 A6 follows no address and takes no key that a token's header brings along")
    void followsNoHeader() throws Exception {
        ECKey own = TestIssuer.newKey().toECKey();
        try (ServerSocket wire = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + wire.getLocalPort() + "/k";
            String header =
                    "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"%s\",\"jku\":\"%s\",\"x5u\":\"%s\",\"jwk\":%s}"
                            .formatted(
                                    own.getKeyID(), url, url, own.toPublicJWK().toJSONString());
            assertRefused(signed(own, header, payload()));
            assertRefused(signed(own, header.replace(own.getKeyID(), KID), payload()));
            wire.setSoTimeout(200);
            assertThat(connected(wire)).as("NOHIT").isFalse();
        }
    }

    private static boolean connected(ServerSocket wire) throws IOException {
        try {
            wire.accept().close();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @ParameterizedTest(name = "J01 kid {0}")
    @ValueSource(
            strings = {
                "../../dev/null",
                "' UNION SELECT 1--",
                "https://canary.test/k",
                "",
                "\\u0000",
                "${jndi:ldap://x}"
            })
    @DisplayName("A15 finds no key by an odd kid, though the issuer's own signed")
    void findsNoKey(String kid) throws Exception {
        assertRefused(signed(
                ISSUER.key().toECKey(), "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}", payload()));
    }

    @ParameterizedTest(name = "A17 {0}")
    @ValueSource(
            strings = {"[]", "null", "1", "\"x\"", "", "{", "{}", "{\"iss\":{}}", "{\"exp\":\"x\"}", "{\"aud\":1}"})
    @DisplayName("A17 refuses a signed payload that is no claims")
    void refusesOtherPayloads(String payload) throws Exception {
        assertRefused(signed(
                ISSUER.key().toECKey(), "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"" + KID + "\"}", payload));
    }

    @Test
    @DisplayName("J09 refuses a token that is cut, lengthened, or put together of two")
    void refusesMangledTokens() {
        String one = good();
        String two = good();
        String[] first = one.split("\\.");
        String[] second = two.split("\\.");
        for (String mangled : List.of(
                one.substring(0, one.length() - 1),
                one.substring(0, one.length() / 2),
                one + "A",
                one + ".",
                one + "." + first[2],
                first[0] + "." + second[1] + "." + first[2],
                first[0] + "." + first[1] + "." + second[2],
                first[0] + ".." + first[2],
                "." + first[1] + "." + first[2],
                first[0] + "." + first[1] + "." + Base64URL.encode(new byte[64]),
                "x".repeat(8000))) {
            assertRefused(mangled);
        }
        assertThat(wire.post(one, McpWire.request("tools/list")).statusCode()).isEqualTo(200);
    }
}
