package dev.gatehouse.authserver.testing;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Chromium without a window, one for the whole test run. It is found at {@code CHROMIUM} or
 * {@code /usr/bin/chromium}; without one a test that opens it is skipped and one line says so. For one thread.
 */
public final class Browser {

    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    /** How wide a page is on a laptop and on a phone, in pixels. */
    public static final int LAPTOP = 1280;

    public static final int PHONE = 360;

    private static com.microsoft.playwright.@Nullable Browser started;

    private static boolean told;

    private Browser() {}

    /** A new browser profile: no cookies, light colours, a window of this width. Close it at the end. */
    public static BrowserContext open(int width) {
        BrowserContext context = chromium()
                .newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                        .setColorScheme(ColorScheme.LIGHT)
                        .setViewportSize(width, 900)
                        .setLocale("en-GB")
                        .setTimezoneId("Europe/Berlin"));
        context.setDefaultTimeout(10_000);
        return context;
    }

    /** A new profile on a laptop. */
    public static BrowserContext open() {
        return open(LAPTOP);
    }

    /** A new profile of somebody who has switched JavaScript off. */
    public static BrowserContext openWithoutScript() {
        BrowserContext context = chromium()
                .newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                        .setJavaScriptEnabled(false)
                        .setViewportSize(1280, 900)
                        .setLocale("en-GB"));
        context.setDefaultTimeout(10_000);
        return context;
    }

    /** Signs in by the form and waits for what follows. */
    public static void signIn(Page page, String signInUrl, String username, String password) {
        page.navigate(signInUrl);
        page.fill("#username", username);
        page.fill("#password", password);
        page.click("button[type=submit]");
    }

    private static synchronized com.microsoft.playwright.Browser chromium() {
        Optional<Path> executable = executable();
        if (executable.isEmpty() && !told) {
            told = true;
            System.out.println("Tests that need a browser are skipped: there is no /usr/bin/chromium, and CHROMIUM"
                    + " names none");
        }
        Assumptions.assumeTrue(executable.isPresent(), "no Chromium");
        if (started == null) {
            Playwright playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
            started = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(executable.get())
                            .setArgs(ARGUMENTS));
        }
        return Objects.requireNonNull(started);
    }

    private static Optional<Path> executable() {
        String named = System.getenv("CHROMIUM");
        Path path = Path.of(named == null ? "/usr/bin/chromium" : named);
        return Files.isExecutable(path) ? Optional.of(path) : Optional.empty();
    }
}
