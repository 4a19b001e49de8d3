package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stand-in for a person runs as a process of its own, as {@code --browser} starts it. */
class HeadlessPersonTests extends CommandLineTest {

    @BeforeEach
    void servePages() {
        as.pages = true;
    }

    private String person(String password, String options) throws IOException {
        Path file = Files.writeString(folder.resolve("a password"), password + "\n");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return "--browser='" + java + "' -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path") + "' "
                + Gatehouse.class.getName() + " headless-person --user alice --password-file '" + file + "' " + options;
    }

    @Test
    void signsInAndAllowsWhatThePagePreselects() throws IOException {
        Outcome connected = run("connect", mcp.url(), "--scope=read write", person(TestPages.PASSWORD, ""));

        assertThat(connected.status()).as(connected.err()).isZero();
        assertThat(as.accessTokens).containsValue("read").doesNotContainValue("read write");
    }

    @Test
    void ticksTheScopesItIsTold() throws IOException {
        Outcome connected = run(
                "connect",
                mcp.url(),
                "--scope=read write",
                person(TestPages.PASSWORD, "--allow write --duration PT8H"));

        assertThat(connected.status()).as(connected.err()).isZero();
        assertThat(as.accessTokens).containsValue("write");
    }

    @Test
    void denies() throws IOException {
        Outcome denied = run("connect", mcp.url(), person(TestPages.PASSWORD, "--deny"));

        assertThat(denied.status()).isEqualTo(4);
        assertThat(denied.err()).contains("access was denied");
    }

    @Test
    void endsTheSignInWhenItCannotGoOn() throws IOException {
        Outcome failed = run("connect", mcp.url(), person("wrong", ""));

        assertThat(failed.status()).isEqualTo(3);
        assertThat(failed.err()).contains("the browser command", "ended with status 3");
    }
}
