package dev.gatehouse.client.oauth;

import dev.gatehouse.client.http.HttpAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One challenge of {@code WWW-Authenticate} (RFC 9110 section 11.6.1): several may stand in one field, each with its
 * parameters as tokens or quoted strings. Scheme and parameter names are in lower case.
 */
public record Challenge(String scheme, Map<String, String> parameters) {

    /** The challenge for an access token, of the scheme Bearer or else DPoP; with several, the first. */
    public static Optional<Challenge> forToken(HttpAnswer answer) {
        return first(answer, "bearer").or(() -> dpop(answer));
    }

    /** The challenge of the scheme DPoP (RFC 9449 section 7.1). */
    static Optional<Challenge> dpop(HttpAnswer answer) {
        return first(answer, "dpop");
    }

    private static Optional<Challenge> first(HttpAnswer answer, String scheme) {
        return answer.headers("www-authenticate").stream()
                .flatMap(value -> parse(value).stream())
                .filter(challenge -> challenge.scheme().equals(scheme))
                .findFirst();
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** All challenges of one field value. What is not well-formed ends the parsing, and what stood before it counts. */
    static List<Challenge> parse(String value) {
        List<Challenge> challenges = new ArrayList<>();
        ChallengeScanner scanner = new ChallengeScanner(value);
        while (scanner.skipSeparators()) {
            String token = scanner.token();
            if (token.isEmpty()) {
                break;
            }
            if (scanner.parameterFollows() && !challenges.isEmpty()) {
                String argument = scanner.parameterValue();
                // A repeated parameter is an error of the server; the first one counts.
                challenges.getLast().parameters().putIfAbsent(token.toLowerCase(Locale.ROOT), argument);
            } else {
                challenges.add(new Challenge(token.toLowerCase(Locale.ROOT), new LinkedHashMap<>()));
                scanner.skipToken68();
            }
        }
        return challenges;
    }
}
