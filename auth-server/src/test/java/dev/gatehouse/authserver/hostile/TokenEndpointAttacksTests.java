package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.RawRequest;
import dev.gatehouse.authserver.testing.UserAgent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letter T: the token endpoint. */
class TokenEndpointAttacksTests extends AbstractHostileTests {

    private static final String FORM = "application/x-www-form-urlencoded";

    @ParameterizedTest(name = "T01 {0}")
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH"})
    @DisplayName("T01 takes no code by another method than POST, and burns none")
    void takesPostAlone(String method) {
        String code = server().code();
        String form = exchange(code);
        after().refused(() -> caller().browser()
                        .send(
                                HttpRequest.newBuilder(server().server().url("/token"))
                                        .method(method, HttpRequest.BodyPublishers.ofString(form)),
                                "Content-Type",
                                FORM))
                .isJson(405, "invalid_request");
        after().refused(() -> caller().browser()
                        .send(HttpRequest.newBuilder(server().server().url("/token?" + form))
                                .method(method, HttpRequest.BodyPublishers.noBody())))
                .isJson(405, "invalid_request");
        assertRedeems(code);
    }

    private static String exchange(String code) {
        return UserAgent.encode(form(
                "grant_type=authorization_code",
                "code=" + code,
                "client_id=PUB",
                "code_verifier=" + Oauth.VERIFIER,
                "redirect_uri=https://app.test/cb"));
    }

