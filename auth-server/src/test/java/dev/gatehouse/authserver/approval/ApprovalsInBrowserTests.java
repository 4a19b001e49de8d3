package dev.gatehouse.authserver.approval;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.authserver.testing.Browser;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.PageCheck;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People wait and administrators decide, each in a browser of their own. */
class ApprovalsInBrowserTests {

    private static Approving approving;

    private static HttpServer app;

    private static final BlockingQueue<String> ANSWERS = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start() throws IOException {
        List<String> arguments = new ArrayList<>(TestServer.arguments(Database.H2, TestServer.temporaryFolder()));
        arguments.add("--gatehouse.approval.mode=by-rule");
        approving = new Approving(TestServer.start(arguments));
        app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        app.createContext("/callback", exchange -> {
            ANSWERS.add(exchange.getRequestURI().toString());
            byte[] body = "Connected".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        app.start();
    }

    @AfterAll
    static void stop() {
        app.stop(0);
        approving.server.close();
    }

    private static String callback() {
        return "http://127.0.0.1:" + app.getAddress().getPort() + "/callback";
    }

    private static String url(String path) {
        return approving.server.url(path.replace(" ", "%20")).toString();
    }

    private static Page signedIn(BrowserContext context, String username, String path) {
        Page page = context.newPage();
        Browser.signIn(page, url("/sign-in"), username, Oauth.password(username));
        page.navigate(path.startsWith("http") ? path : url(path));
        return page;
    }

    private static String authorize(String name) {
        String client = approving.register(name, callback());
        return approving
                .oauth
                .authorizeUri(Approving.request(client, callback(), "scope=tools:read tools:write"))
                .toString();
    }

    @Test
    @DisplayName("an administrator approves while the person waits, and the person's page goes on by itself")
    void goesOnWhileThePersonWaits() throws InterruptedException {
        String name = Approving.name();
        try (BrowserContext persons = Browser.open();
                BrowserContext administrators = Browser.open()) {
            Page person = signedIn(persons, "alice", authorize(name));
            assertThat(person.locator("h1")).containsText(name + " waits for an administrator");
            Page administrator = signedIn(administrators, "approver", "/admin/approvals?q=" + name);
            administrator
                    .locator("input[value='" + Oauth.RS1 + " tools:write']")
                    .uncheck();
            administrator
                    .getByText("Everyone", new Page.GetByTextOptions().setExact(true))
                    .click();
            administrator
                    .getByRole(
                            com.microsoft.playwright.options.AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Approve").setExact(true))
                    .click();
            assertThat(administrator.locator("[role=status]")).containsText("Approved for everyone");

            // Nobody touches the person's page.
            person.waitForURL("**/consent?transaction=*");
            assertThat(person.locator("input[name=scope]")).hasCount(1);
            person.waitForSelector("[data-guard]:enabled");
            person.getByText("Allow 1 permission").click();
            assertThat(person.locator("body")).containsText("Connected");
            org.assertj.core.api.Assertions.assertThat(ANSWERS.poll(10, TimeUnit.SECONDS))
                    .contains("code=", "state=s1", "iss=");
        }
    }

    @Test
    @DisplayName("a block while the person waits is told in the page, with the way back to the app")
    void isToldOfABlock() throws InterruptedException {
        String name = Approving.name();
        try (BrowserContext persons = Browser.open();
                BrowserContext administrators = Browser.open()) {
            Page person = signedIn(persons, "alice", authorize(name));
            Page administrator = signedIn(administrators, "approver", "/admin/approvals?q=" + name);
            administrator.fill("input[name=reason]", "Not this one");
            administrator.locator("button.danger").click();
            assertThat(person.locator("h1")).containsText(name + " was not approved");
            assertThat(person.locator("main")).containsText("Not this one");
            person.getByText("Go back to the app").click();
            assertThat(person.locator("body")).containsText("Connected");
            org.assertj.core.api.Assertions.assertThat(ANSWERS.poll(10, TimeUnit.SECONDS))
                    .contains("error=access_denied", "iss=");
            administrator
                    .getByText("Undo", new Page.GetByTextOptions().setExact(true))
                    .click();
            assertThat(administrator.locator("[role=status]")).containsText("Undone");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Browser.LAPTOP, Browser.PHONE})
    @DisplayName("the pages are accessible and fit")
    void arePresentable(int width) {
        String name = "Notes for Teams " + width;
        PageCheck check = new PageCheck();
        try (BrowserContext context = Browser.open(width);
                BrowserContext administrators = Browser.open(width)) {
            Page owner = signedIn(administrators, "root", "/admin/approvals?show=blocked");
            check.look(owner, "approvals-none");
            Page person = signedIn(context, "alice", authorize(name));
            String waits = person.url();
            check.look(person, "approval-waiting");
            UserAgent bob = approving.oauth.signedIn("bob");
            bob.get(java.net.URI.create(authorize(name)));
            bob.get(java.net.URI.create(authorize("Another app, whose name is rather long " + width)));
            owner.navigate(url("/admin/approvals"));
            check.look(owner, "approvals");
            owner.navigate(url("/admin/approvals?q=" + name));
            owner.getByText("Some people", new Page.GetByTextOptions().setExact(true))
                    .first()
                    .click();
            check.look(owner, "approvals-decide");
            owner.locator("input[name=groups]").first().fill("no group!");
            owner.locator("input[name=reason]").first().fill("Because");
            owner.locator("button[value=approve]").first().click();
            assertThat(owner.locator("input[name=groups]:focus")).hasAttribute("aria-invalid", "true");
            assertThat(owner.locator("input[name=reason]").first()).hasValue("Because");
            check.look(owner, "approvals-refused");
            owner.locator("button[value=deny]").first().click();
            assertThat(person.locator("h1")).containsText("was not approved");
            check.look(person, "approval-denied");
            check.look(owner, "approvals-decided");
            person.navigate(authorize(name));
            owner.navigate(url("/admin/approvals?q=" + name));
            owner.getByText("Everyone", new Page.GetByTextOptions().setExact(true))
                    .click();
            owner.fill("input[name=reason]", "Checked with the vendor");
            owner.fill("input[name=until]", "2035-12-31");
            owner.locator("button[value=approve]").click();
            person.waitForURL("**/consent?transaction=*");
            person.navigate(waits);
            assertThat(person.locator("h1")).containsText("Approved: press connect");
            check.look(person, "approval-approved");
            owner.navigate(url("/admin/approvals?show=approved"));
            owner.locator("summary").first().click();
            check.look(owner, "approvals-approved");
            owner.navigate(url("/admin/rules"));
            check.look(owner, "rules-none");
            owner.fill("#scope", "a b");
            owner.getByText("Add the rule").click();
            assertThat(owner.locator("#scope:focus")).hasValue("a b");
            check.look(owner, "rules-refused");
            owner.fill("#scope", "");
            owner.fill("#domain", "example.com");
            owner.locator("input[value=ALLOW]").click();
            owner.getByText("Add the rule").click();
            owner.fill("#scope", "tools:write");
            owner.fill("#group", "contractors");
            owner.fill("#reason", "Contractors only read.");
            owner.locator("input[value=BLOCK]").click();
            owner.getByText("Add the rule").click();
            check.look(owner, "rules");
            owner.getByText("Delete").first().click();
            check.look(owner, "rules-deleted");
            approving.server.jdbc().sql("delete from approval_rule").update();
            org.assertj.core.api.Assertions.assertThat(check.findings()).isEmpty();
        }
    }
}
