package dev.gatehouse.authserver.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.handshake.HandshakeQuery;
import dev.gatehouse.authserver.handshake.HandshakeTimeline;
import dev.gatehouse.authserver.policy.Exemption;
import dev.gatehouse.authserver.policy.PolicyLevel;
import dev.gatehouse.authserver.policy.PolicyRule;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import dev.gatehouse.authserver.user.People;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers of its own, since rules for everyone would be for all other tests too. */
@ParameterizedClass
@EnumSource(Database.class)
class PolicyRuleTests {

    private static final Map<Database, TestServer> SERVERS = new EnumMap<>(Database.class);

    private static final String ALL = "scope=tools:read tools:write tools:delete";

    private static final String RS3 = "https://mcp3.test/mcp";

    @Parameter
    Database database;

    private Oauth oauth() {
        return new Oauth(SERVERS.computeIfAbsent(
                database, wanted -> TestServer.start(TestServer.arguments(wanted, TestServer.temporaryFolder()))));
    }

    @AfterEach
    void deleteRules() {
        PolicyRuleBook book = book();
        book.all().forEach(rule -> book.delete(rule.id(), rule.version(), "system"));
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    private PolicyRuleBook book() {
        return oauth().server().bean(PolicyRuleBook.class);
    }

    private PolicyRule add(
            PolicyLevel level,
            @Nullable String subject,
            @Nullable String resource,
            @Nullable Set<String> scopes,
            @Nullable Duration token,
            @Nullable Duration grant,
            @Nullable Exemption exemption) {
        PolicyRule rule = new PolicyRule(
                Secrets.uuid7(Instant.EPOCH), 0, level, subject, resource, scopes, token, grant, exemption);
        book().add(rule, "system");
        return book().find(rule.id()).orElseThrow();
    }

    private PolicyRule scopes(PolicyLevel level, @Nullable String subject, String... scopes) {
        return add(level, subject, level == PolicyLevel.RESOURCE ? Oauth.RS1 : null, Set.of(scopes), null, null, null);
    }

    private String person(String username) {
        return oauth().server()
                .bean(People.class)
                .findByUsername(username)
                .orElseThrow()
                .id()
                .toString();
    }

    private List<String> offered(String person, String... changes) {
        HttpResponse<String> page = oauth().follow(oauth().signedIn(person), with(changes, "prompt=consent"));
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return Jsoup.parse(page.body()).select("input[name=scope]").eachAttr("value");
    }

    private static String[] with(String[] all, String... more) {
        return Stream.concat(Arrays.stream(all), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    @DisplayName("P06 each level of policy leaves scopes out for whom it is about, and for nobody else")
    void leavesScopesOut() {
        scopes(PolicyLevel.GLOBAL, null, "tools:read", "tools:write", "files:read");
        assertThat(offered("alice", ALL)).containsExactly("tools:read", "tools:write");
        scopes(PolicyLevel.CLIENT, "OTHER", "tools:read");
        assertThat(offered("alice", ALL)).containsExactly("tools:read", "tools:write");
        assertThat(offered("alice", ALL, "client_id=OTHER", "redirect_uri=https://other.test/cb"))
                .containsExactly("tools:read");
        scopes(PolicyLevel.PERSON, person("bob"), "tools:write");
        assertThat(offered("bob", ALL)).containsExactly("tools:write");
        assertThat(offered("alice", ALL)).containsExactly("tools:read", "tools:write");
        scopes(PolicyLevel.RESOURCE, null, "tools:read");
        assertThat(offered("alice", ALL)).containsExactly("tools:read");
        assertThat(offered("alice", "scope=files:read", "resource=" + Oauth.RS2))
                .containsExactly("files:read");
        HttpResponse<String> nothing = oauth().follow(oauth().signedIn("bob"), ALL);
        assertThat(Oauth.query(UserAgent.location(nothing))).containsEntry("error", "invalid_scope");
    }

    @Test
    @DisplayName("P06 a tick of what a rule keeps back is refused, for the person too whom the rule alone is about")
    void refusesAForgedTick() {
        Oauth oauth = oauth();
        UserAgent bob = oauth.signedIn("bob");
        HttpResponse<String> page = oauth.follow(bob, ALL, "prompt=consent");
        scopes(PolicyLevel.PERSON, person("bob"), "tools:read");

        assertThat(oauth.allow(bob, page, "tools:read", "tools:write").statusCode())
                .isEqualTo(400);
        assertThat(UserAgent.location(oauth.allow(bob, page, "tools:read"))).contains("code=");
    }

    @Test
    @DisplayName(
            "P06 F07 a rule counts at the next refresh: scopes go, tokens live shorter, and it gives back when it goes")
    void countsAtTheNextRefresh() {
        Oauth oauth = oauth();
        UserAgent alice = oauth.signedIn("alice");
        String code = oauth.consented(alice, List.of("tools:read", "tools:write"), ALL, "prompt=consent")
                .get("code");
        Map<String, Object> tokens = Oauth.json(oauth.token(code));
        assertThat(tokens).containsEntry("scope", "tools:read tools:write").containsEntry("expires_in", 600);

        PolicyRule rule = add(
                PolicyLevel.PERSON,
                person("alice"),
                Oauth.RS1,
                Set.of("tools:read"),
                Duration.ofMinutes(2),
                null,
                null);
        tokens = Oauth.json(oauth.refresh((String) tokens.get("refresh_token")));
        assertThat(tokens).containsEntry("scope", "tools:read");
        assertThat((int) tokens.get("expires_in")).isBetween(110, 120);
        assertThat(Oauth.claims(tokens.get("access_token"))).containsEntry("scope", "tools:read");
        book().delete(rule.id(), rule.version(), "system");
        tokens = Oauth.json(oauth.refresh((String) tokens.get("refresh_token")));
        assertThat(tokens).containsEntry("scope", "tools:read tools:write");
    }

    @Test
    @DisplayName("P06 a rule for a client that acts for itself counts: one scope beyond is invalid_scope")
    void countsForAClientAlone() {
        assertThat(oauth().clientCredentials().statusCode()).isEqualTo(200);
        scopes(PolicyLevel.CLIENT, "M2M", "tools:write");
        assertThat(Oauth.json(oauth().clientCredentials("scope=tools:read"))).containsEntry("error", "invalid_scope");
        assertThat(Oauth.json(oauth().clientCredentials())).containsEntry("error", "invalid_scope");
    }

    @Test
    @DisplayName("F4 a rule shortens what is chosen from, and grants that were given before it")
    void shortensGrants() {
        Oauth oauth = oauth();
        UserAgent alice = oauth.signedIn("alice");
        Map<String, Object> tokens = Oauth.json(oauth.token(
                oauth.consented(alice, List.of("tools:read"), "prompt=consent").get("code")));
        add(PolicyLevel.RESOURCE, null, Oauth.RS1, null, null, Duration.ofMinutes(30), null);

        HttpResponse<String> page = oauth.follow(alice, "prompt=consent");
        assertThat(Jsoup.parse(page.body()).select("input[name=duration]").eachAttr("value"))
                .containsExactly("PT30M");
        assertThat(duration(alice, page, "PT1H").statusCode()).isEqualTo(400);
        oauth.server().clock().advance(Duration.ofMinutes(29));
        tokens = Oauth.json(oauth.refresh((String) tokens.get("refresh_token")));
        assertThat((int) tokens.get("expires_in")).isLessThanOrEqualTo(60);
        oauth.server().clock().advance(Duration.ofMinutes(2));
        assertThat(Oauth.json(oauth.refresh((String) tokens.get("refresh_token"))))
                .containsEntry("error", "invalid_grant");
    }

    @Test
    @DisplayName("7 and 30 days are offered and taken under an exemption alone, and end with it")
    void offersDaysUnderAnExemptionAlone() {
        Oauth oauth = oauth();
        String[] third = {"resource=" + RS3, "scope=keys:use", "prompt=consent"};
        UserAgent alice = oauth.signedIn("alice");
        HttpResponse<String> page = oauth.follow(alice, third);
        assertThat(durations(page)).containsExactly("PT1H", "PT8H", "PT24H");
        for (String forged : List.of("P7D", "PT168H", "PT720H", "PT25H", "24", "PT1H PT24H")) {
            assertThat(duration(alice, page, forged).statusCode()).as(forged).isEqualTo(400);
        }
        Instant now = oauth.server().clock().instant();
        PolicyRule exemption = add(
                PolicyLevel.CLIENT,
                "PUB",
                RS3,
                null,
                null,
                Duration.ofDays(30),
                new Exemption("Ruth", "A pilot", now.plus(Duration.ofDays(8))));
        page = oauth.follow(alice, third);
        assertThat(durations(page)).containsExactly("PT1H", "PT8H", "PT24H", "PT168H");
        assertThat(durations(oauth.follow(alice, "client_id=OTHER", "redirect_uri=https://other.test/cb", third[0])))
                .doesNotContain("PT168H");
        assertThat(UserAgent.location(duration(alice, page, "PT168H"))).contains("code=");
        assertThat(latestConsentEnd())
                .isBetween(
                        now.plus(Duration.ofDays(7)),
                        now.plus(Duration.ofDays(7)).plusSeconds(60));
        book().delete(exemption.id(), exemption.version(), "system");
        oauth.server().clock().advance(Duration.ofHours(25));
        UserAgent later = oauth.signedIn("alice");
        assertThat(UserAgent.location(oauth.authorize(later, "resource=" + RS3, "scope=keys:use")))
                .as("what was remembered under the exemption ends without it")
                .startsWith("/consent?");
    }

    private Instant latestConsentEnd() {
        return oauth().server()
                .jdbc()
                .sql("select max(expires_at) from consent where resource_uri = ?")
                .param(RS3)
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    @Test
    @DisplayName("a missing duration means the shortest, and what is refused changes nothing")
    void takesTheShortest() {
        Oauth oauth = oauth();
        UserAgent bob = oauth.signedIn("bob");
        String[] third = {"resource=" + RS3, "scope=keys:use", "prompt=consent"};
        HttpResponse<String> page = oauth.follow(bob, third);
        String before = oauth.server()
                .jdbc()
                .sql("select count(*) from consent")
                .query(String.class)
                .single();
        assertThat(duration(bob, page, "PT9H").statusCode()).isEqualTo(400);
        assertThat(oauth.server()
                        .jdbc()
                        .sql("select count(*) from consent")
                        .query(String.class)
                        .single())
                .isEqualTo(before);
        Instant now = oauth.server().clock().instant();
        assertThat(UserAgent.location(duration(bob, page, ""))).contains("code=");
        assertThat(oauth.server()
                        .jdbc()
                        .sql("select max(expires_at) from consent where resource_uri = ? and user_id = ?")
                        .params(RS3, UUID.fromString(person("bob")))
                        .query(OffsetDateTime.class)
                        .single()
                        .toInstant())
                .isBetween(now.plus(Duration.ofMinutes(59)), now.plus(Duration.ofMinutes(61)));
    }

    private static List<String> durations(HttpResponse<String> page) {
        return Jsoup.parse(page.body()).select("input[name=duration]").eachAttr("value");
    }

    private HttpResponse<String> duration(UserAgent browser, HttpResponse<String> page, String duration) {
        return browser.submit(
                page,
                Map.of(
                        "decision",
                        List.of("allow"),
                        "scope",
                        Jsoup.parse(page.body()).select("input[name=scope]").eachAttr("value"),
                        "duration",
                        List.of(duration)));
    }

    @Test
    @DisplayName("a handshake tells which rule left a scope out")
    void tellsTheHandshake() {
        Oauth oauth = oauth();
        scopes(PolicyLevel.CLIENT, "NAT", "tools:read");
        oauth.follow(oauth.signedIn("alice"), "client_id=NAT", "redirect_uri=http://localhost:1/cb", ALL);

        HandshakeQuery query = oauth.server().bean(HandshakeQuery.class);
        HandshakeTimeline timeline = query.find(
                        query.page("NAT", false, 1).handshakes().getFirst().id())
                .orElseThrow();
        assertThat(timeline.entries().toString())
                .contains(
                        "The scope tools:write was left out because the rule for the client NAT allows only tools:read.");
    }

    @Test
    @DisplayName("a rule is changed and deleted in the version that was seen, and comes back as it was")
    void locksOptimistically() {
        PolicyRule rule = scopes(PolicyLevel.GLOBAL, null, "tools:read");
        PolicyRule changed = new PolicyRule(
                rule.id(), rule.version(), rule.level(), null, null, Set.of("tools:write"), null, null, null);
        assertThat(book().change(changed, "system")).isTrue();
        assertThat(book().change(changed, "system")).isFalse();
        assertThat(book().delete(rule.id(), rule.version(), "system")).isFalse();
        assertThat(offered("alice", ALL)).containsExactly("tools:write");
        PolicyRule now = book().find(rule.id()).orElseThrow();
        assertThat(book().delete(now.id(), now.version(), "system")).isTrue();
        assertThat(book().restore(now.id(), "system")).isTrue();
        assertThat(book().restore(now.id(), "system")).isFalse();
        assertThat(book().find(rule.id()).orElseThrow().scopes()).containsExactly("tools:write");
    }
}
