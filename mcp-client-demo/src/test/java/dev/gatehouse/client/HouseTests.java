package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds of the code as a whole. */
class HouseTests {

    private static final int JAVA_17 = 61;

    @Test
    void compilesTheLauncherForAnOlderJavaThatCanSayWhichOneIsNeeded() throws IOException {
        try (DataInputStream classFile =
                new DataInputStream(Objects.requireNonNull(Launcher.class.getResourceAsStream("Launcher.class")))) {
            assertThat(classFile.readInt()).isEqualTo(0xCAFEBABE);
            assertThat(classFile.readInt()).isEqualTo(JAVA_17);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "java.net.http, http",
        "org.jsoup, browser",
        "com.nimbusds, jose",
        "com.sun.net.httpserver, oauth",
        "org.snakeyaml, config"
    })
    void usesALibraryInOnePackageOnly(String library, String folder) throws IOException {
        List<String> users;
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            users = sources.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> text(path).contains(library + "."))
                    .map(path -> String.valueOf(path.getParent()))
                    .toList();
        }

        assertThat(users).isNotEmpty().allMatch(parent -> parent.endsWith("/" + folder));
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
