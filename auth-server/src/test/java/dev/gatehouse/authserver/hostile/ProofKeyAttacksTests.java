package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Letter K: PKCE (promise P08). */
class ProofKeyAttacksTests extends AbstractHostileTests {

    private static final String[] CONF = {"client_id=CONF", "redirect_uri=https://conf.test/cb"};

    static Stream<Arguments> downgrades() {
        String verifier = Oauth.VERIFIER;
        return rows(
                row("K01", "-code_challenge -code_challenge_method", "-code_challenge", "code_challenge="),
                row(
                        "K03",
                        "-code_challenge_method",
                        "code_challenge_method=",
                        "code_challenge_method=plain",
                        "code_challenge_method=s256",
                        "code_challenge_method=S512",
                        "code_challenge_method=none",
                        "code_challenge_method=S256%20",
                        "code_challenge_method=S256\t",
                        "code_challenge_method=S256,plain",
                        "code_challenge_method=\uFF33256",
                        "+code_challenge_method=S256",
                        "+code_challenge_method=plain",
                        "+code_challenge=" + Oauth.CHALLENGE,
                        // Treated as plain, the challenge would be the verifier itself.
                        "code_challenge_method=plain code_challenge=" + verifier),
                row(
                        "K04",
                        "code_challenge=short",
                        "code_challenge=" + "a".repeat(42),
                        "code_challenge=" + "a".repeat(44),
                        "code_challenge=" + "a".repeat(129),
                        "code_challenge=" + Oauth.CHALLENGE + "=",
                        "code_challenge=" + Oauth.CHALLENGE.replace('-', '+'),
                        "code_challenge=" + "\u00e9".repeat(43)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("downgrades")
    @DisplayName(
            "K01 K03 ruling 5 takes a well-formed S256 challenge and nothing less, of public and confidential clients")
    void cannotBeDowngraded(String row, String change) {
        String[] changes = change.split(" ");
        after().refused(() -> caller().authorize(alice(), changes)).isRedirect(CALLBACK, "s1", "invalid_request");
        List<String> confidential = new ArrayList<>(List.of(changes));
        confidential.addAll(List.of(CONF));
        after().refused(() -> caller().authorize(alice(), confidential.toArray(String[]::new)))
                .isRedirect("https://conf.test/cb", "s1", "invalid_request");
    }

    static Stream<Arguments> verifiers() {
        String verifier = Oauth.VERIFIER;
        return rows(
                row("K05", "-code_verifier", "code_verifier="),
                row(
                        "K07",
                        "code_verifier=" + verifier.substring(0, 42) + "A",
                        "code_verifier=" + verifier + "=",
                        "code_verifier=" + verifier + "A",
                        "code_verifier=" + verifier.substring(0, 42),
                        "code_verifier=" + verifier.toLowerCase(Locale.ROOT),
                        "code_verifier=" + Oauth.CHALLENGE,
                        "code_verifier= " + verifier,
                        "code_verifier=" + verifier + "\n",
                        "code_verifier=" + verifier + "\0",
                        "code_verifier=" + "a".repeat(129),
                        "code_verifier=" + "a".repeat(60_000),
                        "code_verifier=" + "\u00e9".repeat(43)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("verifiers")
    @DisplayName(
            "K05 K07 T7 refuses a missing or wrong verifier, which burns neither the code of a public client nor of another")
    void demandsTheVerifier(String row, String change) {
        String code = server().code();
        after().refused(() -> caller().token(code, change)).isJson(400, "invalid_grant", "invalid_request");
        assertRedeems(code);
    }

    @Test
    @DisplayName("K07 the verifier of another flow of the same client and person is a wrong one")
    void crossesNoFlows() {
        String other = "other-verifier-other-verifier-other-verifier-1";
        String challenge = challenge(other);
        String mine = server().code();
        String theirs = server().code("code_challenge=" + challenge);
        after().hiding(other)
                .refused(() -> caller().token(mine, "code_verifier=" + other))
                .isJson(400, "invalid_grant");
        after().refused(() -> caller().token(theirs)).isJson(400, "invalid_grant");
        assertRedeems(mine);
        assertRedeems(theirs, "code_verifier=" + other);
    }

    @Test
    @DisplayName("K03 the challenge is told to nobody, and is in no answer")
    void tellsNobodyTheChallenge() {
        var page = caller().follow(alice(), "client_id=LOOP", "redirect_uri=http://127.0.0.1:5/cb");
        assertThat(page.body()).doesNotContain(Oauth.CHALLENGE);
        assertThat(page.uri().toString()).doesNotContain(Oauth.CHALLENGE);
    }

    @Test
    @DisplayName("K09 ruling 20 a thousand wrong verifiers, fifty at a time, get 429 after ten and keep nobody out")
    void slowsDownGuessing() throws Exception {
        String code = server().code();
        String bystander = server().code();
        Oauth attacker = caller();
        Callable<Integer> guess =
                () -> attacker.token(code, "code_verifier=" + "x".repeat(43)).statusCode();
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(50)) {
            for (var answer : pool.invokeAll(Collections.nCopies(1000, guess))) {
                statuses.add(answer.get());
            }
        }
        assertThat(statuses).containsOnly(400, 429);
        // Ten, and what is given back while a slow machine takes its time: one a minute.
        assertThat(Collections.frequency(statuses, 400)).isBetween(10, 13);
        after().refused(() -> attacker.token(code, "code_verifier=" + "y".repeat(43)))
                .is(429);
        assertThat(attacker.token(bystander).statusCode()).isEqualTo(200);
        assertThat(attacker.token(code).statusCode()).as("ruling 20").isEqualTo(200);
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
