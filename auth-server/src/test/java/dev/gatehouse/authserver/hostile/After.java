package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.springframework.web.util.HtmlUtils;

/**
 * What is asserted after every case, whatever it was about (AFTER1 to AFTER8 of the list of attacks).
 *
 * <p>A case is sent by one of three methods: what is {@link #refused} changes nothing and leaves a line in the log, what
 * is {@link #ignored} changes nothing, and what is {@link #taken} may change what it says.
 */
final class After {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final int LARGEST = 96 * 1024;

    private static final Pattern INNARDS = Pattern.compile(
            "\\bat [\\w.$]+\\([\\w]+\\.java|Exception|java\\.lang|springframework|jakarta|nimbus|hibernate|jdbc|Tomcat"
                    + "|(?i:select .{1,200} from |insert into |syntax error|sqlstate)");

    /** RFC 6749 section 5.2. */
    private static final String ERROR_CHARACTERS = "[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]*";

    /** Codes, tokens, cookies, verifiers and signatures: 256 bits in base64url have 43 characters. */
    private static final Pattern SECRET = Pattern.compile("(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43,}(?![A-Za-z0-9_-])");

    /** Controls, those that turn the text's direction, and the line ends of Unicode. */
    private static final Pattern UNFIT =
            Pattern.compile("[\\p{Cc}\\u2028\\u2029\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    /** The answers that say the same to everybody. */
    private static final Set<String> CACHEABLE =
            Set.of("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration", "/jwks");

    private static final List<String> FIXED_SECRETS = List.of(
            "alice-password-1",
            "bob-password-12",
            "root-password-1",
            "conf-secret-conf-secret",
            "post-secret-post-secret",
            "m2m-secret-m2m-secret",
            "rs1-secret-rs1-secret",
            Oauth.VERIFIER);

    private final HostileServer server;

    private final List<String> secrets = new ArrayList<>(FIXED_SECRETS);

    private Duration longest = LONGEST;

    After(HostileServer server) {
        this.server = server;
    }

    /** Names something secret that this case uses and that does not look like a token. */
    After hiding(String secret) {
        secrets.add(secret);
        return this;
    }

    /** For a case that waits for somebody else's answer. */
    After within(Duration allowed) {
        longest = allowed;
        return this;
    }

    Answer refused(Supplier<HttpResponse<String>> request) {
        return run(() -> Answer.of(request.get()), true, true);
    }

    Answer ignored(Supplier<HttpResponse<String>> request) {
        return run(() -> Answer.of(request.get()), true, false);
    }

    Answer taken(Supplier<HttpResponse<String>> request) {
        return run(() -> Answer.of(request.get()), false, false);
    }

    /** A refusal of what no HTTP client would send. */
    Answer refusedRaw(Supplier<Answer> request) {
        return run(request, true, true);
    }

    Answer ignoredRaw(Supplier<Answer> request) {
        return run(request, true, false);
    }

    private Answer run(Supplier<Answer> request, boolean unchanged, boolean logged) {
        // Signing in is no part of the case.
        server.signedIn("alice");
        server.signedIn("bob");
        List<String> before = StoredState.of(server.server());
        long refusals = StoredState.refusals(server.server());
        long start = System.nanoTime();
        Answer answer;
        Duration took;
        List<ServerLog.Event> events;
        try (ServerLog log = ServerLog.open()) {
            answer = request.get();
            took = Duration.ofNanos(System.nanoTime() - start);
            events = log.events();
        }
        assertThat(took).as("AFTER2").isLessThan(longest);
        checkAnswer(answer);
        checkLog(events);
        if (logged) {
            assertThat(events.stream().anyMatch(event -> event.logger().startsWith("dev.gatehouse"))
                            || StoredState.refusals(server.server()) > refusals)
                    .as("AFTER6 a refusal leaves a line in the log or in the record")
                    .isTrue();
        }
        if (unchanged) {
            assertThat(StoredState.of(server.server())).as("AFTER7").isEqualTo(before);
        }
        return answer;
    }

    private void checkAnswer(Answer answer) {
        assertThat(answer.status()).as("AFTER1 " + answer.body()).isLessThan(500);
        assertThat(INNARDS.matcher(answer.body()).find())
                .as("AFTER1 " + answer.body())
                .isFalse();
        assertThat(answer.body().getBytes(StandardCharsets.UTF_8).length)
                .as("AFTER2")
                .isLessThan(LARGEST);
        // An answer to HEAD has no body.
        if (answer.status() >= 400 && answer.isJson() && !answer.body().isEmpty()) {
            Map<String, Object> json = answer.json();
            assertThat((String) json.get("error")).as("AFTER3").matches("[a-z_]+");
            assertThat((String) json.getOrDefault("error_description", ""))
                    .as("AFTER3")
                    .matches(ERROR_CHARACTERS);
        }
        if (answer.status() / 100 == 3 && answer.header("Location").orElse("").contains("error_description=")) {
            assertThat(Oauth.query(answer.header("Location").orElseThrow()).get("error_description"))
                    .as("AFTER3")
                    .matches(ERROR_CHARACTERS);
        }
        checkReflection(answer);
        if (!CACHEABLE.contains(answer.path()) || answer.status() >= 400) {
            assertThat(answer.headers().get("cache-control")).as("AFTER4").containsExactly("no-store");
        }
        assertThat(answer.headers()).as("AFTER1").doesNotContainKeys("server", "x-powered-by");
    }

    /** No value that means something in HTML comes back as it was, and programs are told nothing back at all. */
    private static void checkReflection(Answer answer) {
        // What was registered is echoed to its program.
        boolean echo = answer.isJson() && answer.status() < 400;
        for (String value : answer.sent()) {
            if (!echo && value.length() >= 4 && !HtmlUtils.htmlEscape(value).equals(value)) {
                assertThat(answer.body()).as("AFTER3").doesNotContain(value);
            }
            if (answer.status() >= 400 && answer.isJson() && value.length() >= 24) {
                assertThat(answer.body()).as("AFTER3").doesNotContain(value);
            }
        }
    }

    private void checkLog(List<ServerLog.Event> events) {
        for (ServerLog.Event event : events) {
            assertThat(event.text()).as("AFTER6").endsWith(System.lineSeparator());
            String line = event.text().stripTrailing();
            assertThat(UNFIT.matcher(line).find()).as("AFTER6 " + line).isFalse();
            assertThat(line.length()).as("AFTER6").isLessThan(1200);
            assertThat(event.failure()).as("AFTER1 " + line).isFalse();
            assertThat(SECRET.matcher(line).find()).as("AFTER5 " + line).isFalse();
            assertThat(secrets).as("AFTER5").noneMatch(line::contains);
        }
    }

    /** AFTER8: whoever did nothing wrong is served as before; asserted once at the end of every case. */
    void honest() {
        Oauth caller = server.caller();
        HttpResponse<String> answer = caller.token(server.code());
        assertThat(answer.statusCode()).as("AFTER8 " + answer.body()).isEqualTo(200);
        Map<String, Object> tokens = Oauth.json(answer);
        assertThat(caller.active(tokens.get("access_token"))).as("AFTER8").isTrue();
        assertThat(caller.refresh((String) tokens.get("refresh_token")).statusCode())
                .as("AFTER8")
                .isEqualTo(200);
    }
}
