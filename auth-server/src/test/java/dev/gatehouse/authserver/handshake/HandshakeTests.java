package dev.gatehouse.authserver.handshake;

import static dev.gatehouse.authserver.testing.Oauth.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What belongs to one attempt. Each test has addresses and clients of its own. */
@ParameterizedClass
@EnumSource(Database.class)
class HandshakeTests {

    private static final Map<Database, TestServer> SERVERS = new EnumMap<>(Database.class);

    private static final AtomicInteger ADDRESSES = new AtomicInteger(1);

    @Parameter
    Database database;

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    private TestServer server() {
        return SERVERS.computeIfAbsent(database, wanted -> {
            List<String> arguments = new ArrayList<>(TestServer.arguments(wanted, TestServer.temporaryFolder()));
            arguments.addAll(TestServer.behindProxy());
            return TestServer.start(arguments);
        });
    }

    /** At an address that no other test has. */
    private Oauth somewhere() {
        return new Oauth(server()).from("198.51.100." + ADDRESSES.getAndIncrement());
    }

    private Map<String, Object> register(Oauth from, String members) {
        HttpResponse<String> answer = from.browser()
                .send(
                        HttpRequest.newBuilder(server().url("/register"))
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"client_name\":\"Traced\",\"redirect_uris\":[\"https://app.test/cb\"]"
                                                + members + "}")),
                        "Content-Type",
                        "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer);
    }

    private List<HandshakeTimeline> timelines(String search) {
        HandshakeQuery query = server().bean(HandshakeQuery.class);
        return query.page(search, false, 1).handshakes().stream()
                .map(found -> query.find(found.id()).orElseThrow())
                .toList();
    }

    private HandshakeTimeline timeline(String search) {
        List<HandshakeTimeline> found = timelines(search);
        assertThat(found).as(search).hasSize(1);
        return found.getFirst();
    }

    private static List<Step> steps(HandshakeTimeline timeline) {
        return timeline.entries().stream().map(HandshakeTimeline.Entry::step).toList();
    }

    private void discover(Oauth from) {
        assertThat(from.browser()
                        .get(server().url("/.well-known/oauth-authorization-server"))
                        .statusCode())
                .isEqualTo(200);
    }

    /** Sign-in and consent in a new browser; returns the code. */
    private static String allow(Oauth at, String client) {
        return allow(at, client, "alice");
    }

    private static String allow(Oauth at, String client, String person) {
        UserAgent browser = at.browser();
        HttpResponse<String> signIn = browser.follow(at.authorize(browser, "client_id=" + client));
        HttpResponse<String> page = browser.follow(at.signIn(browser, signIn, person));
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return Objects.requireNonNull(Oauth.query(UserAgent.location(at.allow(browser, page, "tools:read")))
                .get("code"));
    }

    @Test
    @DisplayName("a connection is one timeline, from the look at the metadata to the refresh, whoever comes from where")
    void wholeFlowIsOneTimeline() {
        Oauth client = somewhere();
        Oauth person = somewhere();
        discover(client);
        String id = (String)
                register(client, ",\"token_endpoint_auth_method\":\"none\"").get("client_id");
        String code = allow(person, id);
        Map<String, Object> tokens = json(client.token(code, "client_id=" + id));
        assertThat(client.refresh((String) tokens.get("refresh_token"), "client_id=" + id)
                        .statusCode())
                .isEqualTo(200);

        HandshakeTimeline timeline = timeline(id);

        assertThat(steps(timeline))
                .containsExactly(
                        Step.DISCOVERY,
                        Step.REGISTRATION,
                        Step.AUTHORIZE,
                        Step.SIGN_IN,
                        Step.CONSENT,
                        Step.TOKEN,
                        Step.REFRESH);
        assertThat(timeline.entries()).noneMatch(HandshakeTimeline.Entry::refused);
        assertThat(timeline.summary().state()).isEqualTo(HandshakeSummary.State.CONNECTED);
        assertThat(timeline.summary().clientName()).isEqualTo("Traced");
        assertThat(timeline.entries().get(1).facts())
                .containsEntry("Authenticates by", "none")
                .containsEntry("Answers go to", "app.test");
        assertThat(timeline.entries().get(2).facts())
                .containsEntry("MCP server", Oauth.RS1)
                .containsEntry("Asked for", "tools:read");
    }

    @Test
    @DisplayName("no code, token, verifier, state, secret, password or cookie is in any column")
    void holdsNoSecret() {
        Oauth at = somewhere();
        Map<String, Object> registered = register(at, ",\"token_endpoint_auth_method\":\"client_secret_post\"");
        String id = (String) registered.get("client_id");
        String secret = (String) registered.get("client_secret");
        UserAgent browser = at.browser();
        HttpResponse<String> signIn = browser.follow(at.authorize(browser, "client_id=" + id, "state=state-of-theirs"));
        HttpResponse<String> wrong =
                browser.submit(signIn, Map.of("username", List.of("alice"), "password", List.of("a-wrong-password")));
        HttpResponse<String> page = browser.follow(at.signIn(browser, wrong, "alice"));
        String code = Oauth.query(UserAgent.location(at.allow(browser, page, "tools:read")))
                .get("code");
        String[] proof = {"client_id=" + id, "client_secret=" + secret};
        Map<String, Object> tokens = json(at.token(code, proof));
        String refreshToken = (String) tokens.get("refresh_token");
        at.refresh(refreshToken, proof);
        at.refresh(refreshToken, proof);
        at.token(code, proof);
        at.token(code, "client_id=" + id, "client_secret=a-wrong-secret", "code_verifier=" + "w".repeat(43));
        at.revoke(refreshToken, proof);
        assertThat(steps(timeline(id))).contains(Step.TOKEN, Step.REFRESH, Step.REVOCATION);

        StringBuilder stored = new StringBuilder();
        for (String table : List.of("handshake", "handshake_step", "handshake_overflow")) {
            server().jdbc()
                    .sql("select * from " + table)
                    .query()
                    .listOfRows()
                    .forEach(row -> stored.append(row.values()).append('\n'));
        }

        assertThat(stored.toString())
                .contains(id)
                .doesNotContain(
                        code,
                        refreshToken,
                        (String) tokens.get("access_token"),
                        Oauth.VERIFIER,
                        Oauth.CHALLENGE,
                        "w".repeat(43),
                        "state-of-theirs",
                        secret,
                        "a-wrong-secret",
                        "a-wrong-password",
                        Oauth.password("alice"),
                        (String) registered.get("registration_access_token"))
                .doesNotContain(browser.cookies().values());
    }

    @Test
    @DisplayName("the reference of a page, of JSON, of a registration and of the consent page finds the timeline")
    void referencesFindIt() {
        Oauth at = somewhere();
        String id = (String)
                register(at, ",\"token_endpoint_auth_method\":\"none\"").get("client_id");
        HttpResponse<String> page = at.authorize(at.browser(), "client_id=" + id, "redirect_uri=https://else.test/cb");
        String onPage = Jsoup.parse(page.body()).select(".fine .mono").text();
        UserAgent browser = at.browser();
        HttpResponse<String> consent =
                browser.follow(at.signIn(browser, browser.follow(at.authorize(browser, "client_id=" + id)), "alice"));
        String onConsent =
                Jsoup.parse(consent.body()).select(".reference").text().replace("Reference ", "");
        at.allow(browser, consent, "tools:read");
        String inJson = (String) json(at.token("nonsense", "client_id=" + id)).get("reference");
        HttpResponse<String> refused = at.browser()
                .send(HttpRequest.newBuilder(server().url("/register"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{}")));
        String ofRegistration = (String) json(refused).get("reference");

        assertThat(List.of(onPage, onConsent, inJson, ofRegistration))
                .allMatch(r -> r.matches("[2-9A-Z]{4}-[2-9A-Z]{4}"));
        for (String reference : List.of(onPage, onConsent, inJson)) {
            for (String typed :
                    List.of(reference, reference.toLowerCase(Locale.ROOT), " " + reference.replace("-", "") + " ")) {
                assertThat(timeline(typed).summary().clientId()).isEqualTo(id);
            }
        }
        assertThat(steps(timeline(ofRegistration))).containsExactly(Step.REGISTRATION);
        assertThat(timelines("2222-2222")).isEmpty();
    }

    @Test
    @DisplayName("the reference of a registration's refusal leads to the attempt that follows it")
    void aSecondTryIsTheSameAttempt() {
        Oauth at = somewhere();
        discover(at);
        HttpResponse<String> refused = at.browser()
                .send(HttpRequest.newBuilder(server().url("/register"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"redirect_uris\":[]}")));
        String id = (String) register(at, "").get("client_id");

        assertThat(steps(timeline(id))).containsExactly(Step.DISCOVERY, Step.REGISTRATION, Step.REGISTRATION);
        assertThat(timeline((String) json(refused).get("reference")).summary().clientId())
                .isEqualTo(id);
    }

    @Test
    @DisplayName("people with the same client are told apart by their address, the client's own server by its token")
    void tellsPeopleApart() {
        Oauth alice = somewhere();
        Oauth bob = somewhere();
        Oauth hosted = somewhere();
        String id = (String)
                register(hosted, ",\"token_endpoint_auth_method\":\"none\"").get("client_id");
        allow(alice, id);
        server().clock().advance(Duration.ofSeconds(1));
        String code = allow(bob, id, "bob");
        assertThat(hosted.token(code, "client_id=" + id).statusCode()).isEqualTo(200);

        List<HandshakeTimeline> found = timelines(id);

        // The first person goes on with the attempt that the registration began; the second begins one.
        assertThat(found).hasSize(2);
        assertThat(found.stream().map(HandshakeTests::steps))
                .containsExactlyInAnyOrder(
                        List.of(Step.REGISTRATION, Step.AUTHORIZE, Step.SIGN_IN, Step.CONSENT),
                        List.of(Step.AUTHORIZE, Step.SIGN_IN, Step.CONSENT, Step.TOKEN));
    }

    @Test
    @DisplayName("a person who presses connect again with a hosted client goes on with the same attempt")
    void goesOnWithAHostedClient() {
        Oauth hosted = somewhere();
        Oauth person = somewhere();
        String id = (String)
                register(hosted, ",\"token_endpoint_auth_method\":\"none\"").get("client_id");
        person.authorize(person.browser(), "client_id=" + id, "-code_challenge");
        String code = allow(person, id);
        assertThat(hosted.token(code, "client_id=" + id).statusCode()).isEqualTo(200);

        assertThat(steps(timeline(id)))
                .startsWith(Step.REGISTRATION, Step.AUTHORIZE, Step.AUTHORIZE, Step.SIGN_IN)
                .endsWith(Step.CONSENT, Step.TOKEN);
    }

    @Test
    @DisplayName("people at home with the same client each get their own token, in whatever order")
    void tellsPeopleAtHomeApart() {
        Oauth alice = somewhere();
        Oauth bob = somewhere();
        String redirect = "redirect_uri=http://localhost:4711/cb";
        String first = alice.consented(
                        alice.signedIn("alice"), List.of("tools:read"), "client_id=NAT", redirect, "prompt=consent")
                .get("code");
        String second = bob.consented(
                        bob.signedIn("bob"), List.of("tools:read"), "client_id=NAT", redirect, "prompt=consent")
                .get("code");
        assertThat(alice.token(first, "client_id=NAT", redirect).statusCode()).isEqualTo(200);
        assertThat(bob.token(second, "client_id=NAT", redirect).statusCode()).isEqualTo(200);

        assertThat(timelines("NAT").stream().map(HandshakeTests::steps))
                .hasSize(2)
                .allMatch(List.of(Step.AUTHORIZE, Step.CONSENT, Step.TOKEN)::equals);
    }

    @Test
    @DisplayName(
            "an attempt ends with its token or half an hour after its last step, and the next begins one of its own")
    void beginsAnew() {
        Oauth at = somewhere();
        String id = (String)
                register(at, ",\"token_endpoint_auth_method\":\"none\"").get("client_id");
        Map<String, Object> tokens = json(at.token(allow(at, id), "client_id=" + id));
        at.authorize(at.browser(), "client_id=" + id);
        assertThat(timelines(id)).hasSize(2);

        server().clock().advance(Duration.ofMinutes(29));
        at.authorize(at.browser(), "client_id=" + id);
        assertThat(timelines(id)).hasSize(2);

        server().clock().advance(Duration.ofMinutes(31));
        at.authorize(at.browser(), "client_id=" + id);
        assertThat(timelines(id)).hasSize(3);

        server().clock().advance(Duration.ofMinutes(31));
        Map<String, Object> next = json(at.refresh((String) tokens.get("refresh_token"), "client_id=" + id));
        assertThat(next).containsKey("refresh_token");
        // A client that simply goes on working is no attempt to connect; one that cannot is.
        assertThat(timelines(id)).hasSize(3);
        assertThat(at.refresh("nonsense", "client_id=" + id).statusCode()).isEqualTo(400);
        assertThat(timelines(id)).hasSize(4);
    }

    @Test
    @DisplayName("what is done again and again is one step with a count")
    void countsRepetitions() {
        Oauth at = somewhere();
        String id = (String)
                register(at, ",\"token_endpoint_auth_method\":\"none\"").get("client_id");
        Map<String, Object> tokens = json(at.token(allow(at, id), "client_id=" + id));
        for (int i = 0; i < 3; i++) {
            server().clock().advance(Duration.ofMinutes(5));
            tokens = json(at.refresh((String) tokens.get("refresh_token"), "client_id=" + id));
            assertThat(timelines(id)).hasSize(1);
        }

        HandshakeTimeline.Entry last = timeline(id).entries().getLast();
        assertThat(last.step()).isEqualTo(Step.REFRESH);
        assertThat(last.times()).isEqualTo(3);
    }

    @Test
    @DisplayName("names from strangers are cut and cleaned")
    void cleansNames() {
        Oauth at = somewhere();
        at.authorize(at.browser(), "client_id=odd\n\0\u202e" + "x".repeat(3000));

        HandshakeTimeline timeline = timeline("odd");

        assertThat(timeline.summary().clientId())
                .hasSizeLessThan(256)
                .startsWith("odd")
                .doesNotContain("\n", "\u202e");
        assertThat(timeline.entries().getFirst().refused()).isTrue();
    }
}
