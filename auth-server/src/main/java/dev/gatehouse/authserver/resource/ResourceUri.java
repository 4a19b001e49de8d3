package dev.gatehouse.authserver.resource;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How two spellings of a resource's URI are compared (RFC 8707 section 2, requirements X2 and X3). Only what no server
 * tells apart is equated: the case of scheme and host, a default port, the empty path and {@code /}. Everything else is
 * compared byte by byte, so {@code /mcp} is not {@code /mcp/}.
 */
final class ResourceUri {

    static final int LONGEST = 500;

    // An own, strict reading: java.net.URI accepts non-ASCII letters and repairs what two parsers read differently.
    private static final Pattern SYNTAX = Pattern.compile("(?<scheme>[Hh][Tt][Tt][Pp][Ss]?)://"
            + "(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)"
            + "(?::(?<port>[0-9]{1,5}))?"
            + "(?<path>/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]++|%[0-9A-Fa-f]{2})*+)?"
            + "(?<query>\\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]++|%[0-9A-Fa-f]{2})*+)?");

    /** RFC 3986 section 3.2.2 has at most four digits between two colons; the JDK reads any number of zeros before them. */
    private static final Pattern LONG_GROUP = Pattern.compile("[0-9A-Fa-f]{5}");

    private ResourceUri() {}

    /**
     * The form under which equal spellings meet; nothing for what is no absolute http(s) URI, has a fragment or a user, or
     * is longer than {@value #LONGEST} characters.
     */
    static Optional<String> canonical(String uri) {
        Matcher parts = SYNTAX.matcher(uri);
        if (uri.length() > LONGEST || !parts.matches()) {
            return Optional.empty();
        }
        String port = parts.group("port");
        if (!isHost(parts.group("host")) || (port != null && Integer.parseInt(port) > 65_535)) {
            return Optional.empty();
        }
        String scheme = lower(parts.group("scheme"));
        String path = parts.group("path");
        return Optional.of(scheme
                + "://"
                + lower(parts.group("host"))
                + (port == null || isDefault(scheme, port) ? "" : ":" + port)
                + (path == null || path.equals("/") ? "" : path)
                + (parts.group("query") == null ? "" : parts.group("query")));
    }

    /** Whether tokens for it may travel without TLS: they stay on this machine. */
    static boolean onLoopback(String uri) {
        Matcher parts = SYNTAX.matcher(uri);
        if (!parts.matches()) {
            return false;
        }
        String host = lower(parts.group("host"));
        return host.equals("127.0.0.1") || host.equals("[::1]") || host.equals("localhost");
    }

    /** Brackets are for an IPv6 address alone (RFC 3986 section 3.2.2); what merely looks like one, others cannot read. */
    private static boolean isHost(String host) {
        if (!host.startsWith("[")) {
            return true;
        }
        if (LONG_GROUP.matcher(host).find()) {
            return false;
        }
        try {
            InetAddress.ofLiteral(host.substring(1, host.length() - 1));
            return host.indexOf(':') >= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isDefault(String scheme, String port) {
        return port.equals(scheme.equals("https") ? "443" : "80");
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
