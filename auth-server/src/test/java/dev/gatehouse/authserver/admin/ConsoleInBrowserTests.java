package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.SelectOption;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.Browser;
import dev.gatehouse.authserver.testing.MutableClock;
import dev.gatehouse.authserver.testing.PageCheck;
import dev.gatehouse.authserver.testing.PagesTest;
import dev.gatehouse.authserver.testing.SampleHandshakes;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The console in a real browser. */
@PagesTest
class ConsoleInBrowserTests {

    private static final String PASSWORD = "a browser test 2026";

    @LocalServerPort
    int port;

    @Autowired
    People people;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MutableClock clock;

    @Autowired
    SampleHandshakes handshakes;

    @ParameterizedTest
    @ValueSource(ints = {Browser.LAPTOP, Browser.PHONE})
    void everyPageIsAccessibleAndFits(int width) {
        handshakes.clear();
        handshakes.recordAll();
        try (BrowserContext context = Browser.open(width)) {
            Page page = context.newPage();
            PageCheck check = new PageCheck();
            Person root = person("Ruth Root", Role.PERSON, Role.OWNER);
            Person alice = person("Alice Adams", Role.PERSON);
            UUID client = client("Claude Code");
            UUID grant = grant(client, alice);
            Browser.signIn(page, url("/sign-in?continue=/admin"), root.username(), PASSWORD);
            look(page, check, "/admin", "console-overview");
            look(page, check, "/admin/people", "console-people");
            look(page, check, "/admin/people?q=nobody-at-all", "console-people-none");
            look(page, check, "/admin/people/" + root.id(), "console-person-self");
            page.navigate(url("/admin/people/" + alice.id()));
            page.locator("summary:has-text('Disable this person')").click();
            check.look(page, "console-person");
            look(page, check, "/admin/invite", "console-invite");
            page.fill("#username", "invited-" + UUID.randomUUID());
            page.fill("#display_name", "Ivy Invited");
            page.click("button:has-text('Make the link')");
            check.look(page, "console-invited");
            String link = page.textContent(".secret");
            look(page, check, "/admin/clients", "console-clients");
            page.locator("form.several input[name=client]").first().check();
            page.click("button:has-text('Disable…')");
            check.look(page, "console-clients-question");
            page.click("button.danger");
            check.look(page, "console-clients-changed");
            page.click("button:has-text('Undo')");
            look(page, check, "/admin/clients?tick=all", "console-clients-ticked");
            look(page, check, "/admin/unused-clients?days=3000", "console-unused-none");
            unused(client("An app that nobody uses"));
            look(page, check, "/admin/unused-clients?days=1000", "console-unused");
            page.click("button.danger");
            check.look(page, "console-unused-removed");
            look(page, check, "/admin/clients/" + client, "console-client");
            page.locator("#label").evaluate("field => field.removeAttribute('maxlength')");
            page.fill("#label", "x".repeat(61));
            page.click("button:has-text('Save the name')");
            check.look(page, "console-client-refused");
            assertThat(page.locator("#label").evaluate("field => field === document.activeElement"))
                    .isEqualTo(true);
            page.fill("#label", "Build bots, team data");
            page.click("button:has-text('Save the name')");
            page.fill("#label", "Build bots of the team that looks after the data, in Berlin");
            page.click("button:has-text('Save the name')");
            check.look(page, "console-client-named");
            look(page, check, "/admin/clients/" + client, "console-client-undo");
            look(page, check, "/admin/clients?q=team+that", "console-clients-named");
            look(page, check, "/admin/grants", "console-grants");
            look(page, check, "/admin/grants/" + grant, "console-grant");
            look(page, check, "/admin/end-grants?person=" + alice.username(), "console-end-grants");
            look(page, check, "/admin/audit", "console-audit");
            page.locator(".diary a").first().click();
            check.look(page, "console-audit-entry");
            look(page, check, "/admin/keys", "console-keys");
            look(page, check, "/admin/settings", "console-settings");
            look(page, check, link.substring(link.indexOf("/set-password")), "set-password");
            assertThat(check.findings()).isEmpty();
        }
    }

    @Test
    void anOwnerDisablesAPersonWhoIsOutAtOnce() {
        Person root = person("Ruth Root", Role.PERSON, Role.OWNER);
        Person alice = person("Alice Adams", Role.PERSON);
        grant(client("Claude Code"), alice);
        try (BrowserContext owner = Browser.open();
                BrowserContext other = Browser.open()) {
            Page theirs = other.newPage();
            Browser.signIn(theirs, url("/sign-in"), alice.username(), PASSWORD);
            Page page = owner.newPage();
            Browser.signIn(page, url("/sign-in?continue=/admin/people"), root.username(), PASSWORD);
            page.fill("#q", alice.username());
            page.click("form[role=search] button");
            page.click(".table a:has-text('Alice Adams')");
            page.click("summary:has-text('Disable this person')");
            page.click("button:has-text('Disable and end 1 grant')");
            assertThat(page.locator("[role=status]").textContent()).contains("Disabled.");
            theirs.navigate(url("/account"));
            assertThat(theirs.url()).contains("/sign-in");
        }
    }

