package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.gatehouse.authserver.testing.Browser;
import dev.gatehouse.authserver.testing.Canary;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.FakeMcp;
import dev.gatehouse.authserver.testing.PageCheck;
import dev.gatehouse.authserver.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An owner adds an MCP server by its address, with a token for its tools, in a browser. */
class AddingInBrowserTests {

    private static final String TOKEN = "a-token-for-its-tools";

    private static final String READING = """
            {"name":"find_contact","title":"Find a contact","annotations":{"readOnlyHint":true},
             "securitySchemes":[{"type":"oauth2","scopes":["crm.contacts.read"]}]},
            {"name":"list_contacts","title":"List contacts","annotations":{"readOnlyHint":true},
             "securitySchemes":[{"type":"oauth2","scopes":["crm.contacts.read"]}]}""";

    private static final String CHANGING = """
            {"name":"tag_contact","title":"Tag a contact","annotations":{"destructiveHint":false},
             "securitySchemes":[{"type":"oauth2","scopes":["crm.tags.write"]}]},
            {"name":"forget_contact","title":"Forget a contact"}""";

    private static Canary mcp;

    private static TestServer server;

    @BeforeAll
    static void start() {
        mcp = Canary.start();
        List<String> arguments = new ArrayList<>(TestServer.arguments(Database.H2, TestServer.temporaryFolder()));
        arguments.addAll(mcp.arguments());
        server = TestServer.start(arguments);
    }

    @AfterAll
    static void stop() {
        server.close();
        mcp.stop();
    }

    @ParameterizedTest
    @ValueSource(ints = {Browser.LAPTOP, Browser.PHONE})
    void anOwnerAddsAServerByItsAddress(int width) {
        String path = "/contacts-" + width;
        mcp.serveJson("/.well-known/oauth-protected-resource" + path, """
                {"resource":"%s","resource_name":"Contacts","scopes_supported":["crm.contacts.read"],
                 "authorization_servers":["%s"]}""".formatted(mcp.url(path), server.issuer()));
        mcp.serve(path, new FakeMcp(true, TOKEN, READING, CHANGING)::handle);
        try (BrowserContext context = Browser.open(width)) {
            Page page = context.newPage();
            PageCheck check = new PageCheck();
            Browser.signIn(page, server.url("/sign-in").toString(), "root", "root-password-1");
            page.navigate(server.url("/admin/servers/add").toString());
            page.fill("#uri", mcp.url(path));
            page.fill("#access_token", TOKEN);
            page.click("button:has-text('Ask it what it is')");
            check.look(page, "server-add-tools");
            assertThat(page.inputValue("#tools_0")).isEqualTo("find_contact list_contacts");
            page.fill("#text_0", "See contacts");
            page.click("button:has-text('Add the MCP server')");
            check.look(page, "server-add-unfinished");
            assertThat(page.locator("#text_1-problem").textContent()).contains("What it allows must not be empty");
            page.fill("#text_1", "Tag contacts");
            page.click("button:has-text('Add the MCP server')");
            assertThat(page.locator("[role=status]").first().textContent()).contains("Added.");
            page.fill("#access_token", TOKEN);
            page.click("button:has-text('Ask it now')");
            check.look(page, "server-tools");
            assertThat(page.locator("main").textContent())
                    .doesNotContain("It does not publish")
                    .contains("It has the tools forget_contact, which no permission here names");
            assertThat(check.findings()).isEmpty();
        }
    }
}
