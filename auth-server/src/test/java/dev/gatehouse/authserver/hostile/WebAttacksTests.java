package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.RawRequest;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letter W: the web around the protocol (promises P12, P13 and P19). */
class WebAttacksTests extends AbstractHostileTests {

    private static final String METADATA = "/.well-known/oauth-authorization-server";

    private static final String SCRIPT = "\"'><svg onload=alert(1)>";

    private Answer raw(String line, String headers) {
        return Answer.of(line.split(" ")[1].split("\\?")[0], RawRequest.send(server().port(), line, headers));
    }

    static Stream<Arguments> lies() {
        return row(
                "W01",
                "Host: evil.test",
                "Host: evil.test:80",
                "Host: as.test.evil.test",
                "X-Forwarded-Host: evil.test",
                "X-Forwarded-Proto: http",
                "X-Forwarded-Port: 1",
                "X-Forwarded-Prefix: /evil",
                "X-Forwarded-Server: evil.test",
                "X-Original-URL: /account",
                "X-Rewrite-URL: /account",
                "X-Original-Host: evil.test",
                "Forwarded: host=evil.test;proto=http;for=1.2.3.4",
                "X-HTTP-Method-Override: POST",
                "X-Forwarded-Scheme: http",
                "Front-End-Https: off");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("lies")
    @DisplayName("W01 P12 no header changes the metadata, a link, a redirect or a cookie, nor what the next one gets")
    void believesNoHeader(String row, String header) {
        String before = caller().browser().get(server().server().url(METADATA)).body();
        Answer metadata = after().ignoredRaw(() -> raw("GET " + METADATA + " HTTP/1.1", header + "\r\n"));
        metadata.is(200, 400, 421);
        if (metadata.status() == 200) {
            assertThat(metadata.body()).contains(before.substring(1, before.length() - 1));
        }
        assertThat(caller().browser().get(server().server().url(METADATA)).body())
                .isEqualTo(before);
        for (String path : List.of("/sign-in", "/", "/account", "/nothing", "/set-up?link=x")) {
            Answer page = after().ignoredRaw(() -> raw("GET " + path + " HTTP/1.1", header + "\r\n"));
            assertThat(page.status()).isLessThan(500);
            assertThat(page.body() + page.headers()).doesNotContain("evil");
        }
        String target =
                "/authorize?" + caller().authorizeUri("response_type=token").getRawQuery();
        Answer redirect = after().refusedRaw(() -> raw("GET " + target + " HTTP/1.1", header + "\r\n"));
        if (redirect.status() == 302) {
            redirect.isRedirect(CALLBACK, "s1", "unsupported_response_type");
        } else {
            redirect.is(400);
        }
    }

    @ParameterizedTest(name = "W01 {0}")
    @ValueSource(
            strings = {
                "GET http://evil.test/.well-known/oauth-authorization-server HTTP/1.1",
                "GET https://as.test/.well-known/oauth-authorization-server HTTP/1.1",
                "GET http://evil.test@as.test/.well-known/oauth-authorization-server HTTP/1.1"
            })
    @DisplayName("W01 an absolute address in the request line changes nothing either")
    void believesNoRequestLine(String line) {
        Answer answer = after().ignoredRaw(() -> Answer.of(METADATA, RawRequest.send(server().port(), line, "")));
        answer.is(200, 400, 421);
        if (answer.status() == 200) {
            assertThat(answer.body()).contains("\"issuer\":\"https://as.test\"").doesNotContain("evil");
        }
    }

    @ParameterizedTest(name = "W03 {0}")
    @ValueSource(
            strings = {
                "/sign-in?continue=",
                "/sign-in?login_hint=",
                "/sign-in?switch=",
                "/sign-in?error=",
                "/sign-out?x=",
                "/account?done=",
                "/account?q=",
                "/account?page=",
                "/account/password?x=",
                "/consent?transaction=",
                "/set-up?link=",
                "/authorize?client_id=",
                "/authorize?client_id=PUB&redirect_uri=",
                "/authorize?error=x&error_description=",
                "/authorize?client_id=PUB&redirect_uri=https://evil.test/&state=",
                "/register/",
                "/account/agents/",
                "/nothing/",
                "/.well-known/",
                "/assets/",
                "/token?x=",
                "/error?message="
            })
    @DisplayName("W03 no page shows what the address said, but escaped, and none runs a script of its own")
    void reflectsNothing(String address) {
        for (String value :
                List.of(SCRIPT, "<script>alert(1)</script>", "javascript:alert(1)", "{{7*7}}", "${9973*9967}")) {
            String encoded = UserAgent.encode(form("x=" + value)).substring(2).replace("+", "%20");
            URI uri = server().server().url(address + encoded);
            for (UserAgent browser : List.of(new UserAgent(HostileServer.address()), alice())) {
                Answer answer = after().ignored(() -> browser.get(uri, "Accept", "text/html"));
                assertThat(answer.body()).doesNotContain("99400891").doesNotContain("<svg onload", "<script>alert");
                assertThat(answer.header("Content-Security-Policy").orElseThrow())
                        .contains("default-src 'none'", "script-src 'self'")
                        .doesNotContain("unsafe", "nonce");
                if (answer.header("Content-Type").orElse("").startsWith("text/html")) {
                    assertThat(Jsoup.parse(answer.body())
                                    .select("script:not([src]), [onload], [onerror], [onclick], [href^=javascript]"))
                            .isEmpty();
                }
            }
        }
    }

    @ParameterizedTest(name = "W05 {0}")
    @ValueSource(
            strings = {
                "User-Agent: a\u001B[31mb",
                "User-Agent: ${jndi:ldap://127.0.0.1/x}",
                "Referer: https://evil.test/?code=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "X-Forwarded-For: <script>alert(1)</script>",
                "X-Forwarded-For: 1.2.3.4\u001B[31m",
                "X-Forwarded-For: ${jndi:ldap://127.0.0.1/x}",
                "X-Forwarded-For: unknown",
                "X-Forwarded-For: [::1]:80",
                "X-Forwarded-For: ,,,",
                "X-Forwarded-For:",
                "X-Request-Id: a\tb",
                "traceparent: 00-x-y-z",
                "Cookie: __Host-gatehouse=\"<b>\"; x=${7*7}",
                "Accept: \"<script>",
                "Accept-Language: ${7*7}",
                "Origin: https://evil.test",
                "Range: bytes=0-1,0-2,0-3",
                "Upgrade: h2c",
                "If-None-Match: \"x\"",
                "Content-Encoding: gzip"
            })
    @DisplayName("W05 no header makes a fault, a second line in the log, or an answer of its own")
    void survivesHeaders(String header) {
        for (String line : List.of(
                "GET /sign-in HTTP/1.1",
                "GET /nothing HTTP/1.1",
                "GET " + METADATA + " HTTP/1.1",
                "GET /authorize?client_id=nope HTTP/1.1",
                "POST /token HTTP/1.1",
                "POST /register HTTP/1.1")) {
            String body = line.startsWith("POST") ? "Content-Type: application/json\r\nContent-Length: 0\r\n" : "";
            Answer answer = after().ignoredRaw(() -> raw(line, header + "\r\n" + body));
            assertThat(answer.status()).isLessThan(500);
            assertThat(answer.headers()).doesNotContainKey("access-control-allow-credentials");
        }
    }

    @ParameterizedTest(name = "W07 {0}")
    @ValueSource(
            strings = {
                "/token;x.css",
                "/token/x.css",
                "/token.css",
                "/account;x.css",
                "/account/x.js",
                "/account/.css",
                "/account.css",
                "/account/password;.js",
                "/account%2fx.css",
                "/account/..%2fx.css",
                "/account%00.css",
                "/account%0a.css",
                "/sign-in;jsessionid=x",
                "/consent/x.png",
                "/register;x.css",
                "/jwks;x.css",
                "/introspect/x.css",
                "//account",
                "/./account",
                "/assets/../account",
                "/assets/..;/account",
                "/assets/%2e%2e/account",
                "/ACCOUNT",
                "/account/",
                "/%61ccount"
            })
    @DisplayName("W07 N3 no address that a cache takes for a file shows what is a person's")
    void deceivesNoCache(String path) {
        String cookie = alice().cookies().entrySet().iterator().next().toString();
        Answer answer = after().ignoredRaw(() -> raw("GET " + path + " HTTP/1.1", "Cookie: " + cookie + "\r\n"));
        assertThat(answer.status()).isLessThan(500);
        assertThat(answer.headers().get("cache-control")).containsExactly("no-store");
        if (!path.equals("/%61ccount")) {
            assertThat(answer.body()).doesNotContain("Alice Adams");
        }
    }

    @Test
    @DisplayName("W07 what is public is the same for everybody, and everything else is not stored")
    void cachesThePublicAlone() {
        for (String path : List.of(METADATA, "/.well-known/openid-configuration", "/jwks")) {
            var mine = alice().get(server().server().url(path));
            var nobodys = caller().browser().get(server().server().url(path));
            assertThat(mine.body()).isEqualTo(nobodys.body());
            assertThat(mine.headers().firstValue("Set-Cookie")).isEmpty();
            assertThat(mine.headers().firstValue("Cache-Control").orElseThrow()).contains("public");
        }
        for (String path : List.of("/", "/sign-in", "/account", "/account/password", "/sign-out", "/error", "/x")) {
            assertThat(alice().get(server().server().url(path)).headers().allValues("Cache-Control"))
                    .as(path)
                    .containsExactly("no-store");
        }
    }

    @ParameterizedTest(name = "W09 {0}")
    @ValueSource(
            strings = {
                "/actuator",
                "/actuator/health",
                "/actuator/heapdump",
                "/actuator/env",
                "/actuator/httpexchanges",
                "/actuator/loggers",
                "/actuator/prometheus",
                "/metrics",
                "/prometheus",
                "/health",
                "/h2-console",
                "/h2-console/",
                "/swagger-ui.html",
                "/swagger",
                "/v3/api-docs",
                "/debug",
                "/trace",
                "/.git/config",
                "/.env",
                "/WEB-INF/web.xml",
                "/META-INF/MANIFEST.MF",
                "/application.yml",
                "/db/migration/common/V1__initial.sql",
                "/templates/sign-in.html",
                "/data/gatehouse.mv.db",
                "/manager/html",
                "/server-status",
                "/login",
                "/logout",
                "/oauth2/token",
                "/oauth2/authorize",
                "/oauth2/introspect",
                "/userinfo",
                "/connect/register",
                "/console",
                "/graphql",
                "/assets/../application.yml",
                "/assets/%2e%2e/application.yml",
                "/assets/..%2fapplication.yml",
                "/assets/....//application.yml"
            })
    @DisplayName("W09 P19 nothing that is not for everybody stands on the main listener")
    void exposesNothing(String path) {
        Answer answer = after().ignoredRaw(() -> raw("GET " + path + " HTTP/1.1", ""));
        answer.is(400, 404);
        after().ignoredRaw(() -> raw("POST " + path + " HTTP/1.1", "Content-Length: 0\r\n"))
                .is(400, 404, 405, 415);
    }

    @ParameterizedTest(name = "W09 {0}")
    @ValueSource(
            strings = {
                "env",
                "heapdump",
                "threaddump",
                "beans",
                "configprops",
                "loggers",
                "mappings",
                "httpexchanges",
                "shutdown",
                "h2-console"
            })
    @DisplayName("W09 L3 the management listener answers health alone, and tells no details")
    void answersHealthAlone(String endpoint) {
        UserAgent browser = new UserAgent();
        assertThat(browser.get(server().server().managementUrl("/actuator/" + endpoint))
                        .statusCode())
                .isIn(401, 404);
        String health =
                browser.get(server().server().managementUrl("/actuator/health")).body();
        assertThat(health).doesNotContain("components", "database", "jdbc", "path");
    }

    @Test
    @DisplayName("W09 no default credentials open anything, and the demo's people are not there")
    void hasNoDefaultPeople() {
        for (String pair :
                List.of("admin:admin", "admin:demo-admin-2026", "alice:demo-alice-2026", "user:password", "sa:")) {
            UserAgent browser = new UserAgent(HostileServer.address());
            Answer answer = after().refused(() -> browser.submit(
                    browser.get(server().server().url("/sign-in")),
                    Map.of(
                            "username",
                            List.of(pair.substring(0, pair.indexOf(':'))),
                            "password",
                            List.of(pair.substring(pair.indexOf(':') + 1)))));
            assertThat(answer.status()).isEqualTo(403);
        }
        Answer basic = after().ignored(() ->
                caller().browser().get(server().server().url("/account"), Oauth.basic("alice", "alice-password-1")));
        assertThat(basic.header("Location").orElse("")).startsWith("/sign-in");
    }

    @Test
    @DisplayName("W11 another person's agent can be neither seen nor taken back, whatever its id")
    void keepsPeopleApart() {
        server().tokens();
        List<String> ids = new ArrayList<>(server()
                .server()
                .jdbc()
                .sql("select c.id from consent c join app_user u on u.id = c.user_id where u.username = 'alice'")
                .query(UUID.class)
                .list()
                .stream()
                .map(Object::toString)
                .toList());
        ids.addAll(List.of(
                "1", "0", "-1", "x", "..", "%2e%2e", "00000000-0000-0000-0000-000000000000", ids.getFirst() + "x"));
        UserAgent bob = server().signedIn("bob");
        for (String id : ids) {
            Answer seen = after().refused(() -> bob.get(server().server().url("/account/agents/" + id + "/take-back")));
            seen.is(400, 404);
            after().refused(() -> bob.post(
                            server().server().url("/account/agents/" + id + "/take-back"), form("form_token=x")))
                    .is(400, 403, 404);
            assertThat(seen.body()).doesNotContain("Public web app");
        }
    }

    @Test
    @DisplayName("W13 S5 the cookie is a __Host- one, and none of another name, or of a neighbour's, is looked at")
    void keepsItsCookie() {
        var fresh = caller().browser().get(server().server().url("/sign-in"));
        assertThat(fresh.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .matches("__Host-gatehouse=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax");
        assertThat(fresh.headers().firstValue("Strict-Transport-Security").orElse(""))
                .contains("max-age=31536000");
        String value = alice().cookies().get("__Host-gatehouse");
        for (String cookie : List.of(
                "gatehouse=" + value,
                "__host-gatehouse=" + value,
                "__Secure-gatehouse=" + value,
                "JSESSIONID=" + value,
                "__Host-gatehouse=" + value + "x",
                "__Host-gatehouse=\"" + value.substring(0, 42) + "\"",
                "$Version=1; __Host-gatehouse2=" + value)) {
            Answer answer = after().ignored(
                            () -> caller().browser().get(server().server().url("/account"), "Cookie", cookie));
            assertThat(answer.header("Location").orElse("")).as(cookie).startsWith("/sign-in");
        }
    }

    @ParameterizedTest(name = "W09 {0}")
    @ValueSource(strings = {"TRACE", "TRACK", "CONNECT", "PROPFIND", "DEBUG", "FOO", "get", "G\u00c9T"})
    @DisplayName("W09 takes no other methods, and gives nothing back that was sent")
    void takesNoOtherMethods(String method) {
        for (String path : List.of("/sign-in", "/token", METADATA, "/authorize", "/register")) {
            Answer answer =
                    after().ignoredRaw(() -> raw(method + " " + path + " HTTP/1.1", "X-Secret: tell-nobody\r\n"));
            answer.is(400, 403, 405, 501);
            assertThat(answer.body()).doesNotContain("tell-nobody");
        }
    }

    @ParameterizedTest(name = "O1 {0}")
    @ValueSource(strings = {"/authorize", "/consent", "/sign-in", "/account", "/introspect", "/"})
    @DisplayName("Z8 O1 no origin may read what a cookie opens, however it is spelled")
    void letsNoOriginRead(String path) {
        for (String origin :
                List.of("https://evil.test", "null", "https://as.test.evil.test", "https://as.test", "*")) {
            Answer answer = after().ignored(() -> alice().send(
                            HttpRequest.newBuilder(server().server().url(path))
                                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody()),
                            "Origin",
                            origin,
                            "Access-Control-Request-Method",
                            "POST"));
            assertThat(answer.headers())
                    .doesNotContainKeys("access-control-allow-origin", "access-control-allow-credentials");
        }
    }
}
