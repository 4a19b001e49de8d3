package dev.gatehouse.authserver.approval;

import static dev.gatehouse.authserver.approval.Approving.LOOPBACK;
import static dev.gatehouse.authserver.approval.Approving.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Clients that wait for an administrator, in mode {@code by-rule}. */
@ParameterizedClass
@EnumSource(Database.class)
class ApprovalTests {

    private static final Map<Database, TestServer> SERVERS = new EnumMap<>(Database.class);

    private static final String READ = Oauth.RS1 + " tools:read";

    @Parameter
    Database database;

    private Approving approving;

    private Oauth oauth;

    private UserAgent alice;

    private UserAgent approver;

    private String name;

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    private static List<String> arguments(Database database) {
        List<String> arguments = new ArrayList<>(TestServer.arguments(database, TestServer.temporaryFolder()));
        arguments.add("--gatehouse.approval.mode=by-rule");
        return arguments;
    }

    @BeforeEach
    void signIn() {
        approving = new Approving(SERVERS.computeIfAbsent(database, wanted -> TestServer.start(arguments(wanted))));
        oauth = approving.oauth;
        alice = oauth.signedIn("alice");
        approver = oauth.signedIn("approver");
        name = Approving.name();
    }

    @Test
    @DisplayName("a client that nobody decided about waits, is approved, and goes on in the same page")
    void waitsAndGoesOn() {
        String client = approving.register(name, LOOPBACK);
        String page = approving.waits(alice, client);
        assertThat(approving.page(alice, page).text())
                .contains(
                        name + " waits for an administrator", "Read things", Oauth.RS1, "You may leave and come back");
        assertThat(approving.state(alice, page)).isEqualTo("waiting");

        Element row = approving.row(approver, "waiting", name);
        assertThat(row.text())
                .contains(
                        "wanted by Alice Adams",
                        "Registered itself, unverified",
                        "http://localhost/callback",
                        "Read things");
        Document done = approving.decide(approver, name, "decision=approve", "reach=everyone", "reason=Fine with us");
        assertThat(done.select("[role=status]").text()).contains(name, "Approved for everyone");
        assertThat(approving.row(approver, "waiting", name)).isNull();
        assertThat(approving.row(approver, "approved", name).text())
                .contains("everyone", "Fine with us", "Arthur Approver", "Read things");

        assertThat(approving.state(alice, page)).isEqualTo("approved");
        Map<String, String> answer = approving.goOn(alice, page, "tools:read");
        assertThat(answer)
                .containsEntry("state", "s1")
                .containsEntry("iss", oauth.server().issuer());
        approving.tokens(client, answer.get("code"));
        assertThat(approving.audited("approval.requested")).anyMatch(event -> event.contains(client));
        assertThat(approving.audited("approval.decided"))
                .anyMatch(
                        event -> event.contains(name) && event.contains("EVERYONE") && event.contains("Fine with us"));
    }

    @Test
    @DisplayName(
            "what administrators call a client stands in the queue and is found there, though another registration was named")
    void showsWhatItIsCalled() {
        String named = approving.register(name, LOOPBACK);
        String id = approving
                .page(approver, "/admin/clients?q=" + named)
                .select("tbody a")
                .attr("href");
        String label = "Bots of " + name;
        assertThat(approver.submit(approver.get(oauth.server().url(id)), Map.of("label", List.of(label)))
                        .statusCode())
                .isEqualTo(303);
        approving.waits(alice, approving.register(name, "http://localhost:9999/callback"));
        Document found = approving.page(approver, "/admin/approvals?q=" + label.replace(" ", "+"));
        assertThat(found.select(".queue h2").text()).contains(name, "called " + label + " here");
    }

