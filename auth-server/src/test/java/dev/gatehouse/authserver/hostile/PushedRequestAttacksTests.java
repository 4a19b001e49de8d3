package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.RawRequest;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letter Z, row Z15: whoever comes with a {@code request_uri} (RFC 9126 sections 4 and 7). */
class PushedRequestAttacksTests extends AbstractHostileTests {

    static final String URN = "urn:ietf:params:oauth:request_uri:";

    private String pushed(String... changes) {
        HttpResponse<String> answer = caller().push(changes);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return (String) Oauth.json(answer).get("request_uri");
    }

    /** What the browser brings along: client and name, unless changed. */
    private static List<Map.Entry<String, String>> brought(String requestUri, String... changes) {
        return Oauth.with(List.of("client_id=PUB", "request_uri=" + requestUri), changes);
    }

    private URI come(String requestUri, String... changes) {
        return server().server().url("/authorize?" + UserAgent.encode(brought(requestUri, changes)));
    }

    private UserAgent stranger() {
        return new UserAgent(HostileServer.address());
    }

    /** What the client is told in the end, by a person who agrees. */
    private Map<String, String> agreed(UserAgent browser, String requestUri, String... changes) {
        HttpResponse<String> page = browser.follow(browser.get(come(requestUri, changes)));
        HttpResponse<String> answer = page.statusCode() == 200 ? caller().allow(browser, page, "tools:read") : page;
        return Oauth.query(UserAgent.location(answer));
    }

    private void assertStillGood(String requestUri) {
        assertRedeems(agreed(alice(), requestUri).get("code"));
    }

    @Test
    @DisplayName("Z15 P01 a request_uri that led to a code leads nowhere again, and its code stays good")
    void isUsedOnce() {
        String requestUri = pushed();
        String code = agreed(alice(), requestUri).get("code");
        after().refused(() -> alice().get(come(requestUri))).isPage400();
        after().refused(() -> server().signedIn("bob").get(come(requestUri))).isPage400();
        after().refused(() -> stranger().get(come(requestUri))).isPage400();
        after().refused(() -> alice().post(server().server().url("/authorize"), brought(requestUri)))
                .isPage400();
        assertRedeems(code);
    }

    @Test
    @DisplayName("Z15 P01 one that waits for its person, or that the person denied, leads nowhere in another browser")
    void isUsedUpByWaiting() {
        String requestUri = pushed("prompt=consent");
        UserAgent bob = server().signedIn("bob");
        HttpResponse<String> page = bob.follow(bob.get(come(requestUri)));
        after().refused(() -> alice().get(come(requestUri))).isPage400();
        after().refused(() -> bob.get(come(requestUri))).isPage400();
        Answer denied = after().taken(() -> bob.submit(page, Map.of("decision", List.of("deny"))));
        denied.isRedirect(CALLBACK, "s1", "access_denied");
        after().refused(() -> bob.get(come(requestUri))).isPage400();
    }

    @ParameterizedTest(name = "Z15 {0}")
    @ValueSource(
            strings = {
                "client_id=OTHER",
                "client_id=PUBQ",
                "client_id=CONF",
                "client_id=nope",
                "client_id=pub",
                "client_id= PUB",
                "client_id=PUB\0",
                "client_id=",
                "-client_id",
                "+client_id=OTHER",
                "+client_id=PUB",
                "client_id=' OR 1=1--",
                "client_id=%",
                "client_id=https://cimd.test/c.json"
            })
    @DisplayName("Z15 a request_uri is its own client's, named once and exactly, and another's attempt uses nothing up")
    void belongsToItsClient(String change) {
        String requestUri = pushed();
        after().refused(() -> alice().get(come(requestUri, change))).isPage400();
        after().refused(() -> stranger().get(come(requestUri, change))).isPage400();
        assertStillGood(requestUri);
    }

    @Test
    @DisplayName("Z15 an old request_uri leads nowhere, whoever comes")
    void expires() {
        String requestUri = pushed();
        server().server().clock().advance(Duration.ofSeconds(89));
        String other = pushed();
        assertStillGood(requestUri);
        server().server().clock().advance(Duration.ofSeconds(90));
        after().refused(() -> alice().get(come(other))).isPage400();
        after().refused(() -> stranger().get(come(other))).isPage400();
    }

