package dev.gatehouse.authserver.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Corpus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzzed by {@code .ci/fuzz}. Each line of an input is the value of one Authorization header. */
public class BearerTokenFuzzTests {

    static List<Named<byte[]>> corpus() {
        return Corpus.of(BearerTokenFuzzTests.class);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    @DisplayName("A05 what is read as a token is the whole of one header but for its scheme")
    void holds(byte[] input) {
        fuzzerTestOneInput(input);
    }

    @Test
    @DisplayName("A05 the good ones are read")
    void readsGoodOnes() {
        for (String name : List.of("good", "lower-case-two-spaces")) {
            assertThat(BearerToken.read(headers(Corpus.input(BearerTokenFuzzTests.class, name))))
                    .isPresent();
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        List<String> headers = headers(input);
        Optional<String> token = BearerToken.read(headers);
        if (token.isEmpty()) {
            return;
        }
        assertThat(headers).hasSize(1);
        String header = headers.getFirst();
        assertThat(token.get()).hasSize(43).doesNotContainAnyWhitespaces();
        assertThat(header).endsWith(token.get());
        String scheme = header.substring(0, header.length() - 43);
        assertThat(scheme.substring(0, 6)).isEqualToIgnoringCase("bearer");
        assertThat(scheme.substring(6)).isNotEmpty().containsOnlyWhitespaces().doesNotContain("\t");
    }

    private static List<String> headers(byte[] input) {
        return List.of(new String(input, StandardCharsets.UTF_8).split("\n", -1));
    }
}
