package dev.gatehouse.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.keys.KeyProgram;
import dev.gatehouse.authserver.recovery.CutOffProgram;
import dev.gatehouse.authserver.registration.InitialAccessTokenProgram;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramsTests {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private OptionalInt run(String... arguments) {
        return Programs.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void propertiesAloneStartTheServer() {
        assertThat(run()).isEmpty();
        assertThat(run("--server.port=9000", "--gatehouse.issuer=https://auth.example.com"))
                .isEmpty();
        assertThat(out.size() + err.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rotate-key", "ROTATE-KEYS", "status", "", "-h", "--server.port=9000 rotate-keys"})
    @DisplayName("a word that names no program starts nothing, and the programs are listed")
    void refusesWhatItDoesNotKnow(String line) {
        assertThat(run(line.split(" "))).hasValue(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("There is no program named ")
                .contains(KeyProgram.NAMES)
                .contains(CutOffProgram.NAME, InitialAccessTokenProgram.NAME);
        assertThat(out.size()).isZero();
    }

    @Test
    void helps() {
        assertThat(run("--help")).hasValue(0);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("usage: ");
        assertThat(err.size()).isZero();
    }

    @Test
    void programsAreNamedByTheFirstWord() {
        assertThat(run(CutOffProgram.NAME)).hasValue(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("usage: end-grants");
    }
}