    @Test
    @DisplayName("who signs in for the request waits as well, and what waits is told in the handshake")
    void waitsAfterSignIn() {
        String client = approving.register(name, LOOPBACK);
        UserAgent browser = new UserAgent();
        HttpResponse<String> signIn = oauth.follow(browser, request(client, LOOPBACK, "prompt=login"));
        HttpResponse<String> waiting = browser.follow(oauth.signIn(browser, signIn, "alice"));
        assertThat(waiting.uri().getPath()).startsWith("/approvals/");

        UserAgent root = oauth.signedIn("root");
        String timeline = approving
                .page(root, "/admin/handshakes?q=" + client)
                .select(".handshakes a")
                .attr("href");
        assertThat(approving
                        .page(root, "/admin/handshakes?q=" + client)
                        .select(".standing")
                        .text())
                .isEqualTo("Waits for an administrator's approval");
        assertThat(approving.page(root, timeline).text()).contains("waiting for approval: No rule allows it");

        approving.decide(approver, name, "decision=approve", "reach=everyone");
        assertThat(approving.goOn(browser, waiting.uri().getPath(), "tools:read"))
                .containsKey("code");
        assertThat(approving.page(root, timeline).text()).contains("An administrator approved this client");
    }

    @Test
    @DisplayName("row Cursor: a client that registers again while it waits is the same request, on any port")
    void registersAgain() {
        String first = approving.register(name, LOOPBACK);
        String page = approving.waits(alice, first);
        String second = approving.register(name, "http://localhost:9999/callback");
        HttpResponse<String> again = oauth.follow(alice, request(second, "http://localhost:9999/callback"));
        assertThat(again.uri().getPath()).isEqualTo(page);
        assertThat(approving
                        .row(approver, "waiting", name)
                        .select("input[name=request]")
                        .attr("value"))
                .hasSize(36);
        approving.decide(approver, name, "decision=approve", "reach=everyone");
        assertThat(approving.goOn(alice, page, "tools:read")).containsKey("code");
        String third = approving.register(name, LOOPBACK);
        assertThat(oauth.follow(alice, request(third, LOOPBACK)).uri().getPath())
                .isEqualTo("/consent");
        String other = approving.register(name + " too", LOOPBACK);
        approving.waits(alice, other);
        String elsewhere = approving.register(name, "http://localhost:8787/elsewhere");
        assertThat(oauth.follow(alice, request(elsewhere, "http://localhost:8787/elsewhere"))
                        .uri()
                        .getPath())
                .startsWith("/approvals/");
    }

    @Test
    @DisplayName("whoever gives a software_id is known by it and by where answers go, whatever the name")
    void isKnownBySoftwareId() {
        String id = ",\"software_id\":\"" + UUID.randomUUID() + "\"";
        approving.waits(alice, approving.register(name, LOOPBACK, id));
        approving.decide(approver, name, "decision=approve", "reach=everyone");
        String newVersion = approving.register(name + " 2", LOOPBACK, id);
        assertThat(oauth.follow(alice, request(newVersion, LOOPBACK)).uri().getPath())
                .isEqualTo("/consent");
        approving.waits(alice, approving.register(name, LOOPBACK));
    }

    @Test
    @DisplayName("after ten minutes the page says to press connect again, and that needs no second approval")
    void pressesConnectAgain() {
        String client = approving.register(name, LOOPBACK);
        String page = approving.waits(alice, client);
        oauth.server().clock().advance(Duration.ofMinutes(10));
        approving.decide(approver, name, "decision=approve", "reach=once");
        assertThat(approving.page(alice, page).select("h1").text())
                .isEqualTo("Approved: press connect in " + name + " again");
        HttpResponse<String> consent = oauth.follow(alice, request(client, LOOPBACK));
        assertThat(consent.uri().getPath()).isEqualTo("/consent");
        assertThat(UserAgent.location(oauth.allow(alice, consent, "tools:read")))
                .contains("code=");
    }

