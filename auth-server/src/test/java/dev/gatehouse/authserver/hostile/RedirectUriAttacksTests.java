package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letter U: redirect URIs (promise P07). */
class RedirectUriAttacksTests extends AbstractHostileTests {

    static Stream<Arguments> notRegistered() {
        return rows(
                row(
                        "U01",
                        "https://evil.test/cb",
                        "https://other.test/cb",
                        "//app.test/cb",
                        "/cb",
                        "cb",
                        "app.test/cb"),
                row(
                        "U03",
                        "https://app.test.evil.test/cb",
                        "https://evilapp.test/cb",
                        "https://appXtest/cb",
                        "https://sub.app.test/cb",
                        "https://test/cb",
                        "https://app-test/cb",
                        "https://xn--pp-iua.test/cb"),
                row(
                        "U05",
                        "https://evil.test\\@app.test/cb",
                        "https:\\\\app.test\\cb",
                        "https:/app.test/cb",
                        "https:///app.test/cb",
                        "https:app.test/cb",
                        "https://evil.test#@app.test/cb",
                        "https://evil.test@app.test/cb",
                        "https://@app.test/cb",
                        "https://:@app.test/cb",
                        "https://app.test\\.evil.test/cb",
                        "https://app.test;evil.test/cb",
                        "https://app.test%2eevil.test/cb",
                        "https://app.test%2fcb",
                        "https://[app.test]/cb"),
                row(
                        "U07",
                        "https://app.test:443/cb",
                        "https://app.test:/cb",
                        "https://app.test:0443/cb",
                        "https://app.test./cb",
                        "https://app.test/cb/",
                        "https://app.test//cb",
                        "https://app.test/./cb",
                        "https://app.test/x/../cb",
                        "https://app.test/%63b",
                        "https://app.test/CB",
                        "https://APP.test/cb",
                        "HTTPS://app.test/cb",
                        "http://app.test/cb",
                        "https://app.test/cb#",
                        "https://app.test/cb#f",
                        "https://app.test/cb;x",
                        "https://app.test/cb%2f..%2fevil"),
                row("U09", "https://app.test/cb?", "https://app.test/cb?a=b", "https://app.test/cb&a=b"),
                row(
                        "U11",
                        "https://app.test/cb\r\nX: 1",
                        "https://app.test/cb%0d%0aX:1",
                        "https://app.test/cb\t",
                        "https://app.test/cb%09",
                        "https://app.test/cb\0",
                        "https://app.test/cb%00",
                        " https://app.test/cb",
                        "https://app.test/cb ",
                        "https://app\u3002test/cb",
                        "https://\u0430pp.test/cb",
                        "https://app.test/\u202Ecb",
                        "https://app.test/cb\u200B",
                        "https://app.test/cb\uFEFF",
                        "https://app.test/cb\u2028",
                        "https://app.test/cb\"><script>alert(1)</script>"),
                row(
                        "U17",
                        "https://app.test:8443/cb",
                        "https://app.test:1/cb",
                        "javascript:alert(1)//https://app.test/cb",
                        "data:text/html,https://app.test/cb",
                        "urn:ietf:wg:oauth:2.0:oob",
                        "custom:https://app.test/cb"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("notRegistered")
    @DisplayName("U01 to U17 shows a page and redirects nowhere, signed in or not")
    void redirectsNowhere(String row, String redirectUri) {
        after().refused(() -> caller().authorize(new UserAgent(), "redirect_uri=" + redirectUri))
                .isPage400();
        after().refused(() -> caller().authorize(alice(), "redirect_uri=" + redirectUri, "prompt=none"))
                .isPage400();
        after().refused(() -> caller().authorize(alice(), "redirect_uri=" + redirectUri, "response_type=token"))
                .isPage400();
    }

    static Stream<Arguments> nearLoopback() {
        return Stream.of("LOOP", "NAT")
                .flatMap(client -> rows(
                                row(
                                        "U15",
                                        "http://127.1:1/cb",
                                        "http://2130706433:1/cb",
                                        "http://0x7f000001:1/cb",
                                        "http://0177.0.0.1:1/cb",
                                        "http://127.0.0.2:1/cb",
                                        "http://[::ffff:127.0.0.1]:1/cb",
                                        "http://[0:0:0:0:0:0:0:1]:1/cb",
                                        "http://[::1%25lo]:1/cb",
                                        "http://0.0.0.0:1/cb",
                                        "http://[::]:1/cb",
                                        "http://LOCALHOST:1/cb",
                                        "http://localhost.:1/cb",
                                        "http://ip6-localhost:1/cb",
                                        "https://127.0.0.1:1/cb",
                                        "https://localhost:1/cb"),
                                row(
                                        "U17",
                                        "http://127.0.0.1.evil.test:1/cb",
                                        "http://localhost.evil.test/cb",
                                        "http://localhost%00.evil.test/cb",
                                        "http://127.0.0.1:1@evil.test/cb",
                                        "http://127.0.0.1:1.evil.test/cb",
                                        "http://127.0.0.1:/cb",
                                        "http://127.0.0.1:-1/cb",
                                        "http://127.0.0.1:+1/cb",
                                        "http://127.0.0.1:65536/cb",
                                        "http://127.0.0.1:99999/cb",
                                        "http://127.0.0.1:1/cb/",
                                        "http://127.0.0.1:1/cb?x=1",
                                        "http://127.0.0.1:1/cb#f",
                                        "http://127.0.0.1:1/CB",
                                        "http://127.0.0.1:1\\@evil.test/cb"))
                        .map(arguments ->
                                Arguments.of(arguments.get()[0], arguments.get()[1], client)));
    }

    @ParameterizedTest(name = "{0} {2} {1}")
    @MethodSource("nearLoopback")
    @DisplayName("U15 U17 ruling 2 takes nothing for a registered loopback address but that address on another port")
    void knowsLoopback(String row, String redirectUri, String client) {
        after().refused(() -> caller().authorize(alice(), "client_id=" + client, "redirect_uri=" + redirectUri))
                .isPage400();
    }

    @ParameterizedTest(name = "U15 {0}")
    @ValueSource(strings = {"http://localhost:1/cb", "http://[::1]:1/cb"})
    @DisplayName("U15 never takes one loopback name for another")
    void crossesNoLoopbackNames(String redirectUri) {
        after().refused(() -> caller().authorize(alice(), "client_id=LOOP", "redirect_uri=" + redirectUri))
                .isPage400();
    }

    static Stream<Arguments> queries() {
        return row(
                "U09",
                "https://app.test/cb",
                "https://app.test/cb?",
                "https://app.test/cb?x=1&y=2",
                "https://app.test/cb?y=2&x=1",
                "https://app.test/cb?x=1&",
                "https://app.test/cb?X=1",
                "https://app.test/cb?x=%31",
                "https://app.test/cb?x=1#",
                "https://app.test/cb?x=1&code=theirs",
                "https://app.test/cb?x=2");
    }

    @ParameterizedTest(name = "{0} PUBQ {1}")
    @MethodSource("queries")
    @DisplayName("U09 U2 compares a registered query byte for byte")
    void comparesQueries(String row, String redirectUri) {
        after().refused(() -> caller().authorize(alice(), "client_id=PUBQ", "redirect_uri=" + redirectUri))
                .isPage400();
    }

    @Test
    @DisplayName("U09 U2 keeps the registered query, once, with a code and with an error")
    void keepsTheQuery() {
        String uri = "redirect_uri=https://app.test/cb?x=1";
        Map<String, String> answer = caller().consented(alice(), List.of("tools:read"), "client_id=PUBQ", uri);
        assertThat(answer).containsEntry("x", "1").containsKeys("code", "iss").containsEntry("state", "s1");
        after().refused(() -> caller().authorize(alice(), "client_id=PUBQ", uri, "response_type=token"))
                .isRedirect("https://app.test/cb?x=1&", "s1", "unsupported_response_type");
    }

    @Test
    @DisplayName("U19 takes the only registered URI where none is named, and guesses among none")
    void omits() {
        after().taken(() -> caller().authorize(alice(), "-redirect_uri", "prompt=none"))
                .is(302);
        after().refused(() -> caller().authorize(alice(), "client_id=NAT", "-redirect_uri"))
                .isPage400();
        after().refused(() -> caller().authorize(alice(), "client_id=NAT", "redirect_uri="))
                .isPage400();
        after().refused(() -> caller().authorize(alice(), "+redirect_uri=https://evil.test/cb"))
                .isPage400();
    }

    static Stream<Arguments> modes() {
        return row(
                "U23",
                "fragment",
                "form_post",
                "web_message",
                "query.jwt",
                "jwt",
                "FORM_POST",
                "Query",
                "query ",
                "x\"><b>");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("modes")
    @DisplayName("U23 answers in the query alone")
    void answersInTheQuery(String row, String mode) {
        after().refused(() -> caller().authorize(alice(), "response_mode=" + mode))
                .isRedirect(CALLBACK, "s1", "invalid_request");
    }

    static Stream<Arguments> poison() {
        return rows(
                row(
                        "U13",
                        "http://app.test/cb",
                        "https://*.test/cb",
                        "https://app.test/*",
                        "*",
                        "/cb",
                        "//app.test/cb",
                        "https://app.test",
                        "",
                        "https://",
                        "https:///cb",
                        "http://127.0.0.1.evil.test/cb",
                        "http://127.0.0.2/cb",
                        "https://app.test/cb#f",
                        "https://user@app.test/cb",
                        "https://app.test\\cb",
                        "javascript:alert(1)",
                        "JaVaScRiPt:alert(1)",
                        "data:text/html,x",
                        "file:///etc/passwd",
                        "https://app.test/cb%0d%0aX:1",
                        "https://\u0430pp.test/cb"),
                row(
                        "U21",
                        "https://app.test/cb?code=x&state=y&iss=z",
                        "https://app.test/cb?CODE=x&code=y",
                        "https://app.test/cb?%63ode=x",
                        "https://app.test/cb?a=b;code=x",
                        "https://app.test/cb?error=x",
                        "https://as.test/authorize?client_id=PUB",
                        "https://as.test/logout?x",
                        "https://AS.test/cb",
                        "https://as.test:443/cb",
                        "https://as.test./cb",
                        "https://as.test/",
                        "myapp:/cb?code=x"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("poison")
    @DisplayName("U13 U21 U4 registers no URI that leads astray, alone or among good ones")
    void registersNoPoison(String row, String redirectUri) {
        String quoted = quoted(redirectUri);
        after().refused(() -> register("{\"redirect_uris\":[" + quoted + "]}")).isJson(400, "invalid_redirect_uri");
        after().refused(() -> register("{\"redirect_uris\":[\"https://app.test/cb\"," + quoted + "]}"))
                .isJson(400, "invalid_redirect_uri");
    }

    @ParameterizedTest(name = "U13 {0}")
    @ValueSource(
            strings = {
                "{}",
                "{\"redirect_uris\":[]}",
                "{\"redirect_uris\":null}",
                "{\"redirect_uris\":\"https://app.test/cb\"}",
                "{\"redirect_uris\":{}}",
                "{\"redirect_uris\":[null]}",
                "{\"redirect_uris\":[[\"https://app.test/cb\"]]}",
                "{\"redirect_uris\":[1]}"
            })
    @DisplayName("U13 demands a list of redirect URIs")
    void demandsAList(String body) {
        after().refused(() -> register(body)).isJson(400, "invalid_redirect_uri");
    }

    @Test
    @DisplayName("U4 never answers to itself, also where the server is reached on loopback")
    void neverAnswersToItself() {
        URI own = server().server().url("/sign-in");
        String uri = "redirect_uri=http://127.0.0.1:" + own.getPort() + "/cb";
        // The issuer is https elsewhere, so this is just another port of the native app's computer.
        after().ignored(() -> caller().authorize(new UserAgent(HostileServer.address()), "client_id=LOOP", uri))
                .is(302);
        after().refused(() -> caller().authorize(alice(), "redirect_uri=" + HostileServer.ISSUER + "/cb"))
                .isPage400();
    }

    @ParameterizedTest(name = "U21 {0}")
    @ValueSource(strings = {"https://app.test/cb?code=x", "https://AS.test.:443/cb"})
    @DisplayName("U21 U4 does not start with such a redirect URI in its configuration either")
    void configuresNoPoison(String redirectUri) {
        String client = "--gatehouse.client.clients[0].";
        List<String> arguments =
                List.of(client + "client-id=BAD", client + "name=Bad", client + "redirect-uris[0]=" + redirectUri);
        assertThatThrownBy(() -> HostileServer.start(database, arguments))
                .rootCause()
                .hasMessageContaining("gatehouse.client.clients[0].redirect-uris");
    }

    @Test
    @DisplayName("U4 U19 does not answer to itself when the URI is left out, whatever an earlier version has stored")
    void leavesNothingOut() {
        String clientId = (String) registered("").get("client_id");
        server().server()
                .jdbc()
                .sql(
                        "update client_redirect_uri set uri = ? where client_id = (select id from client where client_id = ?)")
                .params(HostileServer.ISSUER + "/cb", clientId)
                .update();
        after().refused(() -> caller().authorize(alice(), "client_id=" + clientId, "-redirect_uri"))
                .isPage400();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    @Test
    @DisplayName("U01 P07 a token request cannot move a code to another redirect URI, and the code stays good")
    void redeemsForTheSameRedirect() {
        String code = server().code();
        for (String uri : List.of(
                "https://evil.test/cb", "https://app.test/cb/", "https://app.test/cb?", "https://app.test/CB")) {
            after().refused(() -> caller().token(code, "redirect_uri=" + uri)).isJson(400, "invalid_grant");
        }
        assertRedeems(code);
    }
}
