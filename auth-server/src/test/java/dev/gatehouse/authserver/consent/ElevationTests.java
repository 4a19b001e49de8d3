package dev.gatehouse.authserver.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationEventMulticaster;

/** What is asked beyond what a person allowed before, and what destroys or sends. */
@ParameterizedClass
@EnumSource(Database.class)
class ElevationTests {

    private static final Map<Database, TestServer> SERVERS = new EnumMap<>(Database.class);

    private static final String ALL = "scope=tools:read tools:write tools:delete";

    @Parameter
    Database database;

    private Oauth oauth;

    @BeforeEach
    void start() {
        oauth = new Oauth(SERVERS.computeIfAbsent(
                database, wanted -> TestServer.start(TestServer.arguments(wanted, TestServer.temporaryFolder()))));
        oauth.server().jdbc().sql("delete from consent").update();
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    private static Document document(HttpResponse<String> page) {
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return Jsoup.parse(page.body());
    }

    private static List<String> boxes(Document page) {
        return page.select("input[type=checkbox][name=scope]").eachAttr("value");
    }

    private static Map<String, List<String>> allow(String duration, String... scopes) {
        return Map.of(
                "decision",
                List.of("allow"),
                "scope",
                List.of(scopes),
                "duration",
                List.of(duration),
                "label",
                List.of("on my laptop"));
    }

    @Test
    @DisplayName(
            "a step-up shows what is held in grey, says what is new since when, asks for the rest alone and ticks none")
    void asksForTheRest() {
        UserAgent alice = oauth.signedIn("alice");
        alice.submit(oauth.follow(alice), allow("PT8H", "tools:read"));
        HttpResponse<String> more = oauth.follow(alice, ALL);
        Document page = document(more);

        assertThat(boxes(page)).containsExactly("tools:write", "tools:delete");
        assertThat(page.select("input[type=checkbox][checked]")).isEmpty();
        assertThat(page.select(".kept").text()).contains("Read things", "keeps");
        assertThat(page.select("input[type=hidden][name=scope]").eachAttr("value"))
                .containsExactly("tools:read");
        assertThat(page.select(".tag.new"))
                .hasSize(2)
                .allSatisfy(tag -> assertThat(tag.text()).startsWith("new since"));
        assertThat(page.select("input[name=label]").attr("value")).isEqualTo("on my laptop");
        Map<String, Object> tokens = Oauth.json(
                oauth.token(Oauth.query(UserAgent.location(oauth.allow(alice, more, "tools:read", "tools:write")))
                        .get("code")));
        assertThat(tokens).containsEntry("scope", "tools:read tools:write");
    }

    @Test
    @DisplayName("what destroys asks for a sign-in of the last five minutes, and goes on with what was chosen")
    void asksForAFreshSignIn() {
        UserAgent alice = oauth.signedIn("alice");
        oauth.server().clock().advance(Duration.ofMinutes(6));
        HttpResponse<String> page = oauth.follow(alice, ALL);
        assertThat(document(page).text()).contains("asks you to sign in again");
        for (Map<String, List<String>> forged :
                List.of(allow("PT9H", "tools:delete"), allow("PT1H", "tools:delete", "unknown"))) {
            assertThat(alice.submit(page, forged).statusCode()).isEqualTo(400);
        }
        HttpResponse<String> asked = alice.submit(page, allow("PT24H", "tools:read", "tools:delete"));
        assertThat(UserAgent.location(asked)).startsWith("/sign-in?continue=/consent");
        assertThat(consents()).as("nothing is granted yet").isZero();
        assertThat(UserAgent.location(alice.submit(page, allow("PT24H", "tools:read", "tools:delete"))))
                .as("again is the same")
                .startsWith("/sign-in?continue=/consent");

        HttpResponse<String> back = alice.follow(oauth.signIn(alice, alice.follow(asked), "alice"));
        Document again = document(back);
        assertThat(again.text()).contains("Thank you for signing in again");
        assertThat(again.select("input[name=scope][checked]").eachAttr("value"))
                .containsExactly("tools:read", "tools:delete");
        assertThat(again.select("input[name=duration][checked]").eachAttr("value"))
                .containsExactly("PT24H");
        assertThat(again.select("input[name=label]").attr("value")).isEqualTo("on my laptop");
        assertThat(UserAgent.location(alice.submit(back, allow("PT24H", "tools:read", "tools:delete"))))
                .contains("code=");
    }

    @Test
    @DisplayName("what one person chose is not shown to another who signs in instead, and a read needs no sign-in")
    void keepsAChoiceToItsPerson() {
        UserAgent browser = oauth.signedIn("alice");
        oauth.server().clock().advance(Duration.ofMinutes(6));
        HttpResponse<String> asked =
                browser.submit(oauth.follow(browser, ALL), allow("PT24H", "tools:write", "tools:delete"));
        HttpResponse<String> back = browser.follow(oauth.signIn(browser, browser.follow(asked), "bob"));

        assertThat(document(back).select("input[name=scope][checked]").eachAttr("value"))
                .containsExactly("tools:read");
        assertThat(document(back).select("input[name=label]").attr("value")).isEmpty();
        oauth.server().clock().advance(Duration.ofMinutes(6));
        HttpResponse<String> reading = oauth.follow(browser, ALL);
        assertThat(UserAgent.location(browser.submit(reading, allow("PT1H", "tools:read", "tools:write"))))
                .contains("code=");
    }

    private long consents() {
        return oauth.server()
                .jdbc()
                .sql("select count(*) from consent")
                .query(Long.class)
                .single();
    }

    @Test
    @DisplayName("what destroys lasts an hour: no access token with it outlives that, and a refresh then has the rest")
    void lastsAnHour() {
        UserAgent alice = oauth.signedIn("alice");
        HttpResponse<String> allowed =
                alice.submit(oauth.follow(alice, ALL), allow("PT8H", "tools:read", "tools:delete"));
        Map<String, Object> tokens =
                Oauth.json(oauth.token(Oauth.query(UserAgent.location(allowed)).get("code")));
        assertThat(tokens).containsEntry("scope", "tools:read tools:delete");
        oauth.server().clock().advance(Duration.ofMinutes(55));
        tokens = Oauth.json(oauth.refresh((String) tokens.get("refresh_token")));
        assertThat(tokens).containsEntry("scope", "tools:read tools:delete");
        assertThat((int) tokens.get("expires_in")).isBetween(200, 300);
        oauth.server().clock().advance(Duration.ofMinutes(6));
        assertThat(oauth.active(tokens.get("access_token"))).isFalse();
        tokens = Oauth.json(oauth.refresh((String) tokens.get("refresh_token"), "scope=tools:read tools:delete"));
        assertThat(tokens).containsEntry("scope", "tools:read").containsEntry("expires_in", 600);
    }

    @Test
    @DisplayName("a grant of nothing but what destroys ends after an hour, whatever was chosen")
    void endsAfterAnHour() {
        UserAgent alice = oauth.signedIn("alice");
        HttpResponse<String> allowed =
                alice.submit(oauth.follow(alice, "scope=tools:delete"), allow("PT24H", "tools:delete"));
        Map<String, Object> tokens =
                Oauth.json(oauth.token(Oauth.query(UserAgent.location(allowed)).get("code")));
        oauth.server().clock().advance(Duration.ofMinutes(61));
        assertThat(Oauth.json(oauth.refresh((String) tokens.get("refresh_token"))))
                .containsEntry("error", "invalid_grant");
    }

    @Test
    @DisplayName("ruling 14 what destroys is never remembered, and another answer does not carry it on")
    void isNeverRemembered() {
        UserAgent alice = oauth.signedIn("alice");
        alice.submit(oauth.follow(alice, ALL), allow("PT8H", "tools:read", "tools:delete"));
        assertThat(UserAgent.location(oauth.authorize(alice, "scope=tools:read tools:delete")))
                .startsWith("/consent?");
        assertThat(UserAgent.location(oauth.authorize(alice))).contains("code=");
        alice.submit(oauth.follow(alice, "scope=tools:write"), allow("PT1H", "tools:write"));
        String agreed = oauth.server()
                .jdbc()
                .sql("select scope from consent")
                .query(String.class)
                .single();
        assertThat(agreed).contains("tools:read", "tools:write").doesNotContain("tools:delete");
    }

    @Test
    @DisplayName("says that an agent is new or grew, in the transaction of the answer, and nothing of any other answer")
    void saysThatAnAgentIsNewOrGrew() {
        List<AgentConnected> heard = new ArrayList<>();
        ApplicationListener<PayloadApplicationEvent<AgentConnected>> listener =
                ApplicationListener.forPayload(heard::add);
        oauth.server().bean(ApplicationEventMulticaster.class).addApplicationListener(listener);
        UserAgent alice = oauth.signedIn("alice");
        alice.submit(oauth.follow(alice, ALL), allow("PT8H", "tools:read"));
        alice.submit(oauth.follow(alice, ALL, "prompt=consent"), allow("PT8H", "tools:read"));
        oauth.authorize(alice);
        alice.submit(oauth.follow(alice, ALL), allow("PT8H", "tools:read", "tools:write"));
        alice.submit(
                oauth.follow(alice, "client_id=OTHER", "redirect_uri=https://other.test/cb"),
                Map.of("decision", List.of("deny")));

        assertThat(heard).hasSize(2);
        assertThat(heard.getFirst()).satisfies(event -> {
            assertThat(event.grown()).isFalse();
            assertThat(event.clientName()).isEqualTo("Public web app");
            assertThat(event.label()).isEqualTo("on my laptop");
            assertThat(event.added())
                    .singleElement()
                    .satisfies(scope -> assertThat(scope.name()).isEqualTo("tools:read"));
        });
        assertThat(heard.getLast().grown()).isTrue();
        assertThat(heard.getLast().added())
                .singleElement()
                .satisfies(scope -> assertThat(scope.name()).isEqualTo("tools:write"));
    }
}
