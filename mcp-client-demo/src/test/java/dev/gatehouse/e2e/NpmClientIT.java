package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client that nobody here wrote, {@code @modelcontextprotocol/client} with its own OAuth code, and a real browser in
 * which alice signs in and consents.
 */
@Tag("P20")
class NpmClientIT {

    private static final List<String> CHROMIUM_ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private static final JsonMapper JSON = JsonMapper.shared();

    private Path node;
    private Path chromium;
    private Path script;
    private @Nullable DemoServers running;

    /** Before the test and not before the class, so that a skipped test is counted as one. */
    @BeforeEach
    void startServers(@TempDir Path data) throws Exception {
        chromium = NpmPrograms.chromium();
        node = NpmPrograms.node();
        script = install(NpmPrograms.npm(), Files.createDirectory(data.resolve("npm")));
        running = DemoServers.start(data);
    }

    @AfterEach
    void stopServers() {
        if (running != null) {
            running.close();
        }
    }

    @Test
    @DisplayName("P20 the npm client connects, calls a tool, steps up and calls another one")
    void connectsCallsAToolStepsUpAndCallsAnotherOne() throws Exception {
        DemoServers servers = Objects.requireNonNull(running);
        Process client = new ProcessBuilder(node.toString(), script.toString(), servers.mcpUrl())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright.chromium().launch(launchOptions());
                BrowserContext person = browser.newContext();
                BufferedReader answers = client.inputReader()) {
            Page page = person.newPage();

            signIn(page, next(answers, "open").stringValue());
            assertThat(page.locator("h1").textContent()).contains("npm test client");
            assertThat(page.locator("main").textContent()).contains("127.0.0.1:", servers.mcpUrl());
            allowOnly(page, "crm.contacts.read");
            JsonNode first = next(answers, "contacts");

            page.navigate(next(answers, "open").stringValue());
            page.getByRole(AriaRole.CHECKBOX, named("crm.tags.write")).check();
            allow(page);
            JsonNode second = next(answers, "tagged");

            assertThat(first.toString()).contains("Mei-Ling Chen", "Paper Crane Studio");
            assertThat(second.toString()).contains("from-npm");
            assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(client.exitValue()).isZero();
        } finally {
            client.destroyForcibly();
        }
    }

    private static void signIn(Page page, String authorizationUrl) {
        page.navigate(authorizationUrl);
        page.getByLabel("Username").fill(DemoServers.ALICE);
        page.getByLabel("Password").fill(DemoServers.ALICES_PASSWORD);
        page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
    }

    private static void allowOnly(Page page, String scope) {
        for (var box : page.locator("input[name=scope]").all()) {
            box.setChecked(scope.equals(box.inputValue()));
        }
        allow(page);
    }

    private static void allow(Page page) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Allow")))
                .click();
        page.waitForURL(Pattern.compile("http://127\\.0\\.0\\.1:\\d+/callback\\?.*"));
        assertThat(page.locator("body").textContent()).contains("Back at the client.");
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    private LaunchOptions launchOptions() {
        return new LaunchOptions().setExecutablePath(chromium).setArgs(CHROMIUM_ARGUMENTS);
    }

    /** The next line of the client, which must have this member. */
    private static JsonNode next(BufferedReader answers, String member) throws IOException {
        String line = answers.readLine();
        if (line == null) {
            return fail("the npm client ended without " + member + "; what it said is above");
        }
        JsonNode answer = JSON.readTree(line);
        assertThat(answer.propertyNames()).contains(member);
        return answer.path(member);
    }

    /** Installs exactly what the lock file names, outside the source tree. */
    private static Path install(Path npm, Path folder) throws Exception {
        Path sources = Path.of("src", "test", "npm").toAbsolutePath();
        for (String name : List.of("package.json", "package-lock.json", "connect.mjs")) {
            Files.copy(sources.resolve(name), folder.resolve(name));
        }
        Path log = folder.resolve("npm.log");
        Process process = new ProcessBuilder(npm.toString(), "ci", "--no-audit", "--no-fund", "--ignore-scripts")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).describedAs(Files.readString(log)).isZero();
        return folder.resolve("connect.mjs");
    }
}
