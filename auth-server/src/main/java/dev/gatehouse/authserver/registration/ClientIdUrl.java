package dev.gatehouse.authserver.registration;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form of a {@code client_id} that is the address of a metadata document (requirement M1): https, a host name, a path;
 * no user, fragment or dot segment, and nothing that two readers could read differently.
 */
final class ClientIdUrl {

    /** The longest that is taken. */
    static final int LONGEST = 255;

    /** The last label of a host name starts with a letter, which no way of writing a number as an address does. */
    private static final Pattern FORM = Pattern.compile(
            "https://(?<host>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)"
                    + "(?::(?<port>[1-9][0-9]{0,4}))?(?<path>/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)(?:\\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?");

    private static final Pattern DOT_SEGMENT =
            Pattern.compile("(?:^|/)(?:\\.|%2e){1,2}(?:/|$)", Pattern.CASE_INSENSITIVE);

    private static final Pattern ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private ClientIdUrl() {}

    static boolean wellFormed(String clientId) {
        var parts = FORM.matcher(clientId);
        return clientId.length() <= LONGEST
                && parts.matches()
                && isPort(parts.group("port"))
                && !DOT_SEGMENT.matcher(parts.group("path")).find()
                && !ESCAPE.matcher(clientId).find();
    }

    private static boolean isPort(@Nullable String port) {
        return port == null || Integer.parseInt(port) <= 65_535;
    }

    /** The host of a well-formed address. */
    static String host(String clientId) {
        var parts = FORM.matcher(clientId);
        if (!parts.matches()) {
            throw new IllegalArgumentException("Not the form of a client_id");
        }
        return parts.group("host");
    }
}
