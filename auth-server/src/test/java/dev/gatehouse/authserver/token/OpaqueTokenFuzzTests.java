package dev.gatehouse.authserver.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Corpus;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzzed by {@code .ci/fuzz}. An input is the value of a code or refresh token. */
public class OpaqueTokenFuzzTests {

    static List<Named<byte[]>> corpus() {
        return Corpus.of(OpaqueTokenFuzzTests.class);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    @DisplayName("J5 a value of our form has a day in front, and no other value has")
    void holds(byte[] input) {
        fuzzerTestOneInput(input);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        String value = new String(input, StandardCharsets.UTF_8);
        Optional<LocalDate> day = OpaqueToken.purgeOn(value);
        boolean ours = value.length() == 47
                && value.chars()
                        .allMatch(c -> (c >= '0' && c <= '9')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= 'a' && c <= 'z')
                                || c == '-'
                                || c == '_');
        assertThat(day.isPresent()).isEqualTo(ours);
        day.ifPresent(purgeOn -> assertThat(OpaqueToken.create(purgeOn)).startsWith(value.substring(0, 4)));
    }
}
