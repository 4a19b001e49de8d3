package dev.gatehouse.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTests {

    @Test
    void readsSeveralChallengesOfOneField() {
        List<Challenge> challenges = Challenge.parse(
                "Negotiate YWJj==, Basic realm=\"a, Bearer b=c\", Bearer scope=\"a b\" , error = invalid_token");

        assertThat(challenges)
                .containsExactly(
                        new Challenge("negotiate", Map.of()),
                        new Challenge("basic", Map.of("realm", "a, Bearer b=c")),
                        new Challenge("bearer", Map.of("scope", "a b", "error", "invalid_token")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Bearer scope=\"say \\\"x\\\" \\\\\"|say \"x\" \\",
                "BEARER SCOPE=one|one",
                "bearer scope=first, scope=second|first",
                "Bearer realm=\"\",scope=\"a\"|a",
                "Bearer scope=\"not closed|not closed"
            })
    void readsParametersInEveryForm(String field, String scope) {
        assertThat(Challenge.parse(field).getFirst().parameter("scope")).contains(scope);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "=", "\"", "Bearer", "Bearer =", ", ,Bearer ,", "Bearer scope=", "{}"})
    void survivesWhatIsMalformed(String field) {
        assertThat(Challenge.parse(field)).hasSizeLessThan(3);
    }
}
