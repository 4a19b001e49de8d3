package dev.gatehouse.authserver.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Dpop;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requirement G1: pushed authorization requests (RFC 9126). */
@ParameterizedClass
@EnumSource(Database.class)
class PushedAuthorizationTests {

    private static final String URN = "urn:ietf:params:oauth:request_uri:";

    @Parameter
    Database database;

    private Oauth oauth;

    @BeforeEach
    void setUp() {
        oauth = new Oauth(TestServer.on(database));
    }

    private String pushed(String... changes) {
        HttpResponse<String> response = oauth.push(changes);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return (String) Oauth.json(response).get("request_uri");
    }

    private URI come(String requestUri, String... more) {
        return URI.create(oauth.server().issuer() + "/authorize?"
                + UserAgent.encode(Oauth.with(List.of("client_id=PUB", "request_uri=" + requestUri), more)));
    }

    /** Comes with the request's name and agrees; what the client is told. */
    private Map<String, String> agreed(UserAgent browser, String requestUri, String... more) {
        HttpResponse<String> page = browser.follow(browser.get(come(requestUri, more)));
        HttpResponse<String> answer = page.statusCode() == 200 ? oauth.allow(browser, page, "tools:read") : page;
        return Oauth.query(UserAgent.location(answer));
    }

    private void assertPage(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Location")).isEmpty();
        assertThat(response.body()).contains("This request can no longer be answered");
    }

