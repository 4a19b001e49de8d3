package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letter C: authorization codes (promises P01 and P03). */
class CodeAttacksTests extends AbstractHostileTests {

    private static final String[] BY_OTHER = {"client_id=OTHER", "redirect_uri=https://other.test/cb"};

    @Test
    @DisplayName("C01 a valid replay ends the grant")
    void replays() {
        String code = server().code();
        Map<String, Object> tokens = Oauth.json(caller().token(code));
        after().taken(() -> caller().token(code)).isJson(400, "invalid_grant");
        assertDead(tokens);
        after().refused(() -> caller().token(code)).isJson(400, "invalid_grant");
    }

    @ParameterizedTest(name = "C03 after {0} rotations")
    @ValueSource(ints = {1, 2, 5})
    @DisplayName("C03 a replay after rotations ends every descendant")
    void replaysAfterRotations(int rotations) {
        String code = server().code();
        List<Map<String, Object>> descendants = new ArrayList<>(List.of(Oauth.json(caller().token(code))));
        for (int i = 0; i < rotations; i++) {
            descendants.add(
                    Oauth.json(caller().refresh((String) descendants.getLast().get("refresh_token"))));
        }
        after().taken(() -> caller().token(code)).isJson(400, "invalid_grant");
        descendants.forEach(tokens ->
                assertThat(caller().active(tokens.get("access_token"))).isFalse());
        assertDead(descendants.getLast());
    }

    static Stream<Arguments> invalidReplays() {
        return rows(row(
                "C03",
                "code_verifier=" + "x".repeat(43),
                "-code_verifier",
                "client_id=OTHER",
                "client_id=nope",
                "redirect_uri=https://other.test/cb"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("invalidReplays")
    @DisplayName("C03 ruling 4 a replay that is not valid itself ends nothing")
    void survivesInvalidReplays(String row, String change) {
        String code = server().code();
        Map<String, Object> tokens = Oauth.json(caller().token(code));
        after().refused(() -> caller().token(code, change)).is(400, 401);
        assertThat(caller().active(tokens.get("access_token"))).as("ALIVE").isTrue();
        assertRefreshes(tokens.get("refresh_token"));
    }

    @Test
    @DisplayName("C05 expired and right client, fresh and wrong client, and both: each is refused")
    void refusesEachFaultAlone() {
        String wrongClient = server().code();
        after().refused(() -> caller().token(wrongClient, BY_OTHER)).isJson(400, "invalid_grant");
        after().refused(() -> caller().token(wrongClient, "client_id=OTHER")).isJson(400, "invalid_grant");
        after().refused(() -> caller().token(wrongClient, "client_id=CODEONLY")).isJson(400, "invalid_grant");
        assertRedeems(wrongClient);

        String expired = server().code();
        server().server().clock().advance(Duration.ofSeconds(61));
        after().refused(() -> caller().token(expired)).isJson(400, "invalid_grant");
        after().refused(() -> caller().token(expired, BY_OTHER)).isJson(400, "invalid_grant");
    }

    @Test
    @DisplayName(
            "C09 of fifty exchanges at once, half with a wrong verifier, one succeeds and none ends it but a valid replay")
    void exchangesOnceAmongWrongOnes() throws Exception {
        String code = server().code();
        List<Callable<Integer>> attempts = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            attempts.add(() ->
                    caller().token(code, "code_verifier=" + "x".repeat(43)).statusCode());
        }
        attempts.add(() -> caller().token(code).statusCode());
        Collections.shuffle(attempts);
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = pool.invokeAll(attempts).stream()
                    .map(future -> future.resultNow())
                    .toList();
            assertThat(statuses).containsOnly(200, 400);
            assertThat(Collections.frequency(statuses, 200)).isEqualTo(1);
        }
        String second = server().code();
        List<Callable<Integer>> both = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            both.add(() -> caller().token(second).statusCode());
            both.add(() ->
                    caller().token(second, "code_verifier=" + "x".repeat(43)).statusCode());
        }
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = pool.invokeAll(both).stream()
                    .map(future -> future.resultNow())
                    .toList();
            assertThat(statuses).containsOnly(200, 400);
            assertThat(Collections.frequency(statuses, 200)).isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest(name = "C05 {0}")
    @ValueSource(
            strings = {
                "",
                "x",
                "\0",
                "a\r\nb",
                "' OR '1'='1",
                "%",
                "_______________________________________________",
                "AAAA-------------------------------------------",
                "\uD83D\uDE00"
            })
    @DisplayName("C05 C11 what is no code is refused")
    void refusesOddCodes(String code) {
        after().refused(() -> caller().token(code)).isJson(400, "invalid_grant", "invalid_request");
    }

    @Test
    @DisplayName("C11 J5 a code that is cut, lengthened, or put together of two is none")
    void refusesMangledCodes() {
        String one = server().code();
        String two = server().code();
        for (String mangled : List.of(
                one.substring(0, 46),
                one.substring(1),
                one + "A",
                " " + one,
                one + " ",
                one.substring(0, 20) + two.substring(20),
                two.substring(0, 4) + one.substring(4, 46) + (one.endsWith("A") ? "B" : "A"),
                one.toLowerCase(Locale.ROOT),
                new StringBuilder(one).reverse().toString())) {
            after().refused(() -> caller().token(mangled)).isJson(400, "invalid_grant");
        }
        assertRedeems(one);
        assertRedeems(two);
    }

    /**
     * A thousand codes: each of their 43 random characters takes all of its 64 values, give or take chance, and none too
     * often, and no two codes share a run of eight. A counter, a time or less than 128 bits of entropy would show. The
     * four characters before them name a day, and are the same for all of them.
     */
    @Test
    @DisplayName("C11 P01 a thousand codes share nothing but the four characters of their day")
    void makesUnguessableCodes() {
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            codes.add(server().code());
        }
        assertThat(codes).allMatch(code -> code.matches("[A-Za-z0-9_-]{47}"));
        // The codes may have been issued around midnight.
        assertThat(codes.stream().map(code -> code.substring(0, 4)).distinct())
                .hasSizeLessThanOrEqualTo(2)
                .allMatch(day -> day.startsWith("A"));
        Set<String> runs = new HashSet<>();
        for (String code : codes) {
            for (int i = 4; i <= 39; i++) {
                assertThat(runs.add(i + code.substring(i, i + 8))).isTrue();
            }
        }
        for (int i = 4; i < 46; i++) {
            Map<Character, Integer> position = counted(codes, i);
            assertThat(position).hasSizeGreaterThan(60);
            assertThat(Collections.max(position.values())).isLessThan(45);
        }
        // The last character carries four bits alone: 256 is no multiple of six.
        assertThat(counted(codes, 46)).hasSize(16);
        assertNoSequence(codes);
    }

