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
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person in a browser, with script and without, from the app's request to the end of the connection. */
class AskingInBrowserTests {

    private static Approving approving;

    private static HttpServer app;

    private static final BlockingQueue<String> ANSWERS = new LinkedBlockingQueue<>();

    private record App(String name, String clientId) {

        String authorize(String scope) {
            return approving
                    .oauth
                    .authorizeUri(Approving.request(clientId, callback(), "scope=" + scope))
                    .toString();
        }

        /** What it got for the code that the browser brought. */
        Map<String, Object> tokens() throws InterruptedException {
            String code = Oauth.query(answer()).get("code");
            return Oauth.json(approving.oauth.token(
                    Objects.requireNonNull(code), "client_id=" + clientId, "redirect_uri=" + callback()));
        }

        String answer() throws InterruptedException {
            return Objects.requireNonNull(ANSWERS.poll(10, TimeUnit.SECONDS), "no answer came to the app");
        }

        Map<String, Object> refreshed(Map<String, Object> tokens) {
            return Oauth.json(approving.oauth.refresh((String) tokens.get("refresh_token"), "client_id=" + clientId));
        }
    }

    @BeforeAll
    static void start() throws IOException {
        approving = new Approving(TestServer.start(TestServer.arguments(Database.H2, TestServer.temporaryFolder())));
        approving.needsApproval("tools:delete");
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

    private static App app() {
        String name = Approving.name();
        return new App(name, approving.register(name, callback()));
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

    private static void allow(Page page) {
        page.waitForSelector("[data-guard]:enabled");
        page.click("button[value=allow]");
        assertThat(page.locator("body")).containsText("Connected");
    }

    private static void approveOnce(BrowserContext context, App app) {
        Page approver = signedIn(context, "approver", "/admin/approvals?q=" + app.name());
        approver.locator("button[value=approve]").click();
        assertThat(approver.locator("[role=status]")).containsText(app.name());
        approver.close();
    }

    @Test
    @DisplayName("a step-up that needs a yes: the person asks, it is approved, the flow goes on, and it lasts an hour")
    void stepsUpWithApproval() throws InterruptedException {
        App app = app();
        try (BrowserContext persons = Browser.open();
                BrowserContext administrators = Browser.open()) {
            Page person = signedIn(persons, "alice", app.authorize("tools:read"));
            allow(person);
            Assertions.assertThat(app.tokens()).containsEntry("scope", "tools:read");

            person.navigate(app.authorize("tools:read tools:delete"));
            assertThat(person.locator(".kept")).containsText("Read things");
            assertThat(person.locator("input[type=checkbox][name=scope]")).hasCount(0);
            assertThat(person.locator(".scope.off")).containsText("needs an administrator's yes");
            person.click("button[value=ask]");
            assertThat(person.locator("h1")).containsText("waits for an administrator");
            approveOnce(administrators, app);

            // Nobody touches the person's page.
            person.waitForURL("**/consent?transaction=*");
            person.check("input[value='tools:delete']");
            allow(person);
            Map<String, Object> tokens = app.tokens();
            Assertions.assertThat(tokens).containsEntry("scope", "tools:read tools:delete");
            approving.server.clock().advance(Duration.ofMinutes(61));
            Assertions.assertThat(approving.oauth.active(tokens.get("access_token")))
                    .isFalse();
            Assertions.assertThat(app.refreshed(tokens)).containsEntry("scope", "tools:read");
        }
    }

    @Test
    @DisplayName("without JavaScript a person signs in, allows, sees, narrows and takes back, and the agent is out")
    void livesWithoutScript() throws InterruptedException {
        App app = app();
        try (BrowserContext context = Browser.openWithoutScript()) {
            Page page = context.newPage();
            page.navigate(app.authorize("tools:read tools:write"));
            page.fill("#username", "bob");
            page.fill("#password", Oauth.password("bob"));
            page.click("button[type=submit]");
            assertThat(page.locator("h1")).containsText(app.name());
            assertThat(page.locator("button[value=allow]")).hasText("Allow selected");
            page.check("input[value='tools:write']");
            page.fill("#label", "without script");
            page.click("button[value=allow]");
            assertThat(page.locator("body")).containsText("Connected");
            Map<String, Object> tokens = app.tokens();
            Assertions.assertThat(tokens).containsEntry("scope", "tools:read tools:write");

            page.navigate(url("/account"));
            assertThat(page.locator(".agents")).containsText("without script");
            page.locator(".agents > li", new Page.LocatorOptions().setHasText(app.name()))
                    .locator("a:has-text('Change')")
                    .click();
            page.uncheck("input[value='tools:write']");
            page.click("button:has-text('Save')");
            Map<String, Object> narrowed = app.refreshed(tokens);
            Assertions.assertThat(narrowed).containsEntry("scope", "tools:read");

            page.locator(".agents > li", new Page.LocatorOptions().setHasText(app.name()))
                    .locator("a:has-text('Take back')")
                    .click();
            page.click("button.danger");
            Assertions.assertThat(app.refreshed(narrowed)).containsEntry("error", "invalid_grant");
            page.navigate(url("/sign-out"));
            page.click("button[type=submit]");
            page.navigate(url("/account"));
            Assertions.assertThat(page.url()).contains("/sign-in");
        }
    }

    @Test
    @DisplayName("without JavaScript a person asks an administrator, looks again, goes on, and denies another app")
    void asksWithoutScript() throws InterruptedException {
        App app = app();
        try (BrowserContext persons = Browser.openWithoutScript();
                BrowserContext administrators = Browser.openWithoutScript()) {
            Page person = signedIn(persons, "alice", app.authorize("tools:read tools:delete"));
            person.click("button[value=ask]");
            assertThat(person.locator("h1")).containsText("waits for an administrator");
            person.click("a:has-text('Look again')");
            assertThat(person.locator("h1")).containsText("waits for an administrator");
            approveOnce(administrators, app);
            person.click("a:has-text('Look again')");
            person.check("input[value='tools:delete']");
            person.click("button[value=allow]");
            assertThat(person.locator("body")).containsText("Connected");
            Assertions.assertThat(app.tokens()).containsEntry("scope", "tools:read tools:delete");

            App other = app();
            person.navigate(other.authorize("tools:read"));
            person.click("button[value=deny]");
            assertThat(person.locator("body")).containsText("Connected");
            Assertions.assertThat(other.answer()).contains("error=access_denied");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Browser.LAPTOP, Browser.PHONE})
    @DisplayName("the pages are accessible and fit")
    void arePresentable(int width) {
        App app = app();
        PageCheck check = new PageCheck();
        try (BrowserContext context = Browser.open(width);
                BrowserContext administrators = Browser.open(width)) {
            Page person = signedIn(context, "alice", app.authorize("tools:read tools:write tools:delete"));
            person.waitForSelector("[data-guard]:enabled");
            check.look(person, "consent-held-back");
            person.click("button[value=ask]");
            check.look(person, "approval-more-waiting");
            Page approver = signedIn(administrators, "approver", "/admin/approvals?q=" + app.name());
            check.look(approver, "approvals-more");
            approver.locator("button[value=deny]").click();
            assertThat(person.locator("h1")).containsText("was not approved");
            check.look(person, "approval-more-denied");
            person.click("a:has-text('Go on without it')");
            assertThat(person.locator(".scope.off")).hasCount(1);
            Assertions.assertThat(check.findings()).isEmpty();
        }
    }
}