    static Stream<Arguments> types() {
        return row(
                "T01",
                "application/json",
                "multipart/form-data; boundary=x",
                "multipart/form-data",
                "text/plain",
                "",
                "application/json, " + FORM,
                FORM + ", application/json",
                FORM + "; charset=utf-16",
                FORM + "; charset=utf-7",
                FORM + "; charset=nonsense",
                "application/x-www-form-urlencoded2",
                "*/*",
                "application/*",
                "///");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("types")
    @DisplayName("T01 takes a form alone, whatever the body looks like")
    void takesAFormAlone(String row, String type) {
        String code = server().code();
        String form = exchange(code);
        String header = type.isEmpty() ? "" : "Content-Type: " + type + "\r\n";
        Answer answer = after().refusedRaw(() -> Answer.of(
                "/token",
                RawRequest.send(
                        server().port(),
                        "POST /token HTTP/1.1",
                        header + "Content-Length: " + form.length() + "\r\n",
                        form),
                code));
        answer.isJson(answer.status(), "invalid_request").is(400, 415);
        assertRedeems(code);
    }

    @Test
    @DisplayName("T01 takes no parameter from the address, not even beside a good body")
    void takesNoParametersFromTheAddress() {
        String code = server().code();
        after().refused(() -> caller().post(
                                "/token?code_verifier=" + Oauth.VERIFIER,
                                form("grant_type=authorization_code", "code=" + code, "client_id=PUB")))
                .isJson(400, "invalid_request");
        after().refused(() -> caller().post(
                                "/token?x=1",
                                form(
                                        "grant_type=authorization_code",
                                        "code=" + code,
                                        "client_id=PUB",
                                        "code_verifier=" + Oauth.VERIFIER)))
                .isJson(400, "invalid_request");
        assertRedeems(code);
    }

    static Stream<Arguments> repeated() {
        return row(
                "T03",
                "+grant_type=authorization_code",
                "+grant_type=refresh_token",
                "+client_id=PUB",
                "+client_id=OTHER",
                "+code=x",
                "+code_verifier=" + Oauth.VERIFIER,
                "+redirect_uri=https://app.test/cb",
                "+scope=a +scope=b",
                "+refresh_token=a +refresh_token=b",
                "+client_secret=a +client_secret=b",
                "+unknown=a +unknown=b",
                "+code=");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("repeated")
    @DisplayName("T03 refuses any parameter that stands twice, and burns no code")
    void refusesRepetition(String row, String change) {
        String code = server().code();
        after().refused(() -> caller().token(code, change.split(" "))).isJson(400, "invalid_request");
        assertRedeems(code);
        Map<String, Object> tokens = server().tokens();
        after().refused(() -> caller().refresh(
                                (String) tokens.get("refresh_token"), "+refresh_token=x", "+grant_type=refresh_token"))
                .isJson(400, "invalid_request");
        assertRefreshes(tokens.get("refresh_token"));
    }

    @ParameterizedTest(name = "T02 {0}")
    @ValueSource(
            strings = {
                "",
                "password",
                "implicit",
                "Authorization_Code",
                "authorization_code ",
                "authorization_code\0",
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "urn:ietf:params:oauth:grant-type:device_code",
                "urn:openid:params:grant-type:ciba",
                "urn:gatehouse:no-grant",
                "<script>alert(1)</script>",
                "' OR 1=1--"
            })
    @DisplayName("T02 D7 knows no other grants, and gives none to a client that is not registered for it")
    void knowsItsGrants(String grantType) {
        String code = server().code();
        after().refused(() -> caller().token(code, "grant_type=" + grantType))
                .isJson(400, "invalid_request", "unsupported_grant_type", "unauthorized_client");
        after().refused(() -> caller().post(
                                "/token",
                                form("grant_type=" + grantType, "username=alice", "password=alice-password-1"),
                                Oauth.basic("CONF", "conf-secret-conf-secret-conf-secret-1")))
                .isJson(400, "invalid_request", "unsupported_grant_type", "unauthorized_client");
        assertRedeems(code);
    }

    @Test
    @DisplayName("T05 ruling 22 refuses a large body, many parameters and a large header at once, with a 4xx")
    void boundsRequests() throws Exception {
        String large = "grant_type=authorization_code&client_id=PUB&code=" + "x".repeat(200_000);
        String many = "grant_type=authorization_code&client_id=PUB&"
                + IntStream.range(0, 5_000).mapToObj(n -> "p" + n + "=1").collect(Collectors.joining("&"));
        // Texts with one hash: "Aa" and "BB" have the same, and so have all their combinations.
        String colliding = IntStream.range(0, 4096)
                .mapToObj(n -> Integer.toBinaryString(n | 4096)
                                .substring(1)
                                .replace("0", "Aa")
                                .replace("1", "BB") + "=1")
                .collect(Collectors.joining("&"));
        for (String body : new String[] {large, many, colliding}) {
            long start = System.nanoTime();
            after().refusedRaw(() -> post(body, FORM, "")).is(400, 413);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        }
        byte[] bomb = gzip(20_000_000);
        after().refusedRaw(
                        () -> post(new String(bomb, StandardCharsets.ISO_8859_1), FORM, "Content-Encoding: gzip\r\n"))
                .is(400, 401, 413, 415);
        after().refusedRaw(() -> post("a=1", FORM, "X-Long: " + "x".repeat(100_000) + "\r\n"))
                .is(400, 431);
        after().refusedRaw(() -> Answer.of(
                        "/token",
                        RawRequest.send(
                                server().port(),
                                "POST /token HTTP/1.1",
                                "Content-Type: " + FORM + "\r\nContent-Length: 10000000\r\n",
                                "a=" + "x".repeat(100_000))))
                .is(413);
    }

    private Answer post(String body, String type, String more) {
        return Answer.of(
                "/token",
                RawRequest.send(
                        server().port(),
                        "POST /token HTTP/1.1",
                        "Content-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n" + more,
                        body));
    }

    private static byte[] gzip(int length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("a=".getBytes(StandardCharsets.US_ASCII));
            gzip.write(new byte[length]);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest(name = "T05 {0}")
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n|0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n|zz\r\n",
                "Transfer-Encoding: chunked\r\n|5\r\ngrant\r\n0\r\nX: y\r\n\r\n",
                "Transfer-Encoding: identity, chunked\r\n|0\r\n\r\n",
                "Content-Length: 3\r\nContent-Length: 4\r\n|a=1",
                "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n|0\r\n\r\n",
                "Content-Length: -1\r\n|",
                "Content-Length: x\r\n|",
                "Content-Length: 99999999999999999999\r\n|"
            })
    @DisplayName("T05 refuses framing that two servers could read differently, and what has no grant in it")
    void refusesOddFraming(String framing) {
        int bar = framing.indexOf('|');
        Answer answer = after().ignoredRaw(() -> Answer.of(
                "/token",
                RawRequest.send(
                        server().port(),
                        "POST /token HTTP/1.1",
                        "Content-Type: " + FORM + "\r\n" + framing.substring(0, bar),
                        framing.substring(bar + 1))));
        assertThat(answer.status()).isBetween(400, 499);
    }

    static Stream<Arguments> machineEscalations() {
        return rows(
                row(
                        "T07 invalid_scope",
                        "scope=admin",
                        "scope=tools:admin",
                        "scope=tools:read tools:write",
                        "scope=*",
                        "scope=tools:*",
                        "scope=openid",
                        "scope=files:read",
                        "scope=TOOLS:READ"),
                row(
                        "T07 invalid_target",
                        "resource=" + Oauth.RS2,
                        "resource=" + Oauth.RS1 + " +resource=" + Oauth.RS2,
                        "resource=https://nope.test",
                        "resource=" + Oauth.RS1 + "/",
                        "resource=urn:x"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("machineEscalations")
    @DisplayName("T07 ruling 13 refuses a machine more than it is set up for")
    void escalatesNoMachine(String row, String change) {
        String[] changes = change.startsWith("resource") ? change.split(" ") : new String[] {change};
        after().refused(() -> caller().clientCredentials(changes)).isJson(400, row.split(" ")[1]);
    }

    @Test
    @DisplayName("T07 T5 gives a machine no refresh token, and no subject that could be a person's")
    void actsForNobody() {
        String alice = server().server()
                .jdbc()
                .sql("select id from app_user where username = 'alice'")
                .query(UUID.class)
                .single()
                .toString();
        Map<String, Object> answer = Oauth.json(caller().clientCredentials(
                        "sub=" + alice,
                        "username=alice",
                        "act_as=" + alice,
                        "subject=alice",
                        "claims={\"sub\":\"alice\"}"));
        assertThat(answer).doesNotContainKeys("refresh_token", "id_token");
        assertThat(Oauth.claims(answer.get("access_token")))
                .containsEntry("sub", "client:M2M")
                .containsEntry("scope", "tools:read");
        after().refused(() -> caller().post("/token", form("grant_type=client_credentials", "client_id=PUB")))
                .isJson(400, "unauthorized_client");
        after().refused(() -> caller().post(
                                "/token",
                                form("grant_type=client_credentials"),
                                Oauth.basic("CONF", "conf-secret-conf-secret-conf-secret-1")))
                .isJson(400, "unauthorized_client");
    }
}