    @ParameterizedTest(name = "Z15 [{index}]")
    @ValueSource(
            strings = {
                URN,
                URN + "x",
                URN + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                URN + "\0",
                URN + "%00",
                URN + "' OR '1'='1",
                URN + "../../authorize",
                URN + "https://canary.test/r",
                URN + "<script>alert(1)</script>",
                URN + "a\r\nX-Injected: 1",
                URN + "\u202Ex\uD83D\uDE00",
                URN + URN + "x",
                URN + "{}",
                "10 KB"
            })
    @DisplayName("Z15 C11 a guessed or malformed name leads to a page that tells nothing of it")
    void knowsNoOtherNames(String name) {
        String requestUri = name.equals("10 KB") ? URN + "x".repeat(10_000) : name;
        after().refused(() -> alice().get(come(requestUri))).isPage400();
        after().refused(() -> stranger().get(come(requestUri))).isPage400();
    }

    @Test
    @DisplayName("Z15 J5 a name that is cut, lengthened, padded or turned is another name, and uses nothing up")
    void takesTheWholeName() {
        String requestUri = pushed();
        String value = requestUri.substring(URN.length());
        for (String mangled : List.of(
                URN + value.substring(1),
                URN + value.substring(0, 42),
                requestUri + "A",
                requestUri + "=",
                requestUri + " ",
                requestUri + "\0",
                requestUri + "#",
                URN + " " + value,
                URN + new StringBuilder(value).reverse(),
                URN + value.toLowerCase(Locale.ROOT) + value.toUpperCase(Locale.ROOT))) {
            after().refused(() -> alice().get(come(mangled))).isPage400();
        }
        assertStillGood(requestUri);
    }

