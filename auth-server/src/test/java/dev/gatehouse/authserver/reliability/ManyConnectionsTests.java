package dev.gatehouse.authserver.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.FreePort;
import dev.gatehouse.authserver.testing.OpenConnections;
import dev.gatehouse.authserver.testing.RawRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;

/** The heap of the packaged form has room for as many connections as the listener takes, whatever they send. */
class ManyConnectionsTests {

    /** For the honest, and for the checks of the one who started it. */
    private static final int LEFT_FREE = 100;

    /** As long as a form may be; the room for it is taken when its length is known. */
    private static final int LONGEST_FORM = 64 * 1024;

    /** With a head that is nearly as long as it may be, in as many fields. */
    private static final String FORM =
            "POST /token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                    + LONGEST_FORM + "\r\n"
                    + IntStream.range(0, 90)
                            .mapToObj(i -> "X-Long-" + i + ": " + "x".repeat(240) + "\r\n")
                            .collect(Collectors.joining())
                    + "\r\na=";

    private static final Duration SENDING = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    private final int port = FreePort.next();

    @Test
    @DisplayName("W15 forms that are sent slowly on all connections leave a node enough memory for others")
    void outlastsSlowForms() throws Exception {
        NodeProgram program = new NodeProgram(folder);
        try (NodeProcess node = new NodeProcess(program, FreePort.next(), arguments(), folder.resolve("node.log"));
                OpenConnections open = new OpenConnections(port)) {
            node.start();
            assertThat(node.awaitReady(Duration.ofSeconds(90))).isTrue();
            open.slow(connections() - LEFT_FREE, i -> FORM);
            long end = System.nanoTime() + SENDING.toNanos();
            while (System.nanoTime() < end) {
                open.drip();
                assertAnswers();
            }
            assertThat(node.ready()).isTrue();
        }
    }

    private void assertAnswers() {
        assertThat(RawRequest.send(port, "GET /sign-in HTTP/1.1", "").status()).isEqualTo(200);
        String form = "grant_type=client_credentials";
        String head = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n";
        assertThat(RawRequest.send(port, "POST /token HTTP/1.1", head, form).status())
                .isEqualTo(401);
    }

    private static int connections() throws IOException {
        Object number = new YamlPropertySourceLoader()
                .load("packaged", new ClassPathResource("application.yml")).stream()
                        .map(part -> part.getProperty("server.tomcat.max-connections"))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseThrow();
        return (int) number;
    }

    private List<String> arguments() {
        return List.of(
                "--server.port=" + port,
                "--gatehouse.issuer=http://127.0.0.1:" + port,
                "--gatehouse.data-dir=" + folder.resolve("data"));
    }
}