    private static Map<Character, Integer> counted(List<String> codes, int position) {
        Map<Character, Integer> counted = new HashMap<>();
        codes.forEach(code -> counted.merge(code.charAt(position), 1, Integer::sum));
        return counted;
    }

    /** Codes in the order of their issue rise and fall at random: of 999 steps 500 rise, give or take five deviations. */
    private static void assertNoSequence(List<String> codes) {
        for (int from = 4; from < 47; from += 6) {
            int start = from;
            long rising = IntStream.range(1, codes.size())
                    .filter(i -> codes.get(i - 1)
                                    .substring(start)
                                    .compareTo(codes.get(i).substring(start))
                            < 0)
                    .count();
            assertThat(rising).isBetween(450L, 550L);
        }
    }

    /** Thirty-four addresses guess three hundred times each: that is what the throttle lets through in a minute. */
    @Test
    @DisplayName("C11 ten thousand random codes of our own form, from many addresses, find nothing")
    void findsNothingByManyGuesses() throws Exception {
        String form = server().code().substring(0, 4);
        List<Callable<Integer>> attackers = new ArrayList<>();
        for (int i = 0; i < 34; i++) {
            attackers.add(() -> guessed(caller(), form));
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            assertThat(pool.invokeAll(attackers).stream().mapToInt(future -> future.resultNow()))
                    .allMatch(refused -> refused == 300);
        }
    }

    private static int guessed(Oauth attacker, String form) {
        SecureRandom random = new SecureRandom();
        byte[] bytes = new byte[32];
        for (int i = 0; i < 300; i++) {
            random.nextBytes(bytes);
            String guess = form + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            if (attacker.token(guess).statusCode() != 400) {
                return i;
            }
        }
        return 300;
    }

    @Test
    @DisplayName("C11 whoever guesses soon waits; an honest code from the same address does not")
    void slowsDownGuessing() {
        String form = server().code().substring(0, 4);
        Oauth attacker = caller();
        assertThat(guessed(attacker, form)).isEqualTo(300);
        HttpResponse<String> last = null;
        for (int i = 0; i < 100 && (last == null || last.statusCode() != 429); i++) {
            last = attacker.token(form + "A".repeat(43));
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).isPresent();
        assertThat(attacker.token(server().code()).statusCode()).isEqualTo(200);
    }
}
