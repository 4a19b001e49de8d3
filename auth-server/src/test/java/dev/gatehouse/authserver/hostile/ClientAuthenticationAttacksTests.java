package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import dev.gatehouse.authserver.client.ClientAssertions;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.RawRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letter A: client authentication, at each endpoint that asks for it. */
class ClientAuthenticationAttacksTests extends AbstractHostileTests {

    private static final String CONF_SECRET = "conf-secret-conf-secret-conf-secret-1";

    private static final String[] CONF = {"client_id=CONF", "redirect_uri=https://conf.test/cb"};

    private static final String[] CONF_BASIC = Oauth.basic("CONF", CONF_SECRET);

    private HttpResponse<String> exchange(String code, List<String> changes, String... headers) {
        List<String> fields = new ArrayList<>(List.of(
                "grant_type=authorization_code",
                "code=" + code,
                "code_verifier=" + Oauth.VERIFIER,
                "redirect_uri=https://conf.test/cb"));
        fields.addAll(changes);
        return caller().post("/token", form(fields.toArray(String[]::new)), headers);
    }

    static Stream<Arguments> stripped() {
        return rows(row(
                "A01",
                "client_id=CONF",
                "client_id=CONF client_secret=",
                "client_id=CONF client_secret=" + CONF_SECRET,
                "client_id=CONF client_secret=wrong-wrong-wrong-wrong",
                "client_id=conf",
                "client_id=CONF\0",
                "client_id=PUB",
                "client_id=",
                "x=y",
                "client_id=CONF client_assertion=x",
                "client_id=CONF client_assertion_type=" + ClientAssertions.TYPE,
                "client_id=CONF client_assertion= client_assertion_type=" + ClientAssertions.TYPE));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("stripped")
    @DisplayName("A01 A1 takes neither the code nor the refresh token of a confidential client without its own proof")
    void cannotBeStripped(String row, String presented) {
        String code = server().code(CONF);
        List<String> changes = List.of(presented.split(" "));
        Answer answer = after().refused(() -> exchange(code, changes));
        if (presented.equals("client_id=PUB")) {
            answer.isJson(400, "invalid_grant");
        } else {
            answer.isJson(answer.status(), "invalid_client", "invalid_request").is(400, 401);
        }
        Map<String, Object> tokens = Oauth.json(exchange(code, List.of(), CONF_BASIC));
        List<String> refresh = new ArrayList<>(changes);
        refresh.add("grant_type=refresh_token");
        refresh.add("refresh_token=" + tokens.get("refresh_token"));
        after().refused(() -> caller().post("/token", form(refresh.toArray(String[]::new))))
                .is(400, 401);
        after().refused(() -> caller().post("/introspect", form(("token=x " + presented).split(" "))))
                .is(400, 401);
        assertThat(caller().post(
                                "/token",
                                form("grant_type=refresh_token", "refresh_token=" + tokens.get("refresh_token")),
                                CONF_BASIC)
                        .statusCode())
                .isEqualTo(200);
    }

    static Stream<Arguments> twice() {
        return row(
                "A03",
                "client_id=OTHER",
                "client_id=PUB",
                "client_secret=" + CONF_SECRET,
                "client_secret=x",
                "client_id=CONF client_secret=" + CONF_SECRET,
                "client_assertion=x client_assertion_type=" + ClientAssertions.TYPE,
                "client_assertion_type=" + ClientAssertions.TYPE,
                "client_assertion=x");
    }

    @ParameterizedTest(name = "{0} Basic and {1}")
    @MethodSource("twice")
    @DisplayName("A03 A2 refuses two methods or two identities, though one alone would do")
    void refusesTwoIdentities(String row, String presented) {
        String code = server().code(CONF);
        after().refused(() -> exchange(code, List.of(presented.split(" ")), CONF_BASIC))
                .is(400, 401)
                .isJson();
        after().refused(() ->
                        caller().post("/revoke", form(("token=" + code + " " + presented).split(" ")), CONF_BASIC))
                .is(400, 401);
        assertThat(exchange(code, List.of(), CONF_BASIC).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("A03 refuses two Authorization headers, be one of them good")
    void refusesTwoHeaders() {
        String code = server().code(CONF);
        for (String second : List.of(CONF_BASIC[1], "Basic eDp5", "Bearer x", "")) {
            String body = "grant_type=authorization_code&code=" + code + "&code_verifier=" + Oauth.VERIFIER;
            after().refusedRaw(() -> Answer.of(
                            "/token",
                            RawRequest.send(
                                    server().port(),
                                    "POST /token HTTP/1.1",
                                    "Authorization: " + CONF_BASIC[1] + "\r\nAuthorization: " + second
                                            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                                            + body.length() + "\r\n",
                                    body)))
                    .is(400, 401);
        }
        assertThat(exchange(code, List.of(), CONF_BASIC).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest(name = "A05 {0}")
    @ValueSource(
            strings = {
                "Basic",
                "Basic ",
                "Basic :",
                "Basic Og==",
                "Basic Q09ORg==",
                "Basic Q09ORjo=",
                "Basic OmFiYw==",
                "Basic ====",
                "Basic %%%",
                "Basic \u00e9",
                "basic",
                "Bearer",
                "Bearer ",
                "Bearer a b",
                "Bearer\t x",
                "DPoP x",
                "Negotiate x",
                "x",
                ""
            })
    @DisplayName("A05 answers a malformed Authorization header with 401, wherever it stands, never with 500")
    void survivesMalformedHeaders(String header) {
        for (String path : List.of("/token", "/revoke", "/introspect")) {
            Answer answer = after().refusedRaw(() -> Answer.of(
                    path,
                    RawRequest.send(
                            server().port(),
                            "POST " + path + " HTTP/1.1",
                            "Authorization: " + header
                                    + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 29\r\n",
                            "grant_type=refresh_token&x=yy")));
            answer.is(400, 401);
        }
        String client = (String) registered("").get("client_id");
        for (String method : List.of("GET", "PUT", "DELETE")) {
            after().refusedRaw(() -> Answer.of(
                            "/register/x",
                            RawRequest.send(
                                    server().port(),
                                    method + " /register/" + client + " HTTP/1.1",
                                    "Authorization: " + header + "\r\nX-Forwarded-For: " + HostileServer.address()[1]
                                            + "\r\n")))
                    .is(400, 401);
        }
        after().ignoredRaw(() -> Answer.of(
                "/register",
                RawRequest.send(
                        server().port(),
                        "POST /register HTTP/1.1",
                        "Authorization: " + header + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n",
                        "{}")));
    }

    @ParameterizedTest(name = "A05 {0}")
    @ValueSource(
            strings = {
                "x\r\n2026-01-01T00:00:00.000Z ERROR forged",
                "\u001B[2J\u001B[31mred",
                "\u202Edesrever",
                "a\u2028b\u0085c",
                "%0d%0aforged",
                "${jndi:ldap://127.0.0.1/x}",
                "<script>alert(1)</script>"
            })
    @DisplayName("W05 A05 AFTER6 a client_id from a stranger stays within its line of the log")
    void staysWithinTheLine(String clientId) {
        after().refused(() -> caller().token("x", "client_id=" + clientId)).is(400, 401);
        after().refused(() -> caller().post("/token", form("grant_type=refresh_token"), Oauth.basic(clientId, "s")))
                .is(400, 401);
        after().refused(() -> caller().revoke("x", "client_id=" + clientId)).is(400, 401);
    }

    @Test
    @DisplayName("A07 A5 three hundred wrong secrets get 429, and the client elsewhere is not held up")
    void slowsDownGuessing() {
        Oauth attacker = caller();
        int slowed = 0;
        for (int i = 0; i < 300; i++) {
            int status = attacker.post("/token", form("grant_type=refresh_token"), Oauth.basic("CONF", "wrong" + i))
                    .statusCode();
            assertThat(status).isIn(401, 429);
            slowed += status == 429 ? 1 : 0;
        }
        assertThat(slowed).isGreaterThan(250);
        after().refused(() -> attacker.post("/token", form("grant_type=refresh_token"), CONF_BASIC))
                .is(429);
        String code = server().code(CONF);
        assertThat(exchange(code, List.of(), CONF_BASIC).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("A07 N2 a whole IPv6 network is one caller, and no header of the caller's own makes another of it")
    void knowsACaller() {
        List<Integer> network = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            network.add(guess("X-Forwarded-For", "2a00:1234:5678:9abc::" + Integer.toHexString(i + 1)));
        }
        assertThat(network).contains(429);
        List<Integer> varied = new ArrayList<>();
        String address = HostileServer.address()[1];
        for (int i = 0; i < 40; i++) {
            // The proxy appends the caller's address to what the caller says.
            varied.add(guess(
                    "X-Forwarded-For",
                    "9.9.9." + i + ", " + address,
                    "X-Real-IP",
                    "9.9.9." + i,
                    "Forwarded",
                    "for=9.9.9." + i,
                    "X-Client-IP",
                    "9.9.9." + i));
        }
        assertThat(varied).contains(429);
    }

    private int guess(String... headers) {
        String[] basic = Oauth.basic("GUESSED", "wrong");
        return new Oauth(server().server(), headers)
                .post("/token", form("grant_type=client_credentials"), basic)
                .statusCode();
    }

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
        for (String path : List.of("/token", "/revoke", "/introspect")) {
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
        return java.util.Objects.requireNonNullElse(
                Oauth.json("{\"v\":" + value + "}").get("v"), new LinkedHashMap<>());
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
