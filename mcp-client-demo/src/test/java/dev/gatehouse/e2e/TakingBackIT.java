package dev.gatehouse.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.client.store.FileCredentialStore;
import dev.gatehouse.client.store.StoredTokens;
import dev.gatehouse.e2e.CommandLineProgram.Outcome;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person takes back on the page is gone at the demo MCP server: an agent, and a real browser. */
@Tag("P04")
class TakingBackIT {

    private static final String[] LIST = {"list_contacts", "--arg", "query=Crane", "--browser", "none", "--timeout", "3"
    };

    @TempDir
    private Path folder;

    @Test
    @DisplayName(
            "P04 V3 alice takes an agent back in the browser, and its next call at the demo server fails until she allows it anew")
    void theAgentFailsOnceItIsTakenBack() {
        Path chromium = NpmPrograms.chromium();
        try (DemoServers servers = DemoServers.start(folder);
                AliceInChromium alice = new AliceInChromium(chromium)) {
            CommandLineProgram agent = new CommandLineProgram(folder, servers.mcpUrl());
            connect(agent, alice);
            Outcome refreshed = callWithoutAccessToken(agent, servers);
            assertThat(refreshed.status()).as(refreshed.err()).isZero();
            assertThat(refreshed.out()).contains("Mei-Ling Chen");

            takeBack(alice.open(servers.issuer() + "/account"));

            Outcome refused = callWithoutAccessToken(agent, servers);
            assertThat(refused.status()).as(refused.err()).isEqualTo(3);
            assertThat(refused.err()).contains("sign in");
            assertThat(refused.out()).doesNotContain("Mei-Ling Chen");
            Process again = agent.begin();
            alice.open(agent.signInUrl());
            alice.allowOnly("crm.contacts.read");
            Outcome connected = agent.await(again);
            assertThat(connected.status()).as(connected.err()).isZero();
        }
    }

    private static void connect(CommandLineProgram agent, AliceInChromium alice) {
        Process connecting = agent.begin();
        alice.signIn(agent.signInUrl());
        alice.allowOnly("crm.contacts.read");
        Outcome connected = agent.await(connecting);
        assertThat(connected.status()).as(connected.err()).isZero();
    }

    private static void takeBack(Page page) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("^Take back")))
                .click();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Take back")))
                .click();
        assertThat(page.getByText("Nothing is connected")).isVisible();
    }

    /** What it holds besides its refresh token counts as ended, as it does some minutes later. */
    private static Outcome callWithoutAccessToken(CommandLineProgram agent, DemoServers servers) {
        new FileCredentialStore(agent.store())
                .change(credentials -> credentials.withTokens(
                        ended(credentials.tokensForServer(servers.mcpUrl()).orElseThrow())));
        return agent.run("call", LIST);
    }

    private static StoredTokens ended(StoredTokens held) {
        return new StoredTokens(
                held.resource(),
                held.resourcePublished(),
                held.servers(),
                held.issuer(),
                held.clientId(),
                held.accessToken(),
                held.refreshToken(),
                held.scopes(),
                Instant.EPOCH,
                held.bound());
    }
}
