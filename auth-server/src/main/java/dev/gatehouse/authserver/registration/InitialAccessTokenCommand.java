package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.policy.RedirectUriPolicy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.convert.DurationStyle;

/** What an administrator asks of the initial access tokens, read from the options. */
sealed interface InitialAccessTokenCommand {

    /** To make one. */
    record Create(RegistrationPermit permit, int uses, Duration lifetime) implements InitialAccessTokenCommand {}

    /** To show all. */
    record Show() implements InitialAccessTokenCommand {}

    /** To end one. */
    record Revoke(UUID id) implements InitialAccessTokenCommand {}

    String USAGE = """
            usage: initial-access-token [--label=TEXT] [--uses=N] [--expires-in=DURATION]
                       [--resource=URI]... [--redirect-host=HOST]...
                   initial-access-token --list
                   initial-access-token --revoke=ID
            Prints a token by which its holder registers N clients (default 1) within DURATION (default 24h),
            for these resources and with redirect URIs on these hosts alone (default: any). A HOST has no port;
            a scheme of an app's own is given with its colon. --list shows what was made, by ID,
            and --revoke ends one.""";

    /** Every other option is one of the server's properties, whose names have dots. */
    Set<String> OPTIONS = Set.of("label", "uses", "expires-in", "resource", "redirect-host", "list", "revoke");

    int MOST_USES = 10_000;

    Duration LONGEST = Duration.ofDays(366);

    /** @throws IllegalArgumentException with the sentence that says what is wrong */
    static InitialAccessTokenCommand parse(ApplicationArguments arguments) {
        requireKnownOptions(arguments);
        for (String name : List.of("list", "revoke")) {
            boolean alone = OPTIONS.stream().filter(arguments::containsOption).count() == 1;
            require(!arguments.containsOption(name) || alone, "--" + name + " goes with no other option");
        }
        if (arguments.containsOption("list")) {
            require(List.of().equals(arguments.getOptionValues("list")), "--list takes no value");
            return new Show();
        }
        return arguments.containsOption("revoke") ? new Revoke(id(one(arguments, "revoke", ""))) : create(arguments);
    }

    private static Create create(ApplicationArguments arguments) {
        String label = one(arguments, "label", "initial access token");
        require(label.length() <= 120 && label.equals(DisplayText.clean(label)), "--label must be a short plain text");
        String uses = one(arguments, "uses", "1");
        require(
                uses.matches("[1-9][0-9]{0,4}") && Integer.parseInt(uses) <= MOST_USES,
                "--uses must be 1 to " + MOST_USES);
        Duration lifetime = duration(one(arguments, "expires-in", "24h"));
        Set<String> hosts = new HashSet<>();
        for (String host : all(arguments, "redirect-host")) {
            require(isHost(host), "--redirect-host must be a host name, without scheme, port and path: " + host);
            hosts.add(host.toLowerCase(Locale.ROOT));
        }
        Set<String> resources = Set.copyOf(all(arguments, "resource"));
        require(String.join(" ", resources).length() <= 8000, "--resource is there too often");
        require(String.join(" ", hosts).length() <= 4000, "--redirect-host is there too often");
        return new Create(new RegistrationPermit(label, resources, hosts), Integer.parseInt(uses), lifetime);
    }

    /** What is misspelled must not be left out: the token would allow more than was meant. */
    private static void requireKnownOptions(ApplicationArguments arguments) {
        for (String name : new TreeSet<>(arguments.getOptionNames())) {
            require(name.contains(".") || OPTIONS.contains(name), "There is no option --" + name);
        }
    }

    /** Whether a redirect URI can have it, be it a scheme of an app's own with its colon. */
    private static boolean isHost(String given) {
        String host = given.toLowerCase(Locale.ROOT);
        String uri = host.endsWith(":") ? host + "/" : "https://" + host + "/";
        return host.length() <= 253
                && !Set.of("http:", "https:").contains(host)
                && RedirectUriPolicy.host(uri).equals(host);
    }

    private static UUID id(String text) {
        require(
                text.matches("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}"),
                "--revoke must name an ID that --list shows");
        return UUID.fromString(text);
    }

    private static Duration duration(String text) {
        try {
            Duration duration = DurationStyle.detectAndParse(text);
            require(duration.isPositive() && duration.compareTo(LONGEST) <= 0, "--expires-in must be within a year");
            return duration;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--expires-in must be a time like 24h or 7d, at most a year", e);
        }
    }

    private static String one(ApplicationArguments arguments, String name, String byDefault) {
        List<String> values = all(arguments, name);
        require(values.size() <= 1, "--" + name + " must be there once");
        return values.isEmpty() ? byDefault : values.getFirst();
    }

    private static List<String> all(ApplicationArguments arguments, String name) {
        @Nullable List<String> values = arguments.getOptionValues(name);
        require(values == null || !arguments.containsOption(name) || !values.isEmpty(), "--" + name + " needs a value");
        return values == null ? List.of() : values;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
