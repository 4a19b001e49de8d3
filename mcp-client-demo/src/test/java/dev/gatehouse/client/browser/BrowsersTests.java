package dev.gatehouse.client.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrowsersTests {

    private static final URI HOSTILE = URI.create("https://as.example/authorize?a=$(touch%20pwned)&b=;c&d='x'");

    @Test
    void splitsACommandAtSpacesOutsideOfQuotes() {
        assertThat(Browsers.words("  '/a b/java' -jar  \"x y.jar\" --p=''q "))
                .isEqualTo(List.of("/a b/java", "-jar", "x y.jar", "--p=q"));
    }

    @Test
    void opensNothingWhereThereIsNoDesktop() {
        assertThat(Browsers.systemCommand("Linux", Map.of())).isEmpty();
        assertThat(Browsers.systemCommand("Linux", Map.of("WAYLAND_DISPLAY", "wayland-0")))
                .contains(List.of("xdg-open"));
        assertThat(Browsers.systemCommand("Mac OS X", Map.of())).contains(List.of("open"));
        assertThat(Browsers.systemCommand("Darwin", Map.of())).isEmpty();
    }

    @Test
    void givesTheUrlAsOneArgumentAndToNoShell(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(folder.resolve("browser"), "printf '%s|' \"$@\" > \"$0.out\"; exit 7\n");
        CompletableFuture<String> failed = new CompletableFuture<>();

        Browsers.of("sh '" + script + "' first", new PrintWriter(new StringWriter()), Map.of())
                .open(HOSTILE, failed::complete);

        assertThat(failed.get(10, TimeUnit.SECONDS)).contains("ended with status 7");
        assertThat(Path.of(script + ".out")).hasContent("first|" + HOSTILE + "|");
    }

    @Test
    void saysThatACommandCannotBeStarted() throws Exception {
        CompletableFuture<String> failed = new CompletableFuture<>();

        Browsers.of("/no/such/browser", new PrintWriter(new StringWriter()), Map.of())
                .open(HOSTILE, failed::complete);

        assertThat(failed.get(10, TimeUnit.SECONDS)).contains("/no/such/browser cannot be started");
    }
}
