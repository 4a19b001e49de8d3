package dev.gatehouse.authserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.gatehouse.authserver.testing.Browser;
import dev.gatehouse.authserver.testing.InMemoryConnectedAgents;
import dev.gatehouse.authserver.testing.MutableClock;
import dev.gatehouse.authserver.testing.PageCheck;
import dev.gatehouse.authserver.testing.PagesTest;
import dev.gatehouse.authserver.testing.SampleAgents;
import dev.gatehouse.authserver.testing.SampleHandshakes;
import dev.gatehouse.authserver.testing.SamplePurpose;
import dev.gatehouse.authserver.testing.TestPeople;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.Role;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@PagesTest
class PagesInBrowserTests {

    private static final String PASSWORD = "a browser test 2026";

    @LocalServerPort
    int port;

    @Autowired
    People people;

    @Autowired
    InMemoryConnectedAgents agents;

    @Autowired
    MutableClock clock;

    @Autowired
    SampleHandshakes handshakes;

    @ParameterizedTest
    @ValueSource(ints = {Browser.LAPTOP, Browser.PHONE})
    void everyPageIsAccessibleAndFits(int width) {
        try (BrowserContext context = Browser.open(width)) {
            Page page = context.newPage();
            PageCheck check = new PageCheck();
            beforeSignIn(page, check);
            Person person = signIn(page);
            account(page, check, person);
            consent(page, check);
            signOut(page, check);
            handshakes(page, check);
            servers(page, check);
            assertThat(check.findings()).isEmpty();
        }
    }

    @Test
    void consentCountsWhatIsTickedAndWaitsHalfASecond() {
        try (BrowserContext context = Browser.open()) {
            Page page = context.newPage();
            page.navigate(url("/sample/consent/registered"));
            assertThat(page.locator("[data-guard]").isDisabled()).isTrue();
            page.waitForSelector("[data-guard]:enabled");
            assertThat(page.locator("[data-guard]").textContent()).isEqualTo("Allow 2 permissions");
            page.check("input[value='mail.send']");
            assertThat(page.locator("[data-guard]").textContent()).isEqualTo("Allow 3 permissions");
            page.locator("input[name=scope]").all().forEach(box -> box.uncheck());
            assertThat(page.locator("[data-guard]").isDisabled()).isTrue();
            page.check("input[value='crm.contacts.read']");
            assertThat(page.locator("[data-guard]").textContent()).isEqualTo("Allow 1 permission");
            assertThat(page.locator("[data-guard]").isEnabled()).isTrue();
            page.navigate(url("/sample/consent/step-up"));
            page.waitForSelector("[data-guard]:enabled");
            assertThat(page.locator("[data-guard]").textContent()).isEqualTo("Allow 1 more permission");
            page.uncheck("input[value='mail.send']");
            assertThat(page.locator("[data-guard]").textContent()).isEqualTo("Keep what it has");
        }
    }

    @Test
    void timesAreRelativeWithTheExactOneInTheReadersZone() {
        try (BrowserContext context = Browser.open()) {
            Page page = context.newPage();
            page.navigate(url("/sample/consent/registered"));
            assertThat(page.locator("time").first().textContent()).isEqualTo("2 minutes ago");
            assertThat(page.locator("time").first().getAttribute("title")).matches(".*(CET|CEST|GMT\\+[12]).*");
        }
    }

    private void beforeSignIn(Page page, PageCheck check) {
        page.navigate(url("/"));
        check.look(page, "home");
        page.navigate(url("/sign-in?continue=" + URLEncoder.encode(SamplePurpose.CONTINUE, StandardCharsets.UTF_8)));
        check.look(page, "sign-in");
        Browser.signIn(page, url("/sign-in"), "nobody", PASSWORD);
        check.look(page, "sign-in-refused");
        page.navigate(url("/nothing-here"));
        check.look(page, "error");
        page.navigate(url("/%2e%2e/%zz"));
        check.look(page, "error-of-the-container");
    }

    private Person signIn(Page page) {
        Person person = TestPeople.create(people, "browser-" + UUID.randomUUID(), "Alice Adams", PASSWORD, Role.PERSON);
        Browser.signIn(page, url("/sign-in"), person.username(), PASSWORD);
        return person;
    }

