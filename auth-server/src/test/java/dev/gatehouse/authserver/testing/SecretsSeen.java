package dev.gatehouse.authserver.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Every secret that went over the wire in the tests, to be looked for where none of them may be. The tests run in several
 * JVMs: each writes what it sees, what its servers stored and its log to one folder, where those that look for secrets
 * find all of it after all others.
 */
public final class SecretsSeen {

    /** What is shorter is a nonsense value of some test, and might stand anywhere. */
    private static final int SHORTEST = 12;

    private static final Set<String> FIELDS = Set.of(
            "password",
            "new-password",
            "current-password",
            "client_secret",
            "code_verifier",
            "client_assertion",
            "code",
            "refresh_token");

    private static final Pattern ISSUED = Pattern.compile(
            "\"(?:access_token|refresh_token|registration_access_token|client_secret|request_uri)\" *: *\"([^\"]+)\"");

    private static final Pattern CODE = Pattern.compile("[?&]code=([^&#]+)");

    private static final Pattern COOKIE = Pattern.compile("^[^=]+=([^;]+)");

    /** By its text, in clear and in Base64: what it is the text of. */
    private static final Map<String, String> SECRETS = new ConcurrentHashMap<>();

    /** The same in {@code logback-test.xml}; the build names the run and the JVM. */
    private static final Path FOLDER = Path.of("target/leaks", System.getProperty("gatehouse.test.run", "one"));

    private static final String JVM = System.getProperty("gatehouse.test.fork", "0") + "-"
            + ProcessHandle.current().pid();

    /** The first line of each JVM's log that matters; without it that log began anew later, and is there in part only. */
    public static final String BEGINNING = "Secrets are noted from here on";

    private static final Writer LIST = list();

    private static final AtomicInteger DUMPS = new AtomicInteger();

    private SecretsSeen() {}

    private static Writer list() {
        try {
            Files.createDirectories(FOLDER);
            LoggerFactory.getLogger(SecretsSeen.class).info(BEGINNING);
            return Files.newBufferedWriter(FOLDER.resolve("secrets-" + JVM));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void posted(List<Map.Entry<String, String>> form) {
        form.stream().filter(field -> FIELDS.contains(field.getKey())).forEach(field -> note(field.getValue()));
    }

    static void answered(HttpResponse<String> response) {
        if (response.statusCode() < 400) {
            all(ISSUED, response.body()).forEach(SecretsSeen::note);
            response.headers()
                    .allValues("Location")
                    .forEach(location -> all(CODE, location).forEach(SecretsSeen::note));
        }
        response.headers()
                .allValues("Set-Cookie")
                .forEach(cookie -> all(COOKIE, cookie).forEach(SecretsSeen::note));
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static void note(String secret) {
        // An attack sends the challenge for the verifier; it is the public half, and stored as it is.
        if (secret.length() < SHORTEST || secret.equals(Oauth.CHALLENGE)) {
            return;
        }
        if (remember(secret)) {
            write(secret);
        }
    }

    private static boolean remember(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        SECRETS.put(Base64.getEncoder().encodeToString(bytes), secret);
        SECRETS.put(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), secret);
        return SECRETS.put(secret, secret) == null;
    }

    private static void write(String secret) {
        try {
            synchronized (LIST) {
                LIST.write(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)) + "\n");
                LIST.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of a database, to be searched at the end of the tests. */
    static void keep(String dump) {
        try {
            Files.writeString(FOLDER.resolve("rows-" + JVM + "-" + DUMPS.incrementAndGet()), dump);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Learns the secrets that the other JVMs of this run saw; returns how many JVMs there were. */
    public static int readAll() throws IOException {
        List<Path> lists = files("secrets-");
        for (Path list : lists) {
            for (String line : Files.readAllLines(list)) {
                remember(new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8));
            }
        }
        return lists.size();
    }

    /** What the servers of this run stored. */
    public static List<Path> rows() throws IOException {
        return files("rows-");
    }

    /** What the servers of this run logged, a file for each JVM. */
    public static List<Path> logs() throws IOException {
        return files("log-");
    }

    private static List<Path> files(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    public static int count() {
        return Set.copyOf(SECRETS.values()).size();
    }

    /** Those that stand in the text, in clear or in Base64. */
    public static List<String> in(String text) {
        List<String> found = new ArrayList<>();
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            String secret = SECRETS.get(words.group());
            if (secret != null) {
                found.add(secret);
            }
        }
        return found;
    }

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_+/=.:~-]{12,}");
}