    static Stream<Arguments> otherSchemes() {
        return row(
                "Z15",
                "URN:IETF:PARAMS:OAUTH:REQUEST_URI:VALUE",
                "urn:ietf:params:oauth:request_uri",
                "urn:ietf:params:oauth:grant-type:VALUE",
                " urn:ietf:params:oauth:request_uri:VALUE",
                "VALUE",
                "https://as.test/par/VALUE",
                "https://app.test/r?x=urn:ietf:params:oauth:request_uri:VALUE",
                "data:application/jwt,VALUE",
                "file:///VALUE");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("otherSchemes")
    @DisplayName("Z15 Z13 the value of a good name under another scheme is refused, and uses nothing up")
    void knowsNoOtherSchemes(String row, String form) {
        String requestUri = pushed();
        String other = form.replace("VALUE", requestUri.substring(URN.length()));
        after().refused(() -> alice().get(come(other))).isRedirect(CALLBACK, "", "request_uri_not_supported");
        assertStillGood(requestUri);
    }

    @Test
    @DisplayName("Z15 Z3 two names at once are none, and use nothing up")
    void takesOneName() {
        String first = pushed();
        String second = pushed();
        for (String more : List.of(second, first, "https://canary.test/r", "x")) {
            after().refused(() -> alice().get(come(first, "+request_uri=" + more)))
                    .isRedirect(CALLBACK, "", "invalid_request", "request_uri_not_supported");
        }
        assertStillGood(second);
    }

    static Stream<Arguments> contradictions() {
        return row(
                "Z15",
                "redirect_uri=https://evil.test/cb",
                "redirect_uri=https://other.test/cb",
                "scope=tools:read tools:write tools:delete",
                "scope=tools:admin",
                "state=forged",
                "+state=s1 +state=s2",
                "resource=" + Oauth.RS2,
                "response_type=token",
                "response_mode=fragment",
                "code_challenge=" + "A".repeat(43),
                "code_challenge_method=plain",
                "dpop_jkt=" + "A".repeat(43),
                "prompt=none",
                "login_hint=bob",
                "max_age=0",
                "request=eyJhbGciOiJub25lIn0.e30.",
                "iss=https://evil.test");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("contradictions")
    @DisplayName("Z15 what the browser brings besides the name changes nothing of what was pushed")
    void countsWhatWasPushed(String row, String contradiction) {
        String requestUri = pushed("prompt=consent");
        String[] changes = contradiction.startsWith("scope") || contradiction.startsWith("iss")
                ? new String[] {contradiction}
                : contradiction.split(" ");
        Answer asked = after().ignored(() -> alice().get(come(requestUri, changes)));
        assertThat(asked.header("Location").orElseThrow()).startsWith("/consent?transaction=");
        HttpResponse<String> page =
                alice().get(server().server().url(asked.header("Location").orElseThrow()));
        Map<String, String> answer = Oauth.query(UserAgent.location(caller().allow(alice(), page, "tools:read")));
        assertThat(answer).containsEntry("state", "s1").containsEntry("iss", HostileServer.ISSUER);
        Map<String, Object> tokens = Oauth.json(caller().token(answer.get("code")));
        assertThat(tokens).containsEntry("scope", "tools:read").containsEntry("token_type", "Bearer");
        assertThat(Oauth.claims(tokens.get("access_token"))).containsEntry("aud", Oauth.RS1);
    }

    @Test
    @DisplayName("Z15 P09 what was pushed to be asked for cannot be got without asking")
    void keepsItsPrompt() {
        String silent = pushed("prompt=none", "client_id=PUBQ", "redirect_uri=https://app.test/cb?x=1", "max_age=0");
        server().server().clock().advance(Duration.ofSeconds(1));
        after().refused(() -> alice().get(come(silent, "client_id=PUBQ", "prompt=consent", "max_age=9999")))
                .isRedirect("https://app.test/cb?x=1", "s1", "login_required");
        String login = pushed("prompt=login");
        server().server().clock().advance(Duration.ofSeconds(1));
        Answer asked = after().ignored(() -> alice().get(come(login, "prompt=none", "max_age=9999")));
        assertThat(asked.header("Location").orElseThrow()).startsWith("/sign-in?");
    }

    @Test
    @DisplayName("Z15 U13 a pushed request is checked again when it is used: its client or its redirect may be gone")
    void isCheckedAgain() {
        Map<String, Object> client = registered("");
        String id = (String) client.get("client_id");
        String[] bearer = {"Authorization", "Bearer " + client.get("registration_access_token")};
        URI management = server().server().url("/register/" + id);
        String moved = pushed("client_id=" + id);
        HttpResponse<String> updated = caller().browser()
                .send(
                        HttpRequest.newBuilder(management).PUT(HttpRequest.BodyPublishers.ofString("""
                                {"client_id":"%s","redirect_uris":["https://moved.test/cb"],"client_name":"Moved",\
                                "token_endpoint_auth_method":"none"}""".formatted(id))),
                        bearer[0],
                        bearer[1],
                        "Content-Type",
                        "application/json");
        assertThat(updated.statusCode()).as(updated.body()).isEqualTo(200);
        after().refused(() -> alice().get(come(moved, "client_id=" + id))).isPage400();

        String orphan = pushed("client_id=" + id, "redirect_uri=https://moved.test/cb");
        Object token = Oauth.json(updated).getOrDefault("registration_access_token", bearer[1].substring(7));
        assertThat(caller().browser()
                        .send(HttpRequest.newBuilder(management).DELETE(), "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(204);
        after().refused(() -> alice().get(come(orphan, "client_id=" + id))).isPage400();
    }

    @ParameterizedTest(name = "Z15 {0}")
    @ValueSource(strings = {"HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
    @DisplayName("Z15 Z1 no other method than GET and POST uses a request_uri up")
    void isUsedByGetAndPost(String method) {
        String requestUri = pushed();
        String cookie = alice().cookies().entrySet().iterator().next().toString();
        String target = UserAgent.encode(brought(requestUri));
        Answer answer = after().ignoredRaw(() -> Answer.of(
                "/authorize",
                RawRequest.send(
                        server().port(),
                        method + " /authorize?" + target + " HTTP/1.1",
                        "Cookie: " + cookie + "\r\n")));
        assertThat(answer.headers()).doesNotContainKey("location");
        assertStillGood(requestUri);
    }
}