    private void account(Page page, PageCheck check, Person person) {
        check.look(page, "agents-none");
        agents.add(person.id(), SampleAgents.setUpByAdministrator("Acme Assistant", clock.instant()));
        agents.add(person.id(), SampleAgents.selfRegistered("Claude Code", clock.instant()));
        agents.add(person.id(), SampleAgents.describedBy("chatgpt.com", "ChatGPT", clock.instant()));
        agents.add(person.id(), SampleAgents.describedBy("chatgpt.com", "ChatGPT", clock.instant()));
        page.navigate(url("/account?done=taken-back"));
        check.look(page, "agents");
        page.locator("a:has-text('Change')").first().click();
        check.look(page, "agent-change");
        page.navigate(url("/account"));
        page.locator("a:has-text('Rename')").first().click();
        check.look(page, "agent-rename");
        page.locator("#label").evaluate("field => field.removeAttribute('maxlength')");
        page.fill("#label", "x".repeat(61));
        page.click("button:has-text('Save')");
        check.look(page, "agent-rename-refused");
        assertThat(page.locator("#label").evaluate("field => field === document.activeElement"))
                .isEqualTo(true);
        page.fill("#label", "the one on the old laptop at home");
        page.click("button:has-text('Save')");
        check.look(page, "agent-renamed");
        page.click("button:has-text('Undo')");
        page.locator("a:has-text('Take back')").first().click();
        check.look(page, "take-back");
        IntStream.range(0, 30)
                .forEach(n -> agents.add(
                        person.id(),
                        SampleAgents.selfRegistered("An agent with a long name, number " + n, clock.instant())));
        page.navigate(url("/account?q=agent"));
        check.look(page, "agents-many");
        page.navigate(url("/account/password"));
        check.look(page, "password");
        page.locator("form").evaluate("form => form.noValidate = true");
        page.fill("#new_password", "short");
        page.click("button[type=submit]");
        check.look(page, "password-refused");
        page.navigate(url("/account/mail"));
        check.look(page, "mail-address");
        page.locator("form").evaluate("form => form.noValidate = true");
        page.fill("#email", "no address");
        page.click("button[type=submit]");
        check.look(page, "mail-address-refused");
        page.navigate(url("/sign-in"));
        check.look(page, "sign-in-again");
    }

    private void consent(Page page, PageCheck check) {
        page.navigate(url("/sample/denied"));
        check.look(page, "denied");
        for (String sample :
                new String[] {"registered", "administrator", "step-up", "suspicious", "document", "vouched"}) {
            page.navigate(url("/sample/consent/" + sample));
            page.waitForSelector("[data-guard]:enabled");
            check.look(page, "consent-" + sample);
        }
    }

    private void handshakes(Page page, PageCheck check) {
        Person root = TestPeople.create(
                people, "browser-" + UUID.randomUUID(), "Ruth Root", PASSWORD, Role.PERSON, Role.OWNER);
        Browser.signIn(page, url("/sign-in?continue=/admin/handshakes"), root.username(), PASSWORD);
        handshakes.clear();
        page.navigate(url("/admin/handshakes"));
        check.look(page, "handshakes-none");
        handshakes.recordAll();
        page.navigate(url("/admin/handshakes"));
        check.look(page, "handshakes");
        page.navigate(url("/admin/handshakes?q=nowhere"));
        check.look(page, "handshakes-not-found");
        page.navigate(url("/admin/handshakes?q=" + SampleHandshakes.REFUSED));
        page.locator(".handshakes a").first().click();
        check.look(page, "handshake-refused");
        page.navigate(url("/admin/handshakes?q=" + SampleHandshakes.CONNECTED));
        page.locator(".handshakes a").first().click();
        check.look(page, "handshake-connected");
        policies(page, check);
        page.navigate(url("/"));
        check.look(page, "home-administrator");
    }

    private void policies(Page page, PageCheck check) {
        page.navigate(url("/admin/policies"));
        check.look(page, "policies-none");
        page.click("a:has-text('Add a rule')");
        page.fill("#scope", "crm.contacts.read nothing.such");
        page.selectOption("#grant", "PT168H");
        page.click("button[value=save]");
        check.look(page, "policy-refused");
        page.fill("#scope", "crm.contacts.read crm.tags.write");
        page.fill("#owner", "Ruth Root");
        page.fill("#reason", "The pilot of the sales team");
        page.fill("#until", clock.instant().toString().substring(0, 10));
        page.click("button[value=replay]");
        check.look(page, "policy-replayed");
        page.click("button[value=save]");
        check.look(page, "policies");
        page.click("a:has-text('What would a client get?')");
        page.fill("#client", "nobody");
        page.click("button[type=submit]");
        check.look(page, "simulator-refused");
        page.navigate(url("/admin/policies"));
        page.click("button:has-text('Delete')");
        check.look(page, "policies-deleted");
    }

    private void servers(Page page, PageCheck check) {
        page.navigate(url("/admin/servers"));
        check.look(page, "servers");
        page.locator(".agents h2 a").first().click();
        page.click("button:has-text('Ask it now')");
        check.look(page, "server");
        page.click("a:has-text('Remove the MCP server')");
        check.look(page, "server-remove");
        page.click("a:has-text('Keep it')");
        page.locator("a:has-text('Edit')").first().click();
        check.look(page, "server-scope");
        page.navigate(url("/admin/servers/add"));
        check.look(page, "server-add");
        page.fill("#uri", "https://mcp.invalid/mcp");
        page.click("button:has-text('Ask it what it is')");
        check.look(page, "server-add-proposal");
    }

    private void signOut(Page page, PageCheck check) {
        page.navigate(url("/sign-out"));
        check.look(page, "sign-out");
        page.click("button[type=submit]");
        check.look(page, "signed-out");
    }

    private String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }
}
