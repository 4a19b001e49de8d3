package dev.gatehouse.authserver.testing;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every secret that went over the wire in this JVM's tests, to be looked for where none of them may be. */
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

    private static final List<String> DUMPS = new ArrayList<>();

    private SecretsSeen() {}

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
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        SECRETS.put(secret, secret);
        SECRETS.put(Base64.getEncoder().encodeToString(bytes), secret);
        SECRETS.put(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), secret);
    }

    /** The rows of a database, to be searched at the end of the tests. */
    static synchronized void keep(String dump) {
        DUMPS.add(dump);
    }

    public static synchronized List<String> dumps() {
        return List.copyOf(DUMPS);
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
