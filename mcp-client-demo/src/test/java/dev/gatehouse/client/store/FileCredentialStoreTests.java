package dev.gatehouse.client.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCredentialStoreTests {

    private static final int PROCESSES = 4;
    private static final int CHANGES = 25;

    @TempDir
    Path folder = Path.of("");

    private Path file() {
        return folder.resolve("credentials.json");
    }

    @Test
    void losesNothingWhenSeveralProcessesWriteAtOnce() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int number = 0; number < PROCESSES; number++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            file().toString(),
                            "process-" + number)
                    .inheritIO()
                    .start());
        }
        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }

        assertThat(new FileCredentialStore(file()).read().clients()).hasSize(PROCESSES * CHANGES);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> String.valueOf(path.getFileName())))
                    .containsExactlyInAnyOrder("credentials.json", "credentials.json.lock");
        }
    }

    /** One process of the test above. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) {
            FileCredentialStore store = new FileCredentialStore(Path.of(arguments[0]));
            for (int change = 0; change < CHANGES; change++) {
                StoredClient client = new StoredClient("id", "secret", "none", true, null, null);
                String issuer = arguments[1] + "/" + change;
                store.change(credentials -> credentials.withClient(issuer, client));
            }
        }
    }

    @Test
    void savesNothingWhenTheChangeFails() {
        FileCredentialStore store = new FileCredentialStore(file());

        assertThatThrownBy(() -> store.change(credentials -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(file()).doesNotExist();
    }

    @Test
    void ignoresAConfigurationFolderThatIsNotAbsolute() {
        assertThat(FileCredentialStore.defaultFile(Map.of("XDG_CONFIG_HOME", "/etc/mine")))
                .hasToString("/etc/mine/gatehouse/credentials.json");
        assertThat(FileCredentialStore.defaultFile(Map.of("XDG_CONFIG_HOME", "mine")))
                .hasToString(System.getProperty("user.home") + "/.config/gatehouse/credentials.json");
    }
}
