package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.RawRequest;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Letter Z: the authorization request. Z09 needs a second factor, which is not there; Z15 has {@link
 * PushedRequestAttacksTests} and {@link PushingAttacksTests}, the time of Z03 {@link TimingAttacksTests}.
 */
class AuthorizationRequestAttacksTests extends AbstractHostileTests {

    static Stream<Arguments> refusals() {
        return rows(
                row("Z01 invalid_request", "-response_type", "response_type=", "+response_type=code"),
                row(
                        "Z01 unsupported_response_type",
                        "response_type=token",
                        "response_type=id_token",
                        "response_type=code token",
                        "response_type=code id_token token",
                        "response_type=none",
                        "response_type=CODE",
                        "response_type=code code",
                        "response_type= code",
                        "response_type=device_code",
                        "response_type=code\0",
                        "response_type=<script>alert(1)</script>"),
                row("Z03 invalid_request", "+state=s1", "+scope=tools:read", "+code_challenge=" + Oauth.CHALLENGE),
                row(
                        "Z13 request_uri_not_supported",
                        "request_uri=https://canary.test/r",
                        "request_uri=http://169.254.169.254/",
                        "request_uri=file:///etc/passwd",
                        "request_uri=urn:example:abc",
                        "request_uri=gopher://127.0.0.1:6379/_x",
                        "request_uri=jar:http://canary.test!/"),
                row("Z13 request_not_supported", "request=eyJhbGciOiJub25lIn0.e30.", "request=x", "request=<b>"),
                row("Z11 invalid_request", "prompt=none login", "prompt=nope", "prompt=LOGIN", "prompt=none none x"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("refusals")
    @DisplayName("Z01 Z03 Z13 Z19 tells a known client by redirect, with exactly one iss, and nothing in the fragment")
    void tellsTheClient(String row, String change) {
        String error = row.split(" ")[1];
        boolean repeatedState = change.equals("+state=s1");
        after().refused(() -> caller().authorize(alice(), change))
                .isRedirect(CALLBACK, repeatedState ? "" : "s1", error);
        after().refused(() -> caller().authorize(new UserAgent(HostileServer.address()), change))
                .isRedirect(CALLBACK, repeatedState ? "" : "s1", error);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("refusals")
    @DisplayName("Z06 ruling 8 tells a client that registered itself nothing before its person signed in")
    void redirectsNobodyToStrangers(String row, String change) {
        String client = "client_id=" + registered("").get("client_id");
        Answer answer =
                after().refused(() -> caller().authorize(new UserAgent(HostileServer.address()), client, change));
        if (change.startsWith("prompt=none")) {
            answer.isPage400();
        } else {
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.header("Location").orElseThrow()).startsWith("/sign-in?continue=");
        }
        assertThat(answer.body()).doesNotContain("app.test");
    }

    @ParameterizedTest(name = "Z13 {0}")
    @ValueSource(strings = {"request_uri", "request", "client_id", "redirect_uri", "resource", "state", "login_hint"})
    @DisplayName("Z13 M: no parameter of an authorization request makes the server connect to where it points")
    void connectsNowhere(String parameter) {
        try (Tripwire wire = Tripwire.open()) {
            for (String url : wire.urls()) {
                after().ignored(() ->
                        caller().authorize(new UserAgent(HostileServer.address()), parameter + "=" + url));
                after().taken(() -> caller().authorize(alice(), parameter + "=" + url, "prompt=none"));
            }
            assertThat(wire.hits()).as("NOHIT").isZero();
        }
    }

    static Stream<Arguments> unknownClients() {
        return row(
                "Z03",
                "client_id=nope",
                "client_id=",
                "-client_id",
                "+client_id=PUB",
                "+client_id=nope",
                "client_id=" + "x".repeat(10_000),
                "client_id=../",
                "client_id=' OR 1=1--",
                "client_id={\"$ne\":1}",
                "client_id=PUB\0",
                "client_id=pub",
                "client_id= PUB",
                "client_id=\uFF30UB",
                "client_id=%",
                "client_id=PUB%",
                "client_id=PU_",
                "client_id=<script>alert(1)</script>",
                "client_id=PUB\r\nX: 1",
                "client_id=${7*7}",
                "client_id=__${7*7}__::.x");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("unknownClients")
    @DisplayName("Z03 shows a page for a client that is not there, which says nothing of what was sent")
    void knowsItsClients(String row, String change) {
        after().refused(() -> caller().authorize(new UserAgent(HostileServer.address()), change))
                .isPage400();
        after().refused(() -> caller().authorize(alice(), change, "redirect_uri=https://evil.test/"))
                .isPage400();
    }

    @ParameterizedTest(name = "Z05 {0}")
    @ValueSource(
            strings = {
                "tools:admin",
                "admin",
                "*",
                "tools:*",
                "openid offline_access tools:*",
                "tools:read tools:admin",
                "tools:read\ttools:admin",
                "tools:read,tools:admin",
                "TOOLS:ADMIN",
                "files:write",
                "tools:admin\u00a0"
            })
    @DisplayName(
            "Z05 P06 a client that registered itself gets no scope that is kept from such clients, and reads what it got")
    void escalatesNoScope(String scope) {
        String client = "client_id=" + registered("").get("client_id");
        Answer page = after().ignored(() -> caller().follow(alice(), client, "scope=" + scope));
        assertThat(page.status()).isEqualTo(200);
        assertThat(Jsoup.parse(page.body()).select("input[name=scope]").eachAttr("value"))
                .doesNotContain("tools:admin", "files:write", "admin", "*");
        var shown = caller().follow(alice(), client, "scope=" + scope);
        var forged = alice().submit(
                        shown, Map.of("decision", List.of("allow"), "scope", List.of("tools:read", "tools:admin")));
        assertThat(forged.statusCode()).isEqualTo(400);
        String code = Oauth.query(UserAgent.location(caller().allow(alice(), shown, "tools:read")))
                .get("code");
        Map<String, Object> tokens = Oauth.json(caller().token(code, client));
        assertThat(((String) tokens.get("scope")).split(" ")).isSubsetOf("tools:read", "offline_access");
    }

    @ParameterizedTest(name = "Z07 {0}")
    @ValueSource(
            strings = {
                "\"><script>alert(1)</script>",
                "%0d%0aX-Injected: 1",
                "\r\nX-Injected: 1",
                "a&code=x&iss=https://evil.test",
                "a#code=x",
                "\uD83D\uDE00 \u00e9 \u4e2d",
                "\u202E\u2066\u200F",
                "\0",
                "+ %2B %",
                "{{7*7}}${7*7}",
                "\uFEFFx"
            })
    @DisplayName("Z07 Z5 Z19 gives a state back byte for byte, encoded, on success and on error")
    void echoesTheState(String state) {
        after().refused(() -> caller().authorize(alice(), "state=" + state, "response_type=token"))
                .isRedirect(CALLBACK, state, "unsupported_response_type");
        Answer answer = after().taken(() -> caller().authorize(alice(), "state=" + state));
        String location = answer.header("Location").orElseThrow();
        assertThat(location).matches("https://app\\.test/cb\\?[A-Za-z0-9._~%=&:/-]+");
        assertThat(Oauth.query(location)).containsEntry("state", state).containsEntry("iss", HostileServer.ISSUER);
    }

    @Test
    @DisplayName("Z07 ruling 22 bounds the state, and echoes none that is empty")
    void boundsTheState() {
        after().refused(() -> caller().authorize(alice(), "state=" + "s".repeat(4097)))
                .isPage400();
        after().refused(() -> caller().authorize(alice(), "state=" + "\u00e9".repeat(2049)))
                .isPage400();
        after().refused(() -> caller().authorize(alice(), "state=" + "s".repeat(8192)))
                .isPage400();
        after().refused(() -> caller().authorize(alice(), "state=" + "s".repeat(100_000)))
                .is(400, 414, 431);
        after().refused(() -> caller().authorize(alice(), "state=", "response_type=token"))
                .isRedirect(CALLBACK, "", "unsupported_response_type");
    }

    @ParameterizedTest(name = "Z11 {0}")
    @ValueSource(
            strings = {
                "&scope[]=tools:admin",
                "&scope%5B%5D=tools:admin",
                "&__proto__[x]=1",
                "&constructor.prototype=1",
                "&%00=1",
                "&=1",
                "&&&&",
                "&a",
                "&%EF%BB%BFscope=tools:admin",
                "&Scope=tools:admin",
                "&client_id%00=OTHER",
                "&client_id;=OTHER",
                "&class.module.classLoader=1",
                "&redirect_uri%20=https://evil.test/",
                ";redirect_uri=https://evil.test/"
            })
    @DisplayName("Z11 ignores parameters that it does not know, however they are spelled")
    void ignoresOddParameters(String more) {
        URI uri = URI.create(caller().authorizeUri("prompt=consent")
                + more.replace("[", "%5B").replace("]", "%5D"));
        Answer answer = after().ignored(() -> alice().follow(alice().get(uri)));
        assertThat(answer.body()).doesNotContain("evil.test");
        switch (answer.status()) {
            case 200 ->
                assertThat(Jsoup.parse(answer.body())
                                .select("input[name=scope]")
                                .eachAttr("value"))
                        .containsExactly("tools:read");
            case 400 -> answer.isPage400();
            // The semicolon is no separator: it belongs to the last value, which is then no prompt.
            default -> answer.isRedirect(CALLBACK, "s1", "invalid_request");
        }
    }

    @ParameterizedTest(name = "Z11 {0}")
    @ValueSource(strings = {"&x=%zz", "&%=1", "&x=%ff%fe", "&x=%c0%af", "&x=%ed%a0%80", "&%80=1"})
    @DisplayName("Z11 refuses what cannot be decoded, with 400")
    void refusesBadEncoding(String more) {
        String target = caller().authorizeUri().getRawQuery() + more;
        after().refusedRaw(() -> Answer.of(
                        "/authorize", RawRequest.send(server().port(), "GET /authorize?" + target + " HTTP/1.1", "")))
                .isPage400();
    }

    @Test
    @DisplayName("Z11 refuses more parameters than a request has use for")
    void boundsTheParameters() {
        String many = String.join("&", Collections.nCopies(300, "a=1"));
        after().refused(() -> alice().get(URI.create(caller().authorizeUri() + "&" + many)))
                .isPage400();
    }

    @Test
    @DisplayName(
            "Z17 S2 the answer to one tab's request is none to the other's, and grants exactly what its own page said")
    void confusesNoTabs() {
        String fresh = "client_id=" + registered("").get("client_id");
        UserAgent bob = server().signedIn("bob");
        var first = caller().follow(bob, "client_id=LOOP", "redirect_uri=http://127.0.0.1:7/cb");
        var second = caller().follow(bob, fresh, "scope=tools:read tools:write tools:delete");
        var mixed = Jsoup.parse(first.body(), first.uri().toString());
        String otherTransaction =
                Jsoup.parse(second.body()).select("input[name=transaction]").attr("value");
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        mixed.select("input[type=hidden]")
                .forEach(input -> fields.add(Map.entry(
                        input.attr("name"),
                        input.attr("name").equals("transaction") ? otherTransaction : input.attr("value"))));
        fields.add(Map.entry("decision", "allow"));
        fields.add(Map.entry("scope", "tools:read"));
        after().refused(() -> bob.post(server().server().url("/consent"), fields))
                .isPage(400, 403);

        var granted = caller().allow(bob, first, "tools:read");
        assertThat(UserAgent.location(granted)).startsWith("http://127.0.0.1:7/cb?code=");
        var refused = caller().allow(bob, first, "tools:read");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(UserAgent.location(caller().allow(bob, second, "tools:read")))
                .startsWith(CALLBACK + "?code=");
    }

    @Test
    @DisplayName("Z19 every redirect has exactly one iss, the metadata's issuer, for every kind of client")
    void identifiesTheIssuer() {
        String issuer = (String)
                Oauth.json(caller().browser().get(server().server().url("/.well-known/oauth-authorization-server")))
                        .get("issuer");
        assertThat(issuer).isEqualTo(HostileServer.ISSUER);
        String dcr = "client_id=" + registered("").get("client_id");
        for (String[] client : List.of(
                new String[] {"client_id=PUB"},
                new String[] {"client_id=PUBQ", "redirect_uri=https://app.test/cb?x=1"},
                new String[] {"client_id=CONF", "redirect_uri=https://conf.test/cb"},
                new String[] {"client_id=NAT", "redirect_uri=http://[::1]:9/cb"},
                new String[] {dcr})) {
            for (String fault :
                    List.of("response_type=token", "-code_challenge", "resource=https://nope.test", "prompt=x")) {
                String[] changes = Arrays.copyOf(client, client.length + 1);
                changes[client.length] = fault;
                String location = after().refused(() -> caller().authorize(alice(), changes))
                        .header("Location")
                        .orElseThrow();
                assertThat(location.split("[?&]iss=", -1)).hasSize(2);
                assertThat(Oauth.query(location)).containsEntry("iss", issuer).doesNotContainKey("code");
            }
        }
    }

    @ParameterizedTest(name = "Z01 {0}")
    @ValueSource(strings = {"HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
    @DisplayName("Z1 no other method than GET and POST issues a code")
    void answersGetAndPost(String method) {
        String target = caller().authorizeUri().getRawQuery();
        String cookie = alice().cookies().entrySet().iterator().next().toString();
        Answer answer = after().ignoredRaw(() -> Answer.of(
                "/authorize",
                RawRequest.send(
                        server().port(),
                        method + " /authorize?" + target + " HTTP/1.1",
                        "Cookie: " + cookie + "\r\n")));
        assertThat(answer.status()).isIn(200, 204, 400, 403, 405);
        assertThat(answer.headers()).doesNotContainKeys("location", "access-control-allow-origin");
    }
}
