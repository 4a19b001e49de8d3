package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Alice at a real browser, which she opens afresh, so that she has to sign in first. */
final class AliceInChromium implements AutoCloseable {

    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;
    private final Page page;

    AliceInChromium(Path chromium) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new LaunchOptions().setExecutablePath(chromium).setArgs(ARGUMENTS));
        page = browser.newPage();
    }

    /** Opens the address that a client named, signs in, and looks at the consent page. */
    Page signIn(String authorizationUrl) {
        page.navigate(authorizationUrl);
        page.getByLabel("Username").fill(DemoServers.ALICE);
        page.getByLabel("Password").fill(DemoServers.ALICES_PASSWORD);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        return page;
    }

    /** Opens the address that a client named, signed in before. */
    Page open(String authorizationUrl) {
        page.navigate(authorizationUrl);
        return page;
    }

    void allowOnly(String scope) {
        allow(box -> box.setChecked(scope.equals(box.inputValue())));
    }

    void allowAlso(String scope) {
        allow(box -> box.setChecked(box.isChecked() || scope.equals(box.inputValue())));
    }

    private void allow(Consumer<Locator> tick) {
        page.locator("input[type=checkbox][name=scope]").all().forEach(tick);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Allow")))
                .click();
        page.waitForURL(Pattern.compile("http://127\\.0\\.0\\.1:\\d+/callback\\?.*"));
        assertThat(page.locator("body").textContent()).containsPattern("Back at the client|You can close this window");
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