    @Test
    void anOwnerExportsWhatTheListIsSearchedFor() throws IOException {
        Person root = person("Ruth Root", Role.PERSON, Role.OWNER);
        String name = "Exported " + UUID.randomUUID();
        client(name);
        client("Not exported");
        try (BrowserContext context = Browser.open()) {
            Page page = context.newPage();
            Browser.signIn(page, url("/sign-in?continue=/admin/clients"), root.username(), PASSWORD);
            page.fill("#q", name);
            page.click("form[role=search] button");
            page.waitForURL("**/admin/clients?q=*");
            for (String format : List.of("CSV", "JSON")) {
                Download download = page.waitForDownload(() -> page.click("a:text-is('" + format + "')"));
                assertThat(download.suggestedFilename()).isEqualTo("clients." + format.toLowerCase(Locale.ROOT));
                assertThat(Files.readString(download.path())).contains(name).doesNotContain("Not exported");
            }
            page.navigate(url("/admin/audit"));
            assertThat(page.locator(".diary").textContent()).contains("exported a list");
        }
    }

    @Test
    void anOwnerTriesAPolicyOnTheLastWeekSavesItAndAsksWhatAClientWouldGet() {
        Person root = person("Ruth Root", Role.PERSON, Role.OWNER);
        Person alice = person("Alice Adams", Role.PERSON);
        UUID client = client("Claude Code");
        try (BrowserContext context = Browser.open()) {
            Page page = context.newPage();
            Browser.signIn(page, url("/sign-in?continue=/admin/policies"), root.username(), PASSWORD);
            assertThat(simulated(page, client, alice)).doesNotContain("was left out because");
            page.navigate(url("/admin/policies"));
            page.click("a:has-text('Add a rule')");
            page.fill("#scope", "crm.contacts.read");
            page.click("button[value=replay]");
            page.waitForSelector(".note[role=status]");
            page.click("button[value=save]");
            page.waitForSelector("button:has-text('Delete')");
            try {
                assertThat(simulated(page, client, alice)).contains("crm.tags.write was left out because");
            } finally {
                page.navigate(url("/admin/policies"));
                page.click("button:has-text('Delete')");
                page.waitForSelector("button:has-text('Undo')");
            }
            assertThat(simulated(page, client, alice)).doesNotContain("was left out because");
        }
    }

    private String simulated(Page page, UUID client, Person person) {
        page.navigate(url("/admin/simulator"));
        page.fill("#client", "dyn_" + client);
        page.fill("#person", person.username());
        page.selectOption("#resource", new SelectOption().setIndex(1));
        page.fill("#scope", "crm.contacts.read crm.tags.write");
        page.click("main button[type=submit]");
        page.waitForSelector("#answer");
        // The heading can be there before the rest of the page is.
        page.waitForLoadState();
        return page.locator("main").textContent();
    }

    private static void look(Page page, PageCheck check, String path, String name) {
        String origin = page.url().replaceFirst("^(https?://[^/]+).*", "$1");
        page.navigate(origin + path);
        check.look(page, name);
    }

    private Person person(String name, Role... roles) {
        return people.create(
                "browser-" + UUID.randomUUID(), name, people.hashed(PASSWORD), Set.of(roles), Set.of("engineering"));
    }

    private UUID client(String name) {
        UUID id = Secrets.uuid7(clock.instant());
        jdbc.sql("""
                insert into client (id, client_id, client_name, source, status, auth_method, grant_types, metadata_json,
                    created_at, identity_hash, version)
                values (?, ?, ?, 'DCR', 'ACTIVE', 'none', 'authorization_code refresh_token', '{}', ?, ?, 1)""")
                .params(id, "dyn_" + id, name, clock.instant().atOffset(ZoneOffset.UTC), Secrets.sha256(id.toString()))
                .update();
        jdbc.sql("insert into client_redirect_uri (client_id, uri, position) values (?, ?, 0)")
                .params(id, "http://localhost:53124/callback")
                .update();
        return id;
    }

    private void unused(UUID client) {
        jdbc.sql("update client set created_at = ?, last_used_at = ? where id = ?")
                .params(
                        clock.instant().minus(Duration.ofDays(2000)).atOffset(ZoneOffset.UTC),
                        clock.instant().minus(Duration.ofDays(1500)).atOffset(ZoneOffset.UTC),
                        client)
                .update();
    }

    private UUID grant(UUID client, Person person) {
        UUID id = Secrets.uuid7(clock.instant());
        jdbc.sql("""
                insert into grant_family (id, client_id, user_id, resource_uri, scope, created_at, absolute_expires_at)
                values (?, ?, ?, 'https://mcp.example.com/mcp', 'crm.contacts.read crm.tags.write', ?, ?)""")
                .params(
                        id,
                        client,
                        person.id(),
                        clock.instant().atOffset(ZoneOffset.UTC),
                        clock.instant().plus(Duration.ofHours(8)).atOffset(ZoneOffset.UTC))
                .update();
        token(id, "CODE", 60, true);
        token(id, "ACCESS", 600, false);
        token(id, "REFRESH", 86400, false);
        return id;
    }

    private void token(UUID grant, String type, int seconds, boolean used) {
        jdbc.sql("""
                insert into token (purge_on, hash, family_id, type, scope, issued_at, expires_at, consumed_at)
                values (?, ?, ?, ?, 'crm.contacts.read', ?, ?, ?)""")
                .param(clock.instant().atOffset(ZoneOffset.UTC).toLocalDate().plusDays(2))
                .param(Secrets.sha256(grant + type))
                .param(grant)
                .param(type)
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .param(clock.instant().plusSeconds(seconds).atOffset(ZoneOffset.UTC))
                .param(used ? clock.instant().atOffset(ZoneOffset.UTC) : null)
                .update();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }
}
