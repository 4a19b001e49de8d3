package dev.gatehouse.authserver.approval;

import static dev.gatehouse.authserver.approval.Approving.LOOPBACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What only changes things but needs an administrator's approval lasts an hour at most, as what destroys does. */
@ParameterizedClass
@EnumSource(Database.class)
class ApprovedForAnHourTests {

    private static final Map<Database, Approving> SERVERS = new EnumMap<>(Database.class);

    private static final String BOTH = "scope=tools:read tools:write";

    @Parameter
    Database database;

    private Approving approving;

    private Oauth oauth;

    private UserAgent alice;

    private String client;

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(approving -> approving.server.close());
        SERVERS.clear();
    }

    private static Approving started(Database database) {
        Approving approving =
                new Approving(TestServer.start(TestServer.arguments(database, TestServer.temporaryFolder())));
        approving.needsApproval("tools:write");
        return approving;
    }

    @BeforeEach
    void approve() {
        approving = SERVERS.computeIfAbsent(database, ApprovedForAnHourTests::started);
        oauth = approving.oauth;
        alice = oauth.signedIn("alice");
        String name = Approving.name();
        client = approving.register(name, LOOPBACK);
        HttpResponse<String> page = oauth.follow(alice, Approving.request(client, LOOPBACK, BOTH));
        assertThat(Jsoup.parse(page.body()).select(".scope.off").text())
                .contains("needs an administrator's yes, for an hour at most");
        alice.submit(page, Map.of("decision", List.of("ask")));
        approving.decide(oauth.signedIn("approver"), name, "decision=approve", "reach=everyone");
    }

    private Map<String, Object> allowed(String asked, String duration, String... scopes) {
        HttpResponse<String> page = oauth.follow(alice, Approving.request(client, LOOPBACK, asked));
        assertThat(Jsoup.parse(page.body())
                        .select("label.scope:has(input[value=tools:write])")
                        .text())
                .contains("for an hour at most")
                .doesNotContain("allowed already");
        HttpResponse<String> allowed = alice.submit(
                page, Map.of("decision", List.of("allow"), "scope", List.of(scopes), "duration", List.of(duration)));
        return approving.tokens(client, Oauth.query(UserAgent.location(allowed)).get("code"));
    }

    @Test
    @DisplayName("no token with it outlives the hour, a refresh then has the rest, and a new yes needs no new approval")
    void lastsAnHour() {
        Map<String, Object> tokens = allowed(BOTH, "PT8H", "tools:read", "tools:write");
        assertThat(tokens).containsEntry("scope", "tools:read tools:write");
        oauth.server().clock().advance(Duration.ofMinutes(55));
        tokens = Oauth.json(oauth.refresh((String) tokens.get("refresh_token"), "client_id=" + client));
        assertThat(tokens).containsEntry("scope", "tools:read tools:write");
        assertThat((int) tokens.get("expires_in")).isBetween(200, 300);
        oauth.server().clock().advance(Duration.ofMinutes(6));
        assertThat(oauth.active(tokens.get("access_token"))).isFalse();
        tokens = Oauth.json(oauth.refresh((String) tokens.get("refresh_token"), "client_id=" + client));
        assertThat(tokens).containsEntry("scope", "tools:read").containsEntry("expires_in", 600);

        alice = oauth.signedIn("alice");
        assertThat(allowed(BOTH, "PT8H", "tools:read", "tools:write")).containsEntry("scope", "tools:read tools:write");
    }

    @Test
    @DisplayName("a grant of nothing else ends after an hour, whatever was chosen")
    void endsAfterAnHour() {
        Map<String, Object> tokens = allowed("scope=tools:write", "PT24H", "tools:write");
        oauth.server().clock().advance(Duration.ofMinutes(61));
        assertThat(Oauth.json(oauth.refresh((String) tokens.get("refresh_token"), "client_id=" + client)))
                .containsEntry("error", "invalid_grant");
    }

    @Test
    @DisplayName("the simulator says for how long, and why")
    void isExplained() {
        UserAgent root = oauth.signedIn("root");
        assertThat(approving
                        .page(
                                root,
                                "/admin/simulator?resource=" + Oauth.RS1 + "&client=" + client
                                        + "&scope=tools:read+tools:write")
                        .select("main")
                        .text())
                .contains(
                        "not ticked, for an hour",
                        "The scope tools:write lasts 1 hour at the most because it needs an administrator's approval.")
                .doesNotContain("tools:read lasts");
    }

    @Test
    @DisplayName(
            "whoever had to be allowed it is asked each time, and a client that an administrator set up has it lasting")
    void isAskedEachTime() {
        String web = "https://" + Approving.name().toLowerCase(Locale.ROOT).replace(' ', '-') + ".test/cb";
        String app = approving.register("Web " + web, web);
        String[] request = Approving.request(app, web, "scope=tools:write");
        String waiting = oauth.follow(alice, request).uri().getPath();
        approving.decide(oauth.signedIn("approver"), "Web " + web, "decision=approve", "reach=everyone");
        HttpResponse<String> page = alice.follow(alice.get(oauth.server().url(waiting)));
        assertThat(UserAgent.location(oauth.allow(alice, page, "tools:write"))).contains("code=");
        assertThat(oauth.follow(alice, request).uri().getPath()).isEqualTo("/consent");

        String configured = "scope=tools:write";
        assertThat(UserAgent.location(oauth.allow(alice, oauth.follow(alice, configured), "tools:write")))
                .contains("code=");
        assertThat(UserAgent.location(oauth.authorize(alice, configured))).contains("code=");
    }
}
