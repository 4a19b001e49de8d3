package dev.gatehouse.authserver.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Database.class)
class AuthorizeTests {

    @Parameter
    Database database;

    private Oauth oauth() {
        return new Oauth(TestServer.on(database));
    }

    private static void assertPage(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Location")).isEmpty();
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(response.body())
                .containsPattern("[2-9A-Z]{4}-[2-9A-Z]{4}")
                .doesNotContain("http-equiv", "Exception", "dev.gatehouse");
    }

    /** A redirect to the registered URI that carries this error, the state, the exact issuer and no code. */
    private Map<String, String> assertRedirect(HttpResponse<String> response, String redirectUri, String error) {
        assertThat(response.statusCode()).isIn(302, 303);
        String location = UserAgent.location(response);
        assertThat(location).startsWith(redirectUri).doesNotContain("#");
        Map<String, String> query = Oauth.query(location);
        assertThat(query)
                .containsEntry("error", error)
                .containsEntry("iss", oauth().server().issuer())
                .doesNotContainKey("code");
        return query;
    }

    @ParameterizedTest
    @DisplayName("Z1 answers GET and POST, and nothing else")
    @ValueSource(strings = {"HEAD", "PUT", "DELETE", "PATCH"})
    void refusesOtherMethods(String method) {
        HttpResponse<String> response = oauth().signedIn("alice")
                .send(HttpRequest.newBuilder(oauth().authorizeUri())
                        .method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Location")).isEmpty();
    }

    @Test
    @DisplayName("Z1 Z7 takes the request as a form post too and answers it with 303")
    void takesAPost() {
        URI uri = oauth().authorizeUri();
        HttpResponse<String> response = new UserAgent()
                .send(HttpRequest.newBuilder(oauth().server().url("/authorize"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(uri.getRawQuery())));

        assertThat(response.statusCode()).isEqualTo(303);
        assertThat(UserAgent.location(response)).contains("/sign-in?continue=");
    }

    @ParameterizedTest
    @DisplayName("Z2 shows a page and redirects nowhere when the client is unknown")
    @ValueSource(strings = {"nope", "", "../", "' OR 1=1--", "{\"$ne\":1}", "pub", "PUB "})
    void showsAPageForUnknownClients(String clientId) {
        assertPage(oauth().authorize(new UserAgent(), "client_id=" + clientId));
    }

    @ParameterizedTest
    @DisplayName("Z2 U1 U3 shows a page and redirects nowhere when the redirect URI is not the registered one")
    @ValueSource(
            strings = {
                "https://evil.test/cb",
                "https://app.test.evil.test/cb",
                "https://evilapp.test/cb",
                "https://appXtest/cb",
                "https://app.test/cb/",
                "https://app.test/cb?",
                "https://app.test/cb?a=b",
                "https://app.test/cb#f",
                "https://app.test/CB",
                "https://APP.test/cb",
                "http://app.test/cb",
                "https://app.test:443/cb",
                "https://app.test./cb",
                "https://app.test:8443/cb",
                "https://user@app.test/cb",
                "https://evil.test\\@app.test/cb",
                "https:\\\\app.test\\cb",
                "https:/app.test/cb",
                "https:///app.test/cb",
                "https://app.test/x/../cb",
                "https://app.test/%63b",
                " https://app.test/cb",
                "https://app.test/cb\r\nX: 1",
                "https://app.test/cb\t",
                "https://app。test/cb",
                "https://аpp.test/cb",
                "javascript:alert(1)"
            })
    void showsAPageForOtherRedirects(String redirectUri) {
        assertPage(oauth().authorize(oauth().signedIn("alice"), "redirect_uri=" + redirectUri));
    }

    @ParameterizedTest
    @DisplayName("U1 ruling 2 takes any port of a registered loopback address")
    @CsvSource({
        "NAT,http://127.0.0.1:53124/cb",
        "NAT,http://localhost:1/cb",
        "NAT,http://[::1]:65535/cb",
        "NAT,http://localhost/cb",
        "LOOP,http://127.0.0.1:8080/cb"
    })
    void takesAnyLoopbackPort(String client, String redirectUri) {
        HttpResponse<String> response =
                oauth().authorize(new UserAgent(), "client_id=" + client, "redirect_uri=" + redirectUri);

        assertThat(UserAgent.location(response)).contains("/sign-in?continue=");
    }

    @ParameterizedTest
    @DisplayName("U1 ruling 2 never takes one loopback address for another, nor what looks like one")
    @CsvSource({
        "LOOP,http://localhost:1/cb",
        "LOOP,http://127.1:1/cb",
        "LOOP,http://2130706433:1/cb",
        "LOOP,http://0x7f000001:1/cb",
        "LOOP,http://127.0.0.2:1/cb",
        "LOOP,http://[::ffff:127.0.0.1]:1/cb",
        "LOOP,http://0.0.0.0:1/cb",
        "LOOP,http://127.0.0.1:1/cb2",
        "LOOP,https://127.0.0.1:1/cb",
        "LOOP,http://127.0.0.1:99999/cb",
        "LOOP,http://127.0.0.1:1x/cb",
        "LOOP,http://127.0.0.1:/cb2",
        "NAT,http://127.0.0.1.evil.test:1/cb",
        "NAT,http://localhost.evil.test/cb",
        "NAT,http://localhost@evil.test:1/cb",
        "NAT,http://LOCALHOST:1/cb"
    })
    void neverCrossesLoopbackAddresses(String client, String redirectUri) {
        assertPage(oauth().authorize(new UserAgent(), "client_id=" + client, "redirect_uri=" + redirectUri));
    }

    @Test
    @DisplayName("P13 U3 shows a page for a redirect URI and a client_id of any length")
    void showsAPageForLongValues() {
        assertPage(oauth().authorize(new UserAgent(), "redirect_uri=http://" + "a.".repeat(5000) + "a/"));
        assertPage(oauth().authorize(new UserAgent(), "client_id=" + "c".repeat(10_000)));
        assertPage(oauth().authorize(new UserAgent(), "client_id=https://a.test/" + "c".repeat(10_000)));
    }

    @Test
    @DisplayName("U4 never answers to itself, on whatever loopback name")
    void neverAnswersToItself() {
        int port = oauth().server().url("/").getPort();
        for (String host : List.of("127.0.0.1", "localhost", "[::1]")) {
            assertPage(oauth().authorize(
                            new UserAgent(), "client_id=NAT", "redirect_uri=http://" + host + ":" + port + "/cb"));
        }
    }

    @Test
    @DisplayName("U1 takes the only registered redirect URI when none is named, and guesses among none")
    void takesTheOnlyRedirectUri() {
        assertThat(UserAgent.location(oauth().authorize(new UserAgent(), "-redirect_uri")))
                .contains("/sign-in");
        assertPage(oauth().authorize(new UserAgent(), "client_id=NAT", "-redirect_uri"));
    }

    @Test
    @DisplayName("U2 keeps the query of the registered redirect URI")
    void keepsTheRegisteredQuery() {
        Oauth oauth = oauth();
        UserAgent alice = oauth.signedIn("alice");
        HttpResponse<String> page = oauth.follow(alice, "client_id=PUBQ", "redirect_uri=https://app.test/cb?x=1");
        String location = UserAgent.location(oauth.allow(alice, page, "tools:read"));

        assertThat(location).startsWith("https://app.test/cb?x=1&code=");
        assertThat(Oauth.query(location)).containsKeys("x", "code", "state", "iss");
    }

    @ParameterizedTest
    @DisplayName("Z3 refuses a repeated parameter")
    @ValueSource(
            strings = {"+scope=x", "+state=x", "+response_type=code", "+code_challenge=x", "+code_challenge_method=S256"
            })
    void refusesRepeatedParameters(String change) {
        assertRedirect(oauth().authorize(new UserAgent(), change), "https://app.test/cb?", "invalid_request");
    }

    @ParameterizedTest
    @DisplayName("Z3 Z2 shows a page when the client or the redirect URI is repeated")
    @ValueSource(strings = {"+client_id=OTHER", "+redirect_uri=https://evil.test/cb"})
    void showsAPageForRepeatedIdentity(String change) {
        assertPage(oauth().authorize(new UserAgent(), change));
    }

    @Test
    @DisplayName("Z3 ignores unknown parameters and takes empty ones as absent")
    void ignoresUnknownParameters() {
        HttpResponse<String> response = oauth().authorize(
                        new UserAgent(), "+scope[]=a", "+__proto__[x]=1", "+nonsense=1", "+response_mode=", "+prompt=");

        assertThat(UserAgent.location(response)).contains("/sign-in");
    }

    @ParameterizedTest
    @DisplayName("Z4 supports response_type code and nothing else")
    @CsvSource({
        "-response_type,invalid_request",
        "response_type=,invalid_request",
        "response_type=token,unsupported_response_type",
        "response_type=id_token,unsupported_response_type",
        "response_type=code token,unsupported_response_type",
        "response_type=code id_token token,unsupported_response_type",
        "response_type=none,unsupported_response_type",
        "response_type=CODE,unsupported_response_type",
        "response_type=code code,unsupported_response_type",
        "response_mode=fragment,invalid_request",
        "response_mode=form_post,invalid_request",
        "response_mode=query.jwt,invalid_request",
        "request=abc,request_not_supported",
        "request_uri=https://canary.test/r,request_uri_not_supported"
    })
    void supportsOnlyCode(String change, String error) {
        Map<String, String> query =
                assertRedirect(oauth().authorize(new UserAgent(), change), "https://app.test/cb?", error);

        assertThat(query).containsEntry("state", "s1");
    }

    @ParameterizedTest
    @DisplayName("Z5 gives the state back byte for byte")
    @ValueSource(strings = {"\"><script>", "a b+c%20d", "😀é中", "a&code=x#f", "x\r\nX: 1"})
    void echoesTheState(String state) {
        Map<String, String> query = assertRedirect(
                oauth().authorize(new UserAgent(), "state=" + state, "response_type=token"),
                "https://app.test/cb?",
                "unsupported_response_type");

        assertThat(query).containsEntry("state", state);
    }

    @Test
    @DisplayName("Z5 sends no state when none came, and takes 2 KB of it but not more than 4")
    void boundsTheState() {
        Oauth oauth = oauth();
        assertThat(assertRedirect(
                        oauth.authorize(new UserAgent(), "-state", "response_type=token"),
                        "https://app.test/cb?",
                        "unsupported_response_type"))
                .doesNotContainKey("state");
        String long2 = "ü".repeat(1024);
        assertThat(assertRedirect(
                        oauth.authorize(new UserAgent(), "state=" + long2, "response_type=token"),
                        "https://app.test/cb?",
                        "unsupported_response_type"))
                .containsEntry("state", long2);
        assertPage(oauth.authorize(new UserAgent(), "state=" + "a".repeat(4097)));
    }

    @ParameterizedTest
    @DisplayName("K1 K2 K4 P08 demands an S256 challenge of every client")
    @ValueSource(
            strings = {
                "-code_challenge",
                "-code_challenge_method",
                "code_challenge_method=plain",
                "code_challenge_method=s256",
                "code_challenge_method=S512",
                "code_challenge_method=none",
                "code_challenge_method=S256 ",
                "code_challenge_method=",
                "code_challenge=short",
                "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM",
                "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=",
                "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cMM"
            })
    void demandsAChallenge(String change) {
        assertRedirect(oauth().authorize(new UserAgent(), change), "https://app.test/cb?", "invalid_request");
        assertRedirect(
                oauth().authorize(new UserAgent(), "client_id=CONF", "redirect_uri=https://conf.test/cb", change),
                "https://conf.test/cb?",
                "invalid_request");
    }

    @ParameterizedTest
    @DisplayName("X1 X2 X3 ruling 16 refuses a resource that is unknown, malformed, a near miss or one of two")
    @ValueSource(
            strings = {
                "resource=mcp1.test",
                "resource=https://mcp1.test/mcp#f",
                "resource=/mcp",
                "resource=javascript:1",
                "resource=https://u@mcp1.test/mcp",
                "resource=https://nope.test",
                "resource=https://mcp1.test/mcp/",
                "resource=https://mcp1.test/mcp?x",
                "resource=https://mcp1.test/mcp/../mcp2",
                "resource=https://mcp1.test/mcp-evil",
                "resource=https://mcp1.test",
                "resource=http://mcp1.test/mcp",
                "resource=https://mcp1.test:8443/mcp",
                "+resource=https://mcp2.test/mcp"
            })
    void refusesOtherResources(String change) {
        assertRedirect(oauth().authorize(new UserAgent(), change), "https://app.test/cb?", "invalid_target");
    }

    @ParameterizedTest
    @DisplayName("X3 X4 ruling 16 takes host case, a default port, an alias, a repetition and an absent resource")
    @ValueSource(
            strings = {
                "resource=HTTPS://MCP1.test/mcp",
                "resource=https://mcp1.test:443/mcp",
                "resource=https://mcp1.test/alias",
                "+resource=https://mcp1.test/mcp",
                "-resource"
            })
    void takesTheSameResource(String change) {
        assertThat(UserAgent.location(oauth().authorize(new UserAgent(), change)))
                .contains("/sign-in");
    }

    @Test
    @DisplayName("X4 M: a client may use only the resources that it is set up for")
    void keepsClientsToTheirResources() {
        assertRedirect(
                oauth().authorize(
                                new UserAgent(),
                                "client_id=NARROW",
                                "redirect_uri=https://narrow.test/cb",
                                "resource=" + Oauth.RS2),
                "https://narrow.test/cb?",
                "invalid_target");
    }

    @Test
    @DisplayName("ruling 11 answers prompt=none without a session by redirect for a known client")
    void answersPromptNone() {
        assertRedirect(oauth().authorize(new UserAgent(), "prompt=none"), "https://app.test/cb?", "login_required");
        assertRedirect(
                oauth().authorize(
                                oauth().signedIn("bob"),
                                "prompt=none",
                                "client_id=OTHER",
                                "redirect_uri=https://other.test/cb"),
                "https://other.test/cb?",
                "consent_required");
    }
}
