package dev.gatehouse.authserver.approval;

import static dev.gatehouse.authserver.approval.Approving.LOOPBACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
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

/** What needs an administrator's yes beside what does not: shown on the page of the consent, and asked for from there. */
@ParameterizedClass
@EnumSource(Database.class)
class AskingTests {

    private static final Map<Database, Approving> SERVERS = new EnumMap<>(Database.class);

    private static final String BOTH = "scope=tools:read tools:delete";

    @Parameter
    Database database;

    private Approving approving;

    private Oauth oauth;

    private UserAgent alice;

    private UserAgent approver;

    private String name;

    private String client;

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(approving -> approving.server.close());
        SERVERS.clear();
    }

    private static Approving started(Database database) {
        List<String> arguments = new ArrayList<>(TestServer.arguments(database, TestServer.temporaryFolder()));
        Approving approving = new Approving(TestServer.start(arguments));
        approving.needsApproval("tools:delete");
        return approving;
    }

    @BeforeEach
    void begin() {
        approving = SERVERS.computeIfAbsent(database, AskingTests::started);
        oauth = approving.oauth;
        alice = oauth.signedIn("alice");
        approver = oauth.signedIn("approver");
        name = Approving.name();
        client = approving.register(name, LOOPBACK);
    }

    private HttpResponse<String> consentPage(String... more) {
        HttpResponse<String> page = oauth.follow(alice, Approving.request(client, LOOPBACK, more));
        assertThat(page.uri().getPath()).as(page.body()).isEqualTo("/consent");
        assertThat(page.statusCode()).isEqualTo(200);
        return page;
    }

    private static List<String> boxes(Document page) {
        return page.select("input[type=checkbox][name=scope]").eachAttr("value");
    }

    /** Asks for it and returns where alice waits. */
    private String ask(HttpResponse<String> page) {
        HttpResponse<String> asked = alice.submit(page, Map.of("decision", List.of("ask")));
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(303);
        assertThat(UserAgent.location(asked)).startsWith("/approvals/");
        return UserAgent.location(asked);
    }

    @Test
    @DisplayName("what needs an administrator's yes is shown beside the rest, greyed, and cannot be ticked by hand")
    void showsWhatIsHeldBack() {
        HttpResponse<String> response = consentPage(BOTH);
        Document page = Jsoup.parse(response.body());
        assertThat(boxes(page)).containsExactly("tools:read");
        assertThat(page.select(".scope.off").eachText())
                .singleElement()
                .asString()
                .contains("Delete things", "needs an administrator's yes", "tools:delete");
        assertThat(page.select("button[name=decision]").eachAttr("value"))
                .as("the first is what Enter presses")
                .containsExactly("deny", "allow", "ask");
        assertThat(oauth.allow(alice, response, "tools:read", "tools:delete").statusCode())
                .isEqualTo(400);
        String code = Oauth.query(UserAgent.location(oauth.allow(alice, response, "tools:read")))
                .get("code");
        assertThat(approving.tokens(client, code)).containsEntry("scope", "tools:read");
    }

    @Test
    @DisplayName("without anything of the kind there is nothing to ask for, and asking by hand is refused")
    void hasNothingToAsk() {
        HttpResponse<String> page = consentPage("scope=tools:read");
        assertThat(Jsoup.parse(page.body()).select(".scope.off, button[value=ask]"))
                .isEmpty();
        assertThat(alice.submit(page, Map.of("decision", List.of("ask"))).statusCode())
                .isEqualTo(400);
        assertThat(UserAgent.location(oauth.allow(alice, page, "tools:read"))).contains("code=");
    }

    @Test
    @DisplayName(
            "the person asks, an administrator says yes once, and the same flow goes on with all of it, for an hour")
    void goesOnWithAYes() {
        HttpResponse<String> consent = consentPage(BOTH);
        String page = ask(consent);
        assertThat(alice.submit(consent, Map.of("decision", List.of("allow"), "scope", List.of("tools:read")))
                        .statusCode())
                .as("one answer")
                .isEqualTo(400);
        assertThat(approving.state(alice, page)).isEqualTo("waiting");
        Document waits = approving.page(alice, page);
        assertThat(waits.text()).contains("needs an administrator's yes", "Delete things");
        assertThat(waits.select(".facts").text()).doesNotContain("Read things");
        approving.decide(approver, name, "decision=approve", "reach=once");
        assertThat(approving.state(alice, page)).isEqualTo("approved");
        String code = approving.goOn(alice, page, "tools:read", "tools:delete").get("code");
        Map<String, Object> tokens = approving.tokens(client, code);
        assertThat(tokens).containsEntry("scope", "tools:read tools:delete");
        oauth.server().clock().advance(java.time.Duration.ofMinutes(61));
        assertThat(Oauth.json(oauth.refresh((String) tokens.get("refresh_token"), "client_id=" + client)))
                .containsEntry("scope", "tools:read");

        // Once means once.
        alice = oauth.signedIn("alice");
        assertThat(boxes(Jsoup.parse(consentPage(BOTH).body()))).doesNotContain("tools:delete");
    }

    @Test
    @DisplayName(
            "what is allowed once goes beside what the client is approved for, and is used up only by whoever needs it")
    void addsToAnApproval() {
        String page = ask(consentPage(BOTH));
        approving.decide(approver, name, "decision=approve", "reach=everyone", "scope=" + Oauth.RS1 + " tools:read");
        // It was decided: the person goes on with what there is, and may ask again.
        HttpResponse<String> narrowed = alice.follow(alice.get(oauth.server().url(page)));
        assertThat(boxes(Jsoup.parse(narrowed.body()))).containsExactly("tools:read");
        String again = ask(narrowed);
        approving.decide(approver, name, "decision=approve", "reach=once");
        HttpResponse<String> reading = consentPage("scope=tools:read");
        assertThat(UserAgent.location(oauth.allow(alice, reading, "tools:read")))
                .contains("code=");
        HttpResponse<String> both = alice.follow(alice.get(oauth.server().url(again)));
        assertThat(UserAgent.location(oauth.allow(alice, both, "tools:read", "tools:delete")))
                .contains("code=");
        assertThat(boxes(Jsoup.parse(consentPage(BOTH).body()))).doesNotContain("tools:delete");
    }

    @Test
    @DisplayName("a no is told, and the person goes on without it from there or while they wait")
    void goesOnWithout() {
        String denied = ask(consentPage(BOTH));
        approving.decide(approver, name, "decision=deny", "reason=Not for this app");
        assertThat(approving.state(alice, denied)).isEqualTo("denied");
        Document no = approving.page(alice, denied);
        assertThat(no.text()).contains("was not approved", "Not for this app");
        String without = no.select("a:contains(Go on without it)").attr("href");
        HttpResponse<String> consent = alice.follow(alice.get(oauth.server().url(without)));
        assertThat(boxes(Jsoup.parse(consent.body()))).containsExactly("tools:read");

        String waits = ask(consent);
        assertThat(approving.state(alice, waits)).isEqualTo("waiting");
        HttpResponse<String> rest = alice.follow(alice.get(oauth.server().url(waits + "?without=more")));
        assertThat(UserAgent.location(oauth.allow(alice, rest, "tools:read"))).contains("code=");
        assertThat(approving.state(alice, waits)).isEqualTo("waiting");
        approving.decide(approver, name, "decision=approve", "reach=everyone");
        assertThat(approving.page(alice, waits).text()).contains("press connect");
        assertThat(boxes(Jsoup.parse(consentPage(BOTH).body()))).contains("tools:delete");
    }

    @Test
    @DisplayName("nobody else's wait is gone on with, and a client that waits for its approval cannot go on without it")
    void keepsTheGate() {
        String waits = ask(consentPage(BOTH));
        UserAgent bob = oauth.signedIn("bob");
        assertThat(bob.get(oauth.server().url(waits + "?without=more")).statusCode())
                .isEqualTo(404);
        String whole = approving.waits(alice, approving.register(Approving.name(), LOOPBACK), "scope=tools:delete");
        assertThat(alice.get(oauth.server().url(whole + "?without=more")).statusCode())
                .isEqualTo(200);
        approving.decide(approver, name, "decision=block");
        assertThat(alice.get(oauth.server().url(waits + "?without=more")).statusCode())
                .isEqualTo(200);
        assertThat(approving.state(alice, waits)).isEqualTo("denied");
    }

    @Test
    @DisplayName("what was agreed before is no answer to a request for more, unless nobody may be asked")
    void asksDespiteAConsent() {
        String web = "https://" + name.toLowerCase(java.util.Locale.ROOT).replace(' ', '-') + ".test/cb";
        String app = approving.register(name + " web", web);
        HttpResponse<String> first = oauth.follow(alice, Approving.request(app, web, "scope=tools:read"));
        assertThat(UserAgent.location(oauth.allow(alice, first, "tools:read"))).contains("code=");
        assertThat(UserAgent.location(oauth.authorize(alice, Approving.request(app, web, "scope=tools:read"))))
                .contains("code=");
        HttpResponse<String> more = oauth.follow(alice, Approving.request(app, web, BOTH));
        Document page = Jsoup.parse(more.body());
        assertThat(page.select(".kept").text()).contains("Read things");
        assertThat(boxes(page)).isEmpty();
        assertThat(page.select(".scope.off")).hasSize(1);
        assertThat(UserAgent.location(oauth.authorize(alice, Approving.request(app, web, BOTH, "prompt=none"))))
                .contains("code=");
        assertThat(UserAgent.location(oauth.allow(alice, more, "tools:read"))).contains("code=");
    }
}
