package dev.gatehouse.authserver.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A person lets a connected agent do less, or for less long. */
@ParameterizedClass
@EnumSource(Database.class)
class AgentChangeTests {

    private static final Map<Database, TestServer> SERVERS = new EnumMap<>(Database.class);

    private static final String[] ASKED = {
        "client_id=CONF", "redirect_uri=https://conf.test/cb", "scope=tools:read tools:write", "prompt=consent"
    };

    private static final String[] CONF = Oauth.basic("CONF", "conf-secret-conf-secret-conf-secret-1");

    @Parameter
    Database database;

    private Oauth oauth() {
        return new Oauth(SERVERS.computeIfAbsent(
                database, wanted -> TestServer.start(TestServer.arguments(wanted, TestServer.temporaryFolder()))));
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    private Map<String, Object> connected(UserAgent bob) {
        Oauth oauth = oauth();
        HttpResponse<String> allowed = bob.submit(
                oauth.follow(bob, ASKED),
                Map.of(
                        "decision",
                        List.of("allow"),
                        "scope",
                        List.of("tools:read", "tools:write"),
                        "duration",
                        List.of("PT24H")));
        String code = Oauth.query(UserAgent.location(allowed)).get("code");
        HttpResponse<String> answer =
                oauth.token(code, "-client_id", "redirect_uri=https://conf.test/cb", CONF[0] + ": " + CONF[1]);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Oauth.json(answer);
    }

    private HttpResponse<String> refresh(Map<String, Object> tokens, String... changes) {
        String[] all = {"-client_id", CONF[0] + ": " + CONF[1]};
        String[] more = java.util.stream.Stream.concat(java.util.Arrays.stream(all), java.util.Arrays.stream(changes))
                .toArray(String[]::new);
        return oauth().refresh((String) tokens.get("refresh_token"), more);
    }

    private HttpResponse<String> changePage(UserAgent browser) {
        HttpResponse<String> list = browser.get(oauth().server().url("/account/agents?q=Confidential"));
        String href = Jsoup.parse(list.body(), oauth().server().issuer())
                .select("a[href*=/change]")
                .first()
                .absUrl("href");
        return browser.get(URI.create(href));
    }

    private static Map<String, List<String>> keep(String until, String... scopes) {
        return Map.of("scope", List.of(scopes), "until", List.of(until));
    }

    @Test
    @DisplayName(
            "S8 P06 a scope taken away is gone at once: from tokens at introspection, refreshes and what is remembered")
    void takesAScopeAway() {
        Oauth oauth = oauth();
        UserAgent bob = oauth.signedIn("bob");
        Map<String, Object> tokens = connected(bob);
        assertThat(oauth.active(tokens.get("access_token"))).isTrue();
        HttpResponse<String> page = changePage(bob);
        HttpResponse<String> changed = bob.submit(page, keep("", "tools:read"));
        assertThat(UserAgent.location(changed)).isEqualTo("/account?done=narrowed");

        assertThat(oauth.active(tokens.get("access_token"))).isFalse();
        assertThat(Oauth.json(refresh(tokens, "scope=tools:read tools:write"))).containsEntry("error", "invalid_scope");
        Map<String, Object> next = Oauth.json(refresh(tokens));
        assertThat(next).containsEntry("scope", "tools:read");
        assertThat(oauth.active(next.get("access_token"))).isTrue();
        assertThat(UserAgent.location(oauth.authorize(
                        bob, "client_id=CONF", "redirect_uri=https://conf.test/cb", "scope=tools:read tools:write")))
                .startsWith("/consent?");
        assertThat(UserAgent.location(oauth.authorize(bob, "client_id=CONF", "redirect_uri=https://conf.test/cb")))
                .contains("code=");
        assertThat(bob.submit(page, keep("", "tools:read", "tools:write")).statusCode())
                .as("it is not given back by the form of before")
                .isEqualTo(400);
    }

    @Test
    @DisplayName("S8 F4 an earlier end is the end of refreshing, of access tokens and of what is remembered")
    void bringsTheEndForward() {
        Oauth oauth = oauth();
        UserAgent bob = oauth.signedIn("bob");
        Map<String, Object> tokens = connected(bob);
        assertThat(bob.submit(changePage(bob), keep("PT1H", "tools:read", "tools:write"))
                        .statusCode())
                .isEqualTo(303);
        oauth.server().clock().advance(Duration.ofMinutes(55));
        tokens = Oauth.json(refresh(tokens));
        assertThat((int) tokens.get("expires_in")).isLessThanOrEqualTo(300);
        oauth.server().clock().advance(Duration.ofMinutes(6));
        assertThat(oauth.active(tokens.get("access_token"))).isFalse();
        assertThat(Oauth.json(refresh(tokens))).containsEntry("error", "invalid_grant");
        assertThat(UserAgent.location(
                        oauth.authorize(oauth.signedIn("bob"), "client_id=CONF", "redirect_uri=https://conf.test/cb")))
                .startsWith("/consent?");
    }

    @Test
    @DisplayName(
            "W11 nothing can be added, no later end chosen, no other's agent changed, nothing without the form's token")
    void refusesWhatWasNotOffered() {
        Oauth oauth = oauth();
        UserAgent bob = oauth.signedIn("bob");
        Map<String, Object> tokens = connected(bob);
        HttpResponse<String> page = changePage(bob);
        assertThat(bob.submit(page, keep("", "tools:read", "tools:delete")).statusCode())
                .isEqualTo(400);
        for (String until : List.of("PT720H", "PT9H", "P7D", "-PT1H", "x")) {
            assertThat(bob.submit(page, keep(until, "tools:read")).statusCode())
                    .as(until)
                    .isEqualTo(400);
        }
        HttpResponse<String> nothing = bob.submit(page, Map.of("scope", List.of(), "until", List.of("")));
        assertThat(nothing.statusCode()).isEqualTo(200);
        assertThat(nothing.body()).contains("Keep at least one");
        UserAgent alice = oauth.signedIn("alice");
        assertThat(alice.get(page.uri()).statusCode()).isEqualTo(404);
        assertThat(alice.submit(page, keep("", "tools:read")).statusCode()).isEqualTo(403);
        assertThat(bob.post(page.uri(), Oauth.with(List.of("scope=tools:read", "until=")))
                        .statusCode())
                .isEqualTo(403);
        for (String id : List.of("x", "00000000-0000-7000-8000-000000000000")) {
            assertThat(bob.get(oauth.server().url("/account/agents/" + id + "/change"))
                            .statusCode())
                    .isEqualTo(404);
        }

        assertThat(oauth.active(tokens.get("access_token"))).isTrue();
        assertThat(Oauth.json(refresh(tokens))).containsEntry("scope", "tools:read tools:write");
    }
}
