package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.client.ClientAssertions;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.RawRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
        for (String path : List.of("/token", "/revoke", "/introspect", "/par")) {
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
}
