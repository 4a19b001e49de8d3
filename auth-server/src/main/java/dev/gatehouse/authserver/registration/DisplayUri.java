package dev.gatehouse.authserver.registration;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URIs that a client registers for people to follow, or for us to read (R6): https, with the name of a public host.
 * An address, and a name that only a local network knows, is refused by its syntax; nothing is resolved or fetched.
 */
final class DisplayUri {

    private static final int LONGEST = 2000;

    private static final Pattern SYNTAX =
            Pattern.compile("https://(?<host>[A-Za-z0-9.-]{1,253})(?::(?<port>[0-9]{1,5}))?"
                    + "(?:[/?](?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]++|%[0-9A-Fa-f]{2})*+)?"
                    + "(?:#(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]++|%[0-9A-Fa-f]{2})*+)?");

    /** A dotted name whose last label has a letter in front, so that it is no address in any of their spellings. */
    private static final Pattern PUBLIC_NAME =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+(?<last>[a-z][a-z0-9-]{0,61}[a-z0-9])\\.?");

    private static final Set<String> LOCAL = Set.of("localhost", "local", "internal", "localdomain", "lan", "arpa");

    private DisplayUri() {}

    static void require(String member, String uri) {
        Matcher parts = SYNTAX.matcher(uri);
        if (uri.length() > LONGEST
                || !parts.matches()
                || !isPublic(parts.group("host"))
                || !isPort(parts.group("port"))) {
            throw RegistrationRefusal.metadata(
                    member + " must be an https URI with a public host name and no user, at most 2000 characters long");
        }
    }

    /** The same for an address that we read ourselves: an administrator may have opened a private host to that. */
    static void requireFetchable(String member, String uri, Set<String> privateHosts) {
        Matcher parts = SYNTAX.matcher(uri);
        boolean opened = parts.matches()
                && isPort(parts.group("port"))
                && privateHosts.contains(parts.group("host").toLowerCase(Locale.ROOT));
        if (!opened || uri.length() > LONGEST) {
            require(member, uri);
        }
    }

    private static boolean isPublic(String host) {
        Matcher name = PUBLIC_NAME.matcher(host.toLowerCase(Locale.ROOT));
        return name.matches() && !LOCAL.contains(name.group("last"));
    }

    private static boolean isPort(@Nullable String port) {
        return port == null || Integer.parseInt(port) <= 65_535;
    }
}
