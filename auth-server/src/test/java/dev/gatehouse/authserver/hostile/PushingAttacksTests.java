package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.client.ClientAssertions;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.RawRequest;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letter Z, row Z15: whoever pushes an authorization request (RFC 9126 section 2). */
class PushingAttacksTests extends AbstractHostileTests {

    private static final String URN = PushedRequestAttacksTests.URN;

    private static final String FORM = "application/x-www-form-urlencoded";

    private static final String CONF_SECRET = "conf-secret-conf-secret-conf-secret-1";

    private static final String CONF_REDIRECT = "redirect_uri=https://conf.test/cb";

    /** Refused without a name, and without a row. */
    private Answer refused(Supplier<HttpResponse<String>> push) {
        long before = rows();
        Answer answer = after().refused(push);
        assertThat(answer.body()).doesNotContain("request_uri:");
        assertThat(rows()).as("AFTER7 pushed requests").isEqualTo(before);
        return answer;
    }

    /** Those that can be used; what has expired may be swept at any time. */
    private long rows() {
        return server().server()
                .jdbc()
                .sql("select count(*) from pushed_request where expires_at > ?")
                .param(server().server().clock().instant().atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single();
    }

    private static String authorization(String id, String secret) {
        return "Authorization: " + Oauth.basic(id, secret)[1];
    }

    @ParameterizedTest(name = "Z15 {0}")
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH"})
    @DisplayName("Z15 T01 takes POST alone")
    void takesPostAlone(String method) {
        String form = caller().authorizeUri().getRawQuery();
        long before = rows();
        for (String target : List.of("/par", "/par?" + form)) {
            after().refusedRaw(() -> Answer.of(
                            "/par",
                            RawRequest.send(
                                    server().port(),
                                    method + " " + target + " HTTP/1.1",
                                    "Content-Type: " + FORM + "\r\nContent-Length: " + form.length() + "\r\n",
                                    form)))
                    .is(405);
        }
        assertThat(rows()).isEqualTo(before);
    }

    @ParameterizedTest(name = "Z15 {0}")
    @ValueSource(
            strings = {
                "application/json",
                "multipart/form-data; boundary=x",
                "text/plain",
                "application/oauth-authz-req+jwt",
                FORM + "; charset=utf-16",
                FORM + ", application/json",
                ""
            })
    @DisplayName("Z15 T01 takes a form alone, and nothing from the address")
    void takesAFormAlone(String type) {
        String form = caller().authorizeUri().getRawQuery();
        long before = rows();
        String header = type.isEmpty() ? "" : "Content-Type: " + type + "\r\n";
        after().refusedRaw(() -> Answer.of(
                        "/par",
                        RawRequest.send(
                                server().port(),
                                "POST /par HTTP/1.1",
                                header + "Content-Length: " + form.length() + "\r\n",
                                form)))
                .is(400, 415);
        after().refused(() -> caller().post("/par?" + form, List.of())).isJson(400, "invalid_request");
        after().refused(() -> caller().post("/par?state=s2", form("client_id=PUB")))
                .isJson(400, "invalid_request");
        assertThat(rows()).isEqualTo(before);
    }

    static Stream<Arguments> strangers() {
        return rows(
                row(
                        "Z15 invalid_client",
                        "-client_id",
                        "client_id=",
                        "client_id=nope",
                        "client_id='~OR~1=1--",
                        "client_id=<script>alert(1)</script>",
                        "client_id=CONF",
                        "client_id=CONF client_secret=",
                        "client_id=CONF client_secret=wrong-wrong-wrong-wrong",
                        "client_id=CONF client_secret=" + CONF_SECRET,
                        "client_id=OTHER " + authorization("CONF", CONF_SECRET).replace(' ', '~'),
                        "-client_id " + authorization("CONF", "wrong").replace(' ', '~'),
                        "-client_id " + authorization("PUB", "x").replace(' ', '~'),
                        "-client_id Authorization:~Bearer~x",
                        "-client_id Authorization:~DPoP~x",
                        "client_assertion=x",
                        "-client_id client_assertion=a.b.c client_assertion_type=" + ClientAssertions.TYPE),
                row(
                        "Z15 invalid_request",
                        "client_secret=" + CONF_SECRET + " -client_id "
                                + authorization("CONF", CONF_SECRET).replace(' ', '~')));
    }

    @ParameterizedTest(name = "{0} [{index}]")
    @MethodSource("strangers")
    @DisplayName("Z15 A01 A03 keeps nothing for whoever is not the client, stripped of its proof or with two")
    void authenticates(String row, String changes) {
        String[] all = Stream.concat(
                        Stream.of(CONF_REDIRECT), Stream.of(changes.split(" ")).map(change -> change.replace('~', ' ')))
                .toArray(String[]::new);
        Answer answer = refused(() -> caller().push(all));
        answer.isJson(answer.status(), row.split(" ")[1]).is(400, 401);
        HttpResponse<String> honest = caller().push("-client_id", CONF_REDIRECT, authorization("CONF", CONF_SECRET));
        assertThat(honest.statusCode()).as(honest.body()).isEqualTo(201);
    }

    static Stream<Arguments> forbidden() {
        return rows(
                row(
                        "Z15 invalid_request",
                        "request_uri=" + URN + "x",
                        "request_uri=https://canary.test/r",
                        "request_uri=x",
                        "+request_uri=a +request_uri=b",
                        "redirect_uri=https://evil.test/cb",
                        "redirect_uri=https://app.test/cb/",
                        "redirect_uri=https://app.test/cb?x",
                        "redirect_uri=https://APP.test/cb",
                        "redirect_uri=https://other.test/cb",
                        "+redirect_uri=https://app.test/cb",
                        "+state=s2",
                        "+scope=tools:write",
                        "+client_id=OTHER",
                        "+code_challenge=x",
                        "-code_challenge",
                        "code_challenge=short",
                        "code_challenge_method=plain",
                        "-code_challenge_method",
                        "-response_type",
                        "response_mode=fragment",
                        "max_age=-1",
                        "max_age=99999999999999999999",
                        "prompt=none~login",
                        "prompt=nope",
                        "dpop_jkt=short",
                        "state=" + "s".repeat(4097),
                        "scope=" + "s".repeat(17_000)),
                row("Z15 unsupported_response_type", "response_type=token", "response_type=code~id_token"),
                row("Z15 request_not_supported", "request=eyJhbGciOiJub25lIn0.e30.", "request=x"),
                row(
                        "Z15 invalid_target",
                        "resource=https://nope.test",
                        "resource=" + Oauth.RS1 + "/",
                        "resource=urn:x",
                        "+resource=" + Oauth.RS2,
                        "client_id=NARROW redirect_uri=https://narrow.test/cb resource=" + Oauth.RS2));
    }

    @ParameterizedTest(name = "{0} [{index}]")
    @MethodSource("forbidden")
    @DisplayName("Z15 G1 what the client may not ask for is refused when it is pushed, and none of it is kept")
    void refusesAtOnce(String row, String changes) {
        String[] all = Stream.of(changes.split(" "))
                .map(change -> change.replace('~', ' '))
                .toArray(String[]::new);
        refused(() -> caller().push(all)).isJson(400, row.split(" ")[1]);
    }

    @Test
    @DisplayName("Z15 D7 a client that may not have codes pushes nothing")
    void pushesForCodesAlone() {
        for (String machine :
                List.of("M2M m2m-secret-m2m-secret-m2m-secret-m2m", "RS1 rs1-secret-rs1-secret-rs1-secret-rs1")) {
            String[] idAndSecret = machine.split(" ");
            refused(() -> caller().push("-client_id", authorization(idAndSecret[0], idAndSecret[1])))
                    .isJson(400, "invalid_request", "unauthorized_client");
        }
        String client = "client_id=" + registered("").get("client_id");
        refused(() -> caller().push(client, "redirect_uri=https://evil.test/cb"))
                .isJson(400, "invalid_request");
    }

    @ParameterizedTest(name = "Z15 {0}")
    @ValueSource(
            strings = {
                "scope=tools:admin",
                "scope=tools:read tools:admin",
                "scope=*",
                "scope=files:read",
                "scope=tools:nope",
                "scope=tools:read tools:write files:write"
            })
    @DisplayName("Z15 Z05 P06 nobody gets by a push what the client may not have, and the person is asked for the rest")
    void pushesNoScopeMore(String scope) {
        String fresh = "client_id=" + registered("").get("client_id");
        for (String[] client : List.of(
                new String[] {fresh, "redirect_uri=https://app.test/cb"},
                new String[] {"client_id=NARROW", "redirect_uri=https://narrow.test/cb"})) {
            Answer pushed = after().taken(() -> caller().push(client[0], client[1], scope));
            if (pushed.status() == 400) {
                pushed.isJson(400, "invalid_scope");
                continue;
            }
            String query = UserAgent.encode(
                    form(client[0], "request_uri=" + pushed.json().get("request_uri"), "prompt=none"));
            Answer answer = after().taken(
                            () -> alice().follow(alice().get(server().server().url("/authorize?" + query))));
            if (answer.status() == 200) {
                assertThat(Jsoup.parse(answer.body())
                                .select("input[name=scope]")
                                .eachAttr("value"))
                        .doesNotContain("tools:admin", "files:read", "files:write", "tools:nope", "*")
                        .doesNotContain(client[0].endsWith("NARROW") ? "tools:write" : "");
            } else {
                answer.isRedirect(client[1].substring(13), "s1", "invalid_scope");
            }
        }
    }

    @ParameterizedTest(name = "Z15 {0}")
    @ValueSource(
            strings = {
                "\"><script>alert(1)</script>",
                "\r\nX-Injected: 1",
                "a&code=x&iss=https://evil.test",
                "\u202E\uD83D\uDE00",
                "\0",
                "${7*7}{{7*7}}"
            })
    @DisplayName("Z15 Z07 a state that was pushed comes back as it was, encoded")
    void keepsTheState(String state) {
        Answer pushed = after().taken(() -> caller().push("state=" + state));
        assertThat(pushed.status()).as(pushed.body()).isEqualTo(201);
        assertThat(pushed.json()).containsOnlyKeys("request_uri", "expires_in");
        String query = UserAgent.encode(
                form("client_id=PUB", "request_uri=" + pushed.json().get("request_uri")));
        alice();
        server().code();
        Answer answer = after().taken(() -> alice().get(server().server().url("/authorize?" + query)));
        String location = answer.header("Location").orElseThrow();
        assertThat(location).matches("https://app\\.test/cb\\?[A-Za-z0-9._~%=&:/-]+");
        assertThat(Oauth.query(location)).containsEntry("state", state).containsEntry("iss", HostileServer.ISSUER);
    }

    @Test
    @DisplayName("Z15 P13 a flood from one address ends in 429 for it alone, also for its IPv6 network")
    void slowsDownFloods() {
        Oauth flooder = caller();
        flood(flooder);
        after().taken(() -> refusedAtLast(flooder, 5)).isJson(429, "invalid_request");
        assertThat(caller().push().statusCode()).isEqualTo(201);
        HttpResponse<String> confidential =
                flooder.push("-client_id", CONF_REDIRECT, authorization("CONF", CONF_SECRET));
        assertThat(confidential.statusCode())
                .as("who proves its name is counted by it")
                .isEqualTo(201);

        flood(flooder.from("2a00:77:77:1::1"));
        assertThat(refusedAtLast(flooder.from("2a00:77:77:1::2"), 5).statusCode())
                .isEqualTo(429);
        assertThat(flooder.from("2a00:78:77:1::2").push().statusCode()).isEqualTo(201);
    }

    /** 600 in ten minutes, and what is filled up again meanwhile. */
    private static void flood(Oauth flooder) {
        for (int i = 0; i < 600; i++) {
            assertThat(flooder.push().statusCode()).isEqualTo(201);
        }
        assertThat(refusedAtLast(flooder, 100).statusCode()).isEqualTo(429);
    }

    /** The bucket fills again by one each second. */
    private static HttpResponse<String> refusedAtLast(Oauth flooder, int attempts) {
        HttpResponse<String> answer = flooder.push();
        for (int i = 1; i < attempts && answer.statusCode() == 201; i++) {
            answer = flooder.push();
        }
        return answer;
    }

    /** The rows of a flood that came from everywhere are there already; what follows are the pushes that find them. */
    @Test
    @DisplayName("Z15 P13 a flood from everywhere fills no table, and whoever comes next goes on")
    void boundsItsRows() {
        HostileServer own = HostileServer.start(database, List.of());
        try {
            fill(own, 30_500);
            Oauth flooder = own.caller();
            for (int i = 0; i < 256; i++) {
                assertThat(flooder.push().statusCode()).isEqualTo(201);
            }
            assertThat(own.server()
                            .jdbc()
                            .sql("select count(*) from pushed_request")
                            .query(Long.class)
                            .single())
                    .isEqualTo(30_000);
            Oauth honest = own.caller();
            String query = UserAgent.encode(form(
                    "client_id=PUB", "request_uri=" + Oauth.json(honest.push()).get("request_uri")));
            UserAgent alice = own.signedIn("alice");
            HttpResponse<String> page = alice.follow(alice.get(own.server().url("/authorize?" + query)));
            String code = Oauth.query(UserAgent.location(honest.allow(alice, page, "tools:read")))
                    .get("code");
            assertThat(honest.token(code).statusCode()).isEqualTo(200);
        } finally {
            own.close();
        }
    }

    private static void fill(HostileServer own, int rows) {
        var jdbc = own.server().jdbc();
        UUID client = jdbc.sql("select id from client where client_id = 'PUB'")
                .query(UUID.class)
                .single();
        OffsetDateTime now = own.server().clock().instant().atOffset(ZoneOffset.UTC);
        SecureRandom random = new SecureRandom();
        String values = "(?, ?, '{}', ?, ?)";
        for (int added = 0; added < rows; added += 500) {
            var insert = jdbc.sql(
                    "insert into pushed_request (hash, client_id, request_json, created_at, expires_at) values "
                            + String.join(", ", Collections.nCopies(500, values)));
            for (int i = 0; i < 500; i++) {
                byte[] hash = new byte[32];
                random.nextBytes(hash);
                insert = insert.param(hash).param(client).param(now).param(now.plus(Duration.ofSeconds(80)));
            }
            insert.update();
        }
    }
}