    private static void assertJson(HttpResponse<String> response, int status, String error) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(Oauth.json(response)).containsEntry("error", error).doesNotContainKey("request_uri");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    @DisplayName("G1: a request that was sent ahead leads to a code, as if it had come by the browser")
    void takesRequestsAhead() {
        HttpResponse<String> response = oauth.push();
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(Oauth.json(response)).containsEntry("expires_in", 90).containsOnlyKeys("request_uri", "expires_in");
        String requestUri = (String) Oauth.json(response).get("request_uri");
        assertThat(requestUri).matches(URN + "[A-Za-z0-9_-]{43}");

        Map<String, String> answer = agreed(oauth.signedIn("alice"), requestUri);
        assertThat(answer)
                .containsEntry("state", "s1")
                .containsEntry("iss", oauth.server().issuer());
        assertThat(oauth.token(answer.get("code")).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("only what was pushed counts, whatever the browser brings along (RFC 9126 section 4)")
    void countsOnlyWhatWasPushed() {
        Map<String, String> answer = agreed(
                oauth.signedIn("alice"),
                pushed(),
                "scope=tools:write",
                "state=forged",
                "redirect_uri=https://evil.test/cb",
                "code_challenge=" + "A".repeat(43),
                "resource=" + Oauth.RS2);
        assertThat(answer).containsEntry("state", "s1");
        assertThat(Oauth.json(oauth.token(answer.get("code")))).containsEntry("scope", "tools:read");
    }

    @Test
    @DisplayName("Z15: it may be used once, also by a person who signs in first")
    void mayBeUsedOnce() {
        String requestUri = pushed();
        UserAgent browser = new UserAgent();
        HttpResponse<String> signIn = browser.follow(browser.get(come(requestUri)));
        assertThat(signIn.body()).contains("Sign in");
        assertPage(new UserAgent().get(come(requestUri)));

        HttpResponse<String> page = browser.follow(oauth.signIn(browser, signIn, "alice"));
        HttpResponse<String> answer = page.statusCode() == 200 ? oauth.allow(browser, page, "tools:read") : page;
        assertThat(Oauth.query(UserAgent.location(answer))).containsKey("code");
        assertPage(browser.get(come(requestUri)));
    }

    @Test
    @DisplayName("Z15: of twenty browsers with one request_uri one goes on")
    void letsOneOfManyGoOn() throws Exception {
        String requestUri = pushed();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> calls = IntStream.range(0, 20)
                    .mapToObj(i -> (Callable<Integer>)
                            () -> new UserAgent().get(come(requestUri)).statusCode())
                    .toList();
            List<Integer> answers =
                    threads.invokeAll(calls).stream().map(Future::resultNow).toList();
            assertThat(answers).filteredOn(status -> status == 302).hasSize(1);
            assertThat(answers).filteredOn(status -> status == 400).hasSize(19);
        }
    }

    @Test
    @DisplayName("Z15: another client's, an expired and a guessed one lead to a page, and the client's own stays good")
    void isBoundToItsClientAndTime() {
        String requestUri = pushed();
        UserAgent browser = oauth.signedIn("alice");
        assertPage(browser.get(come(requestUri, "client_id=OTHER")));
        assertPage(browser.get(come(requestUri, "client_id=nope")));
        assertPage(browser.get(come(requestUri, "-client_id")));
        assertPage(browser.get(come(URN + "A".repeat(43))));
        assertPage(browser.get(come(URN)));
        assertThat(agreed(browser, requestUri)).containsKey("code");

        String late = pushed();
        oauth.server().clock().advance(Duration.ofSeconds(91));
        assertPage(oauth.signedIn("alice").get(come(late)));
    }

    @Test
    @DisplayName(
            "T7 what is refused uses nothing up: the same request goes on once the person has signed in and agreed")
    void keepsWhatWasRefused() {
        String requestUri = pushed("prompt=none", "client_id=CODEONLY");
        String[] codeOnly = {"client_id=CODEONLY"};
        HttpResponse<String> refused = new UserAgent().get(come(requestUri, codeOnly));
        assertThat(Oauth.query(UserAgent.location(refused))).containsEntry("error", "login_required");
        UserAgent alice = oauth.signedIn("alice");
        oauth.consented(alice, List.of("tools:read"), "client_id=CODEONLY");
        assertThat(Oauth.query(UserAgent.location(alice.get(come(requestUri, codeOnly)))))
                .containsKey("code");
        assertPage(alice.get(come(requestUri, codeOnly)));
    }

    @Test
    @DisplayName("P13 what would be kept is bounded: a long hint is dropped, a long request refused")
    void boundsWhatIsKept() {
        String hint = "login_hint=" + "(".repeat(11_000);
        UserAgent browser = new UserAgent();
        HttpResponse<String> page = browser.follow(browser.get(come(pushed(hint))));
        assertThat(page.statusCode()).isEqualTo(200);
        assertJson(oauth.push("scope=" + "s".repeat(17_000)), 400, "invalid_request");
        assertThat(oauth.server()
                        .jdbc()
                        .sql("select max(length(request_json)) from pushed_request")
                        .query(Integer.class)
                        .single())
                .isLessThan(10_000);
    }

    @Test
    @DisplayName("Z13: a request_uri that is none of ours is refused, and fetched by nobody")
    void refusesOtherAddresses() {
        for (String other : List.of("https://canary.test/r", "http://169.254.169.254/", "file:///etc/passwd")) {
            Map<String, String> answer =
                    Oauth.query(UserAgent.location(oauth.authorize(oauth.signedIn("alice"), "request_uri=" + other)));
            assertThat(answer).containsEntry("error", "request_uri_not_supported");
        }
    }

    @Test
    @DisplayName("A1: the client authenticates, by its own method, and as itself")
    void authenticatesTheClient() {
        assertJson(oauth.push("client_id=CONF", "redirect_uri=https://conf.test/cb"), 401, "invalid_client");
        assertJson(oauth.push("-client_id"), 401, "invalid_client");
        assertJson(oauth.push("client_id=nope"), 401, "invalid_client");
        String[] basic = Oauth.basic("CONF", "conf-secret-conf-secret-conf-secret-1");
        String authorization = basic[0] + ": " + basic[1];
        assertJson(oauth.push("client_id=OTHER", authorization), 401, "invalid_client");
        HttpResponse<String> honest = oauth.push("-client_id", "redirect_uri=https://conf.test/cb", authorization);
        assertThat(honest.statusCode()).as(honest.body()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redirect_uri=https://evil.test/cb | invalid_request",
                "-code_challenge | invalid_request",
                "code_challenge_method=plain | invalid_request",
                "response_type=token | unsupported_response_type",
                "resource=https://nope.test | invalid_target",
                "request_uri=" + URN + "x | invalid_request",
                "request=ey | request_not_supported",
                "max_age=-1 | invalid_request",
                "dpop_jkt=short | invalid_request",
                "+state=s2 | invalid_request",
                "+client_id=OTHER | invalid_request"
            })
    @DisplayName("G1: what the authorization endpoint would refuse is refused at once (RFC 9126 section 2.3)")
    void refusesEarly(String row) {
        String[] parts = row.split(" \\| ");
        assertJson(oauth.push(parts[0]), 400, parts[1]);
    }

    @Test
    @DisplayName("T1: only a form that is posted")
    void takesOnlyForms() {
        UserAgent agent = new UserAgent();
        assertThat(agent.get(oauth.server().url("/par")).statusCode()).isEqualTo(405);
        assertThat(agent.send(
                                HttpRequest.newBuilder(oauth.server().url("/par"))
                                        .POST(HttpRequest.BodyPublishers.ofString("{}")),
                                "Content-Type",
                                "application/json")
                        .statusCode())
                .isEqualTo(415);
        assertThat(agent.post(oauth.server().url("/par?client_id=PUB"), List.of())
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("G3: a proof at the pushed request binds the code to its key (RFC 9449 section 10.1)")
    void bindsTheCode() {
        Dpop dpop = new Dpop(oauth.server());
        String requestUri = pushed(Dpop.header(dpop.proof("/par")));
        String code = agreed(oauth.signedIn("alice"), requestUri).get("code");
        assertJson(oauth.token(code), 400, "invalid_dpop_proof");
        assertThat(oauth.token(code, Dpop.header(dpop.proof("/token"))).statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("G3: a bad proof at the pushed request is refused, with a nonce for the next")
    void refusesBadProofs() {
        Dpop dpop = new Dpop(oauth.server());
        HttpResponse<String> withoutNonce = oauth.push(Dpop.header(dpop.proof("/par", claims -> claims)));
        assertJson(withoutNonce, 400, "use_dpop_nonce");
        assertThat(withoutNonce.headers().firstValue("DPoP-Nonce")).isPresent();
        assertJson(oauth.push(Dpop.header(dpop.proof("/token"))), 400, "invalid_dpop_proof");
        assertJson(
                oauth.push(Dpop.header(dpop.proof("/par")), "dpop_jkt=" + "A".repeat(43)), 400, "invalid_dpop_proof");
    }

    @Test
    @DisplayName("P11: what is stored does not give the request_uri away")
    void storesAHash() {
        String requestUri = pushed();
        assertThat(oauth.server().dump()).doesNotContain(requestUri.substring(URN.length()));
    }

    @Test
    @DisplayName("D7: the endpoint stands in the metadata")
    void isAdvertised() {
        assertThat(Oauth.json(new UserAgent().get(oauth.server().url("/.well-known/oauth-authorization-server"))))
                .containsEntry(
                        "pushed_authorization_request_endpoint", oauth.server().issuer() + "/par");
    }
}