    @Test
    @DisplayName("once means once, and only for those who asked")
    void allowsOnce() {
        String client = approving.register(name, LOOPBACK);
        String page = approving.waits(alice, client);
        Element seen = approving.row(approver, "waiting", name);
        UserAgent bob = oauth.signedIn("bob");
        String bobs = approving.waits(bob, client);
        assertThat(approving
                        .post(approver, seen, "decision=approve", "reach=once")
                        .statusCode())
                .isEqualTo(303);
        assertThat(approving.state(bob, bobs)).isEqualTo("waiting");
        Map<String, Object> tokens = approving.tokens(
                client, approving.goOn(alice, page, "tools:read").get("code"));
        approving.waits(alice, client);
        assertThat(oauth.refresh((String) tokens.get("refresh_token"), "client_id=" + client)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("for some means the people and groups that were chosen")
    void allowsSome() {
        String client = approving.register(name, LOOPBACK);
        UserAgent bob = oauth.signedIn("bob");
        String bobs = approving.waits(bob, client);
        String alices = approving.waits(alice, client);
        approving.decide(approver, name, "decision=approve", "reach=some", "person=", "groups=Engineering");
        assertThat(approving.state(alice, alices)).isEqualTo("approved");
        assertThat(approving.state(bob, bobs)).isEqualTo("waiting");
        assertThat(approving.row(approver, "waiting", name).text()).contains("wanted by Bob Brown");

        approving.decide(approver, name, "decision=approve", "reach=some", "groups=");
        assertThat(approving.state(bob, bobs)).isEqualTo("approved");
        assertThat(approving.state(alice, alices)).isEqualTo("approved");
        assertThat(approving.row(approver, "approved", name).text()).contains("group engineering", "Bob Brown");
        approving.waits(oauth.signedIn("auditor"), client);
    }

    @Test
    @DisplayName("narrower scopes narrow what is offered and what is granted")
    void narrows() {
        String client = approving.register(name, LOOPBACK);
        String page = approving.waits(alice, client, "scope=tools:read tools:write");
        approving.decide(approver, name, "decision=approve", "reach=everyone", "scope=" + READ);
        HttpResponse<String> consent = alice.follow(alice.get(oauth.server().url(page)));
        Document shown = Jsoup.parse(consent.body());
        assertThat(shown.select("input[name=scope]").eachAttr("value")).containsExactly("tools:read");
        assertThat(oauth.allow(alice, consent, "tools:read", "tools:write").statusCode())
                .isEqualTo(400);
        String code = Oauth.query(UserAgent.location(oauth.allow(alice, consent, "tools:read")))
                .get("code");
        assertThat(Oauth.claims(approving.tokens(client, code).get("access_token")))
                .containsEntry("scope", "tools:read");
        // What the approval does not have is asked for anew.
        approving.waits(alice, client, "scope=tools:write");
        assertThat(approving.row(approver, "waiting", name).text()).contains("Change things");
    }

    @Test
    @DisplayName("when an approval ends, so does what was granted under it, and the client waits again")
    void ends() {
        String client = approving.register(name, LOOPBACK);
        String page = approving.waits(alice, client);
        LocalDate today = LocalDate.ofInstant(oauth.server().clock().instant(), ZoneOffset.UTC);
        approving.decide(approver, name, "decision=approve", "reach=everyone", "until=" + today);
        HttpResponse<String> consent = alice.follow(alice.get(oauth.server().url(page)));
        HttpResponse<String> allowed = alice.submit(
                consent,
                Map.of("decision", List.of("allow"), "scope", List.of("tools:read"), "duration", List.of("PT24H")));
        String refreshToken = (String) approving
                .tokens(client, Oauth.query(UserAgent.location(allowed)).get("code"))
                .get("refresh_token");
        Duration left = Duration.between(
                oauth.server().clock().instant(),
                today.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC));
        oauth.server().clock().advance(left);
        assertThat(oauth.refresh(refreshToken, "client_id=" + client).statusCode())
                .isEqualTo(400);
        approving.waits(oauth.signedIn("alice"), client);
        assertThat(approving.row(oauth.signedIn("approver"), "approved", name)).isNull();
    }

    @Test
    @DisplayName("a denial is told with its reason, and the app of this computer is told by a button")
    void denies() {
        String client = approving.register(name, LOOPBACK);
        String page = approving.waits(alice, client);
        approving.decide(approver, name, "decision=deny", "reason=Use the other one");
        assertThat(approving.state(alice, page)).isEqualTo("denied");
        Document denied = approving.page(alice, page);
        assertThat(denied.text()).contains(name + " was not approved", "Use the other one");
        assertThat(Oauth.query(denied.select("a.primary").attr("href")))
                .containsEntry("error", "access_denied")
                .containsEntry("state", "s1")
                .containsEntry("iss", oauth.server().issuer());
        assertThat(denied.select("a.primary").attr("href")).startsWith(LOOPBACK + "?");

        String stranger = approving.register(name + " hosted", "https://stranger.test/cb");
        String hosted = oauth.follow(alice, request(stranger, "https://stranger.test/cb"))
                .uri()
                .getPath();
        approving.decide(approver, name + " hosted", "decision=deny");
        Document told = approving.page(alice, hosted);
        assertThat(told.select("a.primary")).isEmpty();
        assertThat(told.text()).contains("Nobody has checked who runs stranger.test");
        // Asking again is allowed.
        approving.waits(alice, client);
    }

    @Test
    @DisplayName("a block ends what was granted at once, redirects nobody, and its undoing brings no grant back")
    void blocksAndUndoes() {
        String client = approving.register(name, LOOPBACK);
        String page = approving.waits(alice, client);
        approving.decide(approver, name, "decision=approve", "reach=everyone", "anything=yes");
        Map<String, Object> tokens = approving.tokens(
                client, approving.goOn(alice, page, "tools:read").get("code"));
        HttpResponse<String> open = oauth.follow(alice, request(client, LOOPBACK));
        Element row = approving.row(approver, "approved", name);
        assertThat(row.select("button.danger").text()).isEqualTo("Block and end 1 grant");
        HttpResponse<String> answer = approving.post(approver, row, "decision=block", "reason=Leaks");
        Document done = Jsoup.parse(
                approver.follow(answer).body(), oauth.server().url("/").toString());
        assertThat(done.select("[role=status]").text()).contains("Blocked");

        HttpResponse<String> refresh = oauth.refresh((String) tokens.get("refresh_token"), "client_id=" + client);
        assertThat(refresh.statusCode()).isEqualTo(400);
        assertThat(Oauth.json(refresh)).containsEntry("error", "invalid_grant");
        assertThat(oauth.active(tokens.get("access_token"))).isFalse();
        assertBlocked(oauth.authorize(alice, request(client, LOOPBACK)));
        assertBlocked(oauth.authorize(alice, request(approving.register(name, LOOPBACK), LOOPBACK)));
        assertBlocked(oauth.authorize(alice, request(client, LOOPBACK, "prompt=none")));
        assertBlocked(oauth.allow(alice, open, "tools:read"));
        assertThat(approving.audited("client.blocked")).anyMatch(event -> event.contains("\"grants_ended\":\"1\""));

        HttpResponse<String> undone = approver.submit(answerPage(done), Map.of());
        assertThat(undone.statusCode()).as(undone.body()).isEqualTo(303);
        assertThat(approving.row(approver, "blocked", name)).isNull();
        assertThat(approving.row(approver, "approved", name)).isNotNull();
        assertThat(oauth.refresh((String) tokens.get("refresh_token"), "client_id=" + client)
                        .statusCode())
                .isEqualTo(400);
        assertThat(oauth.follow(alice, request(client, LOOPBACK)).uri().getPath())
                .isEqualTo("/consent");
        assertThat(approving.audited("approval.undone")).anyMatch(event -> event.contains(name));
    }

    private HttpResponse<String> answerPage(Document page) {
        return approver.get(oauth.server()
                .url("/admin/approvals?"
                        + page.select("[role=status] form")
                                .attr("action")
                                .replaceAll(".*/approvals/([^/]+)/undo", "done=block&id=$1")));
    }

    private void assertBlocked(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(Jsoup.parse(answer.body()).text()).contains(name + " may not be used here", "Leaks", "Reference");
    }

    @Test
    @DisplayName("undoing an approval lets those wait again who have not gone on")
    void undoesAnApproval() {
        String client = approving.register(name, LOOPBACK);
        String page = approving.waits(alice, client);
        Document done = approving.decide(approver, name, "decision=approve", "reach=everyone");
        assertThat(approving.state(alice, page)).isEqualTo("approved");
        Element form = done.selectFirst("[role=status] form");
        HttpResponse<String> undone = approver.post(
                java.net.URI.create(form.absUrl("action")), approving.form(done.selectFirst("[role=status]")));
        assertThat(undone.statusCode()).isEqualTo(303);
        assertThat(approving.state(alice, page)).isEqualTo("waiting");
        assertThat(approving.row(approver, "waiting", name)).isNotNull();
        HttpResponse<String> again = approver.post(
                java.net.URI.create(form.absUrl("action")), approving.form(done.selectFirst("[role=status]")));
        assertThat(again.statusCode()).isEqualTo(409);
    }

    @Test
    @DisplayName("a decision that comes second, or twice, changes nothing and says so")
    void meetsAConflict() {
        String client = approving.register(name, LOOPBACK);
        String page = approving.waits(alice, client);
        Element seen = approving.row(approver, "waiting", name);
        UserAgent root = oauth.signedIn("root");
        approving.decide(root, name, "decision=deny", "reason=No");
        HttpResponse<String> second = approving.post(approver, seen, "decision=approve", "reach=everyone");
        // The form's token is the approver's own, its version the one before.
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(Jsoup.parse(second.body()).text()).contains("This was decided meanwhile", "changed nothing");
        assertThat(approving.state(alice, page)).isEqualTo("denied");
        assertThat(approving.row(approver, "approved", name)).isNull();
    }

    @Test
    @DisplayName("W11 S2 each wrong role, another's page, a forged form: refused, and nothing changes")
    void refuses() {
        String client = approving.register(name, LOOPBACK);
        String page = approving.waits(alice, client);
        Element row = approving.row(approver, "waiting", name);
        UserAgent auditor = oauth.signedIn("auditor");
        UserAgent bob = oauth.signedIn("bob");
        Element audited = approving.row(auditor, "waiting", name);
        assertThat(audited.select("form, details")).isEmpty();
        for (UserAgent browser : List.of(auditor, bob, new UserAgent())) {
            assertThat(approving
                            .post(browser, row, "decision=approve", "reach=everyone")
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(bob.get(oauth.server().url("/admin/approvals")).statusCode()).isEqualTo(403);
        assertThat(approving
                        .post(approver, row, "decision=approve", "form_token=x")
                        .statusCode())
                .isEqualTo(403);
        UserAgent owner = oauth.signedIn("root");
        assertThat(approving.post(owner, row, "decision=approve").statusCode()).isEqualTo(403);
        for (String other : List.of(page, page + "/state", "/approvals/x", "/approvals/" + UUID.randomUUID())) {
            HttpResponse<String> answer = bob.get(oauth.server().url(other));
            assertThat(answer.statusCode()).as(other).isEqualTo(404);
            assertThat(answer.body()).doesNotContain(name);
        }
        assertThat(new UserAgent().get(oauth.server().url(page)).statusCode()).isEqualTo(303);
        for (String odd : List.of("decision=nope", "decision=", "version=x", "request=x")) {
            String decision = odd.startsWith("decision") ? odd : "decision=approve";
            assertThat(approving.post(approver, row, decision, odd).statusCode())
                    .as(odd)
                    .isEqualTo(400);
        }
        assertThat(approving
                        .post(approver, row, "decision=approve", "reach=some", "person=x")
                        .statusCode())
                .isEqualTo(400);
        assertThat(approving.state(alice, page)).isEqualTo("waiting");
        assertThat(approving.row(approver, "waiting", name)).isNotNull();
    }

    @Test
    @DisplayName("a decision that cannot be taken is shown again as it was typed, with the sentence beside its field")
    void isShownAgain() {
        String client = approving.register(name, LOOPBACK);
        String page = approving.waits(alice, client);
        Element row = approving.row(approver, "waiting", name);
        String[][] faults = {
            {"scope", "scope=x"},
            {"until", "until=yesterday"},
            {"until", "until=2020-01-01"},
            {"until", "until=12031-01-01"},
            {"until", "until=+12031-01-01"},
            {"until", "until=9999-12-31"},
            {"until", "until=2031-02-30"},
            {"groups", "person="},
            {"groups", "groups=a b!"},
            {"reason", "reason=" + "r".repeat(501)}
        };
        for (String[] fault : faults) {
            List<String> fields = new ArrayList<>(List.of("decision=approve", "reach=some", fault[1]));
            if (!fault[0].equals("reason")) {
                fields.add("reason=Because <b>");
            }
            HttpResponse<String> answer = approving.post(approver, row, fields.toArray(String[]::new));
            assertThat(answer.statusCode()).as(fault[1]).isEqualTo(422);
            Document shown = Jsoup.parse(answer.body(), answer.uri().toString());
            assertThat(shown.title()).startsWith("Error: ");
            assertThat(shown.select("#q").attr("value")).isIn("", name);
            Element again = shown.select(".queue > li").stream()
                    .filter(one -> one.select("h2 bdi").text().equals(name))
                    .findFirst()
                    .orElseThrow();
            assertThat(shown.select("details[open]")).hasSize(1);
            assertThat(again.select("details[open]")).hasSize(1);
            String target = again.select("[role=alert] a").attr("href").substring(1);
            assertThat(target).endsWith("-" + fault[0]);
            Element field = shown.getElementById(target);
            assertThat(field.hasAttr("autofocus")).as(fault[1]).isTrue();
            assertThat(field.attr("aria-describedby")).isEqualTo(target + "-problem");
            assertThat(shown.getElementById(target + "-problem").text()).isNotEmpty();
            assertThat(again.select("[aria-invalid=true]")).as(fault[1]).isNotEmpty();
            assertThat(again.select("input[name=reach][checked]").attr("value")).isEqualTo("some");
            assertThat(again.select("input[name=person]").hasAttr("checked")).isEqualTo(!fault[1].equals("person="));
            assertThat(again.select("input[name=scope]").hasAttr("checked")).isEqualTo(!fault[0].equals("scope"));
            assertThat(again.select("input[name=reason]").attr("value"))
                    .isEqualTo(fault[0].equals("reason") ? "r".repeat(501) : "Because <b>");
        }
        assertThat(approving.state(alice, page)).isEqualTo("waiting");
        assertThat(approving.audited("approval.decided")).noneMatch(entry -> entry.contains(name));
    }

    @Test
    @DisplayName("what is shown again is about what was seen: whoever asks meanwhile is not decided about with it")
    void isShownAgainAboutWhatWasSeen() {
        String client = approving.register(name, LOOPBACK);
        String page = approving.waits(alice, client);
        Element row = approving.row(approver, "waiting", name);
        UserAgent bob = oauth.signedIn("bob");
        String bobs = approving.waits(bob, client);
        HttpResponse<String> answer = approving.post(approver, row, "decision=deny", "reason=" + "r".repeat(501));
        Element again = Jsoup.parse(answer.body(), answer.uri().toString()).select(".queue > li").stream()
                .filter(one -> one.select("h2 bdi").text().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(approving.post(approver, again, "decision=deny", "reason=No").statusCode())
                .isEqualTo(303);
        assertThat(approving.state(alice, page)).isEqualTo("denied");
        assertThat(approving.state(bob, bobs)).isEqualTo("waiting");
    }

    @Test
    @DisplayName("a change of what is decided is shown again where its reason is too long")
    void changeIsShownAgain() {
        approving.waits(alice, approving.register(name, LOOPBACK));
        approving.decide(approver, name, "decision=approve", "reach=everyone");
        Element row = approving.row(approver, "approved", name);
        HttpResponse<String> answer = approving.post(approver, row, "decision=block", "reason=" + "r".repeat(501));
        assertThat(answer.statusCode()).isEqualTo(422);
        Document shown = Jsoup.parse(answer.body(), answer.uri().toString());
        assertThat(shown.select(".filter [aria-current]").text()).isEqualTo("Approved");
        assertThat(shown.select("details[open] [role=alert] a").attr("href")).endsWith("-reason");
        Element again = shown.select(".queue > li:has(details[open])").first();
        assertThat(approving
                        .post(approver, again, "decision=block", "reason=No")
                        .statusCode())
                .isEqualTo(303);
        assertThat(approving.row(approver, "blocked", name)).isNotNull();
    }

    @Test
    @DisplayName("who allowed an app once or said no last stands beside it as long as that is not undone")
    void namesWhoAnswered() {
        String client = approving.register(name, LOOPBACK);
        String page = approving.waits(alice, client);
        approving.decide(approver, name, "decision=deny");
        assertThat(approving.state(alice, page)).isEqualTo("denied");
        approving.waits(alice, client);
        assertThat(approving.row(approver, "waiting", name).text())
                .contains("Last answer denied", "by Arthur Approver");
        UserAgent root = oauth.signedIn("root");
        Document done = approving.decide(root, name, "decision=approve", "reach=once");
        String bobs = approving.waits(oauth.signedIn("bob"), client);
        assertThat(approving.row(approver, "waiting", name).text())
                .contains("Last answer allowed once", "by Ruth Root");
        assertThat(bobs).isNotEqualTo(page);
        Element undo = done.selectFirst("[role=status]");
        assertThat(root.post(java.net.URI.create(undo.selectFirst("form").absUrl("action")), approving.form(undo))
                        .statusCode())
                .isEqualTo(303);
        assertThat(approving.row(approver, "waiting", name).text()).doesNotContain("Last answer");
        // What is decided about the app itself leaves it, and so does its undoing.
        approving.decide(approver, name, "decision=deny");
        approving.waits(alice, client);
        Document approved = approving.decide(root, name, "decision=approve", "reach=everyone");
        assertThat(approving.row(approver, "approved", name).text()).contains("Last answer denied", "by Ruth Root");
        Element back = approved.selectFirst("[role=status]");
        root.post(java.net.URI.create(back.selectFirst("form").absUrl("action")), approving.form(back));
        assertThat(approving.row(approver, "waiting", name).text())
                .contains("Last answer denied", "by Arthur Approver");
    }

    @Test
    @DisplayName("an app that 50 people wait for is decided about by one form")
    void isDecidedForManyPeople() {
        String client = approving.register(name, LOOPBACK);
        String page = approving.waits(alice, client);
        List<Object[]> people = new ArrayList<>();
        for (int n = 0; n < 60; n++) {
            people.add(new Object[] {UUID.randomUUID(), "w-" + UUID.randomUUID(), UUID.randomUUID()});
        }
        JdbcTemplate jdbc = oauth.server().bean(JdbcTemplate.class);
        oauth.server().bean(TransactionTemplate.class).executeWithoutResult(status -> {
            for (Object[] one : people) {
                jdbc.update(
                        "insert into app_user (id, username, display_name, roles, status, created_at)"
                                + " select ?, ?, 'Waits', 'PERSON', 'ACTIVE', created_at from app_user where username = 'alice'",
                        one[0],
                        one[1]);
                jdbc.update(
                        "insert into approval_request (id, approval_id, user_id, resource_uri, scope, request_json,"
                                + " browser_hash, reference, state, asked_at, arrived_at, expires_at)"
                                + " select ?, approval_id, ?, resource_uri, scope, request_json, browser_hash, reference,"
                                + " state, asked_at, arrived_at, expires_at from approval_request where id = ?",
                        one[2],
                        one[0],
                        UUID.fromString(page.substring("/approvals/".length())));
            }
        });
        Element row = approving.row(approver, "waiting", name);
        assertThat(row.select("input[name=person]")).hasSize(50);
        assertThat(approving.post(approver, row, "decision=deny").statusCode()).isEqualTo(303);
        assertThat(approving.row(approver, "waiting", name).text()).contains("wanted by 11 people");
        assertThat(approving.post(approver, row, "decision=block").statusCode()).isEqualTo(409);
        approving.decide(approver, name, "decision=block");
    }

    @Test
    @DisplayName("only the browser in which it began carries a request on")
    void goesOnInItsBrowserAlone() {
        String page = approving.waits(alice, approving.register(name, LOOPBACK));
        approving.decide(approver, name, "decision=approve", "reach=everyone");
        UserAgent elsewhere = oauth.signedIn("alice");
        assertThat(approving.page(elsewhere, page).select("h1").text()).startsWith("Approved: press connect");
        assertThat(alice.send(java.net.http.HttpRequest.newBuilder(
                                        oauth.server().url(page))
                                .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
        assertThat(UserAgent.location(alice.get(oauth.server().url(page)))).startsWith("/consent?transaction=");
        // Once: a second look does not begin it anew.
        assertThat(approving.page(alice, page).select("h1").text()).startsWith("Approved: press connect");
    }

    @Test
    @DisplayName("prompt=none gets an error and no place in the queue")
    void answersPromptNone() {
        String client = approving.register(name, LOOPBACK);
        HttpResponse<String> answer = oauth.authorize(alice, request(client, LOOPBACK, "prompt=none"));
        assertThat(Oauth.query(UserAgent.location(answer))).containsEntry("error", "consent_required");
        assertThat(approving.row(approver, "waiting", name)).isNull();
    }

    @Test
    @DisplayName("a request waits for a day, then it has lapsed")
    void lapses() {
        String page = approving.waits(alice, approving.register(name, LOOPBACK));
        oauth.server().clock().advance(Duration.ofHours(24));
        UserAgent later = oauth.signedIn("alice");
        assertThat(approving.page(later, page).select("h1").text()).isEqualTo("This request waits no longer");
        assertThat(approving.row(oauth.signedIn("approver"), "waiting", name)).isNull();
    }

    @Test
    @DisplayName("a person has at most 20 requests waiting, and is told so")
    void isBounded() {
        oauth.server().clock().advance(Duration.ofHours(25));
        UserAgent bob = oauth.signedIn("bob");
        for (int n = 0; n < 20; n++) {
            approving.waits(bob, approving.register(name + " " + n, LOOPBACK));
        }
        HttpResponse<String> refused = oauth.authorize(bob, request(approving.register(name, LOOPBACK), LOOPBACK));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Jsoup.parse(refused.body()).text()).contains("Too many apps wait for approval");
        approving.waits(bob, approving.register(name + " 7", LOOPBACK));
        approving.waits(oauth.signedIn("alice"), approving.register(name, LOOPBACK));
        Document first = approving.page(oauth.signedIn("auditor"), "/admin/approvals");
        assertThat(first.select(".queue > li")).hasSize(20);
        assertThat(approving
                        .page(oauth.signedIn("auditor"), "/admin/approvals?page=2")
                        .select(".queue > li"))
                .isNotEmpty();
        oauth.server().clock().advance(Duration.ofHours(25));
    }

    @Test
    @DisplayName("what waits is still there after a restart")
    void survivesARestart() {
        List<String> arguments = arguments(database);
        TestServer first = TestServer.start(arguments);
        Approving before = new Approving(first);
        UserAgent browser = before.oauth.signedIn("alice");
        String client = before.register(name, LOOPBACK);
        String page = before.waits(browser, client);
        first.close();
        TestServer second = TestServer.start(arguments);
        try {
            Approving after = new Approving(second);
            assertThat(after.state(browser, page)).isEqualTo("waiting");
            after.decide(after.oauth.signedIn("root"), name, "decision=approve", "reach=everyone");
            assertThat(after.goOn(browser, page, "tools:read")).containsKey("code");
        } finally {
            second.close();
        }
    }
}
