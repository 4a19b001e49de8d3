package dev.gatehouse.authserver.policy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an authorization response may go (OAuth 2.1 sections 2.3 and 4.1.1, RFC 8252 sections 7 and 8, rulings 1 and 2,
 * requirements R4 and U1 to U4). Own, strict reading of URIs: no parser that repairs, decodes or lower-cases stands
 * between what was registered and what is compared. Pure; safe for any thread.
 */
public final class RedirectUriPolicy {

    /** What is to be done with a redirect URI that a client asks to register. */
    public sealed interface Registrability {

        /** It may be registered as it is. */
        record Allowed() implements Registrability {}

        /** A private-use scheme that nobody allowed: registered without it if another URI is left (ruling 1). */
        record NotAllowed() implements Registrability {}

        /** The whole registration is refused; the reason is ours, without a word of the input. */
        record Refused(String reason) implements Registrability {}
    }

    private static final int LONGEST = 2000;

    /** The characters of RFC 3986 section 2, percent signs only before two hexadecimal digits. */
    private static final Pattern CHARACTERS =
            Pattern.compile("(?:[A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=-]++|%[0-9A-Fa-f]{2})*+");

    /** Percent-encoded controls, which some parser on the way would decode (response splitting). */
    private static final Pattern ENCODED_CONTROL = Pattern.compile("%(?:[01][0-9A-Fa-f]|7[Ff])");

    private static final Pattern SCHEME = Pattern.compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?<rest>.*)");

    private static final Pattern HTTP = Pattern.compile("(?<scheme>https?)://"
            + "(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9_-]++(?:\\.[A-Za-z0-9_-]++)*+\\.?)"
            + "(?::(?<port>[0-9]{1,5}))?"
            + "(?<path>/[^?#]*)?"
            + "(?<query>\\?[^#]*)?");

    /** RFC 3986 section 3.2.2 has at most four digits between two colons; the JDK reads any number of zeros before them. */
    private static final Pattern LONG_GROUP = Pattern.compile("[0-9A-Fa-f]{5}");

    private static final Pattern LOOPBACK = Pattern.compile(
            "http://(?<host>127\\.0\\.0\\.1|\\[::1]|localhost)(?::(?<port>[0-9]{1,5}))?(?<rest>[/?].*)?");

    private static final Pattern USER = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*@.*");

    private static final Set<String> SCRIPTS = Set.of(
            "javascript", "data", "vbscript", "file", "blob", "about", "filesystem", "view-source", "ws", "wss", "ftp");

    /** What a response itself carries: with them in the URI, the client could not tell whose value it reads (U4). */
    private static final Set<String> RESPONSE_PARAMETERS = Set.of(
            "code", "state", "iss", "error", "error_description", "error_uri", "response", "access_token", "id_token");

    private final Set<String> privateUseUris;

    /**
     * @param privateUseUris the exact URIs with a private-use scheme that may be registered
     * @throws IllegalArgumentException if one of them is http or https, or could not be registered for another reason
     */
    public RedirectUriPolicy(Collection<String> privateUseUris) {
        this.privateUseUris = Set.copyOf(privateUseUris);
        for (String uri : this.privateUseUris) {
            if (!(syntax(uri) == null && privateUse(uri) instanceof Registrability.Allowed)) {
                throw new IllegalArgumentException("'" + uri + "' is no URI with a private-use scheme that could be"
                        + " allowed as a redirect (RFC 8252 section 7.1)");
            }
        }
    }

    /**
     * Whether a presented {@code redirect_uri} is the registered one: byte for byte, but that a registered http URI on
     * {@code 127.0.0.1}, {@code [::1]} or {@code localhost} is met on any port. The three never stand for one another. What
     * has a fragment, a user or a character that no URI may have matches nothing.
     */
    public static boolean matches(String registered, String presented) {
        if (presented.length() > LONGEST
                || presented.indexOf('#') >= 0
                || !CHARACTERS.matcher(presented).matches()
                || USER.matcher(presented).matches()) {
            return false;
        }
        return registered.equals(presented) || matchesOnAnotherPort(registered, presented);
    }

    private static boolean matchesOnAnotherPort(String registered, String presented) {
        Matcher known = LOOPBACK.matcher(registered);
        Matcher asked = LOOPBACK.matcher(presented);
        return known.matches()
                && asked.matches()
                && known.group("host").equals(asked.group("host"))
                && text(known.group("rest")).equals(text(asked.group("rest")))
                && isPort(asked.group("port"));
    }

    /**
     * Whether a client may register the URI for itself.
     *
     * @param issuerOrigin scheme, host and port of the issuer, which no response may be sent to
     */
    public Registrability registrable(String uri, String issuerOrigin) {
        String fault = syntax(uri);
        if (fault != null) {
            return new Registrability.Refused(fault);
        }
        Matcher http = HTTP.matcher(uri);
        if (uri.regionMatches(true, 0, "http:", 0, 5) || uri.regionMatches(true, 0, "https:", 0, 6)) {
            fault = http.matches() ? http(uri, http, issuerOrigin) : "must be an absolute URI with a host";
            return fault == null ? new Registrability.Allowed() : new Registrability.Refused(fault);
        }
        Registrability answer = privateUse(uri);
        return answer instanceof Registrability.Allowed && !privateUseUris.contains(uri)
                ? new Registrability.NotAllowed()
                : answer;
    }

    /** Whether the response would go to an app on the person's own computer, with http and a loopback host. */
    public static boolean isLoopback(String uri) {
        return LOOPBACK.matcher(uri).matches();
    }

    /**
     * Whether the URI leads to this origin: the same scheme, host and port, however spelled. Loopback names are one here,
     * as they reach one server.
     */
    public static boolean leadsTo(String uri, String origin) {
        if (uri.length() > LONGEST) {
            return false;
        }
        Matcher there = HTTP.matcher(uri);
        Matcher here = HTTP.matcher(origin);
        return there.matches() && here.matches() && target(there).equals(target(here));
    }

    /** Its host in lower case, without port, or the scheme and colon of a private-use URI. */
    public static String host(String uri) {
        Matcher http = HTTP.matcher(uri);
        return http.matches() ? http.group("host").toLowerCase(Locale.ROOT) : displayHost(uri);
    }

    /**
     * What a person is shown of it: host and port in full, as registered (punycode stays punycode), or the scheme of a
     * private-use URI.
     */
    public static String displayHost(String uri) {
        Matcher http = HTTP.matcher(uri);
        if (http.matches()) {
            String port = http.group("port");
            return http.group("host") + (port == null ? "" : ":" + port);
        }
        Matcher scheme = SCHEME.matcher(uri);
        return scheme.matches() ? scheme.group("scheme") + ":" : uri;
    }

    /** What is wrong with it as a URI, whatever its scheme. */
    private static @Nullable String syntax(String uri) {
        if (uri.length() > LONGEST) {
            return "must be at most 2000 characters long";
        }
        if (!CHARACTERS.matcher(uri).matches() || ENCODED_CONTROL.matcher(uri).find()) {
            return "must have only the characters of RFC 3986 and encode no control character";
        }
        if (uri.indexOf('#') >= 0) {
            return "must not have a fragment";
        }
        if (uri.indexOf('*') >= 0) {
            return "must not have a wildcard";
        }
        if (!SCHEME.matcher(uri).matches()) {
            return "must be an absolute URI";
        }
        return USER.matcher(uri).matches() ? "must not name a user" : null;
    }

    private static @Nullable String http(String uri, Matcher parts, String issuerOrigin) {
        if (!isHost(parts.group("host")) || brackets(parts.group("path")) || brackets(parts.group("query"))) {
            return "must have a host that is a name or an address, and brackets nowhere else";
        }
        if (!isPort(parts.group("port"))) {
            return "must have a port of at most 65535";
        }
        if (parts.group("scheme").equals("http") && !isLoopback(uri)) {
            return "must be https, or http on 127.0.0.1, [::1] or localhost";
        }
        if (parts.group("path") == null) {
            return "must have a path";
        }
        if (leadsTo(uri, issuerOrigin)) {
            return "must not lead to this authorization server";
        }
        return hasResponseParameter(parts.group("query"))
                ? "must not carry a parameter of the authorization response"
                : null;
    }

    private static Registrability privateUse(String uri) {
        Matcher parts = SCHEME.matcher(uri);
        String scheme = parts.matches() ? parts.group("scheme").toLowerCase(Locale.ROOT) : "";
        if (SCRIPTS.contains(scheme)) {
            return new Registrability.Refused("must not have this scheme");
        }
        if (scheme.equals("http")
                || scheme.equals("https")
                || text(parts.group("rest")).isEmpty()) {
            return new Registrability.Refused("must be an absolute URI");
        }
        int query = uri.indexOf('?');
        return hasResponseParameter(query < 0 ? null : uri.substring(query))
                ? new Registrability.Refused("must not carry a parameter of the authorization response")
                : new Registrability.Allowed();
    }

    private static boolean hasResponseParameter(@Nullable String query) {
        if (query == null) {
            return false;
        }
        for (String parameter : query.substring(1).split("[&;]")) {
            String name = parameter.split("=", 2)[0];
            if (RESPONSE_PARAMETERS.contains(URLDecoder.decode(name, StandardCharsets.UTF_8))) {
                return true;
            }
        }
        return false;
    }

    private static String target(Matcher http) {
        String scheme = http.group("scheme");
        String host = http.group("host").toLowerCase(Locale.ROOT);
        if (host.equals("localhost") || host.equals("[::1]")) {
            host = "127.0.0.1";
        }
        // A trailing dot names the same host.
        host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        String port = text(http.group("port"));
        int number = port.isEmpty() ? (scheme.equals("https") ? 443 : 80) : Integer.parseInt(port);
        return scheme + "://" + host + ":" + number;
    }

    private static boolean isHost(String host) {
        if (!host.startsWith("[")) {
            return true;
        }
        if (LONG_GROUP.matcher(host).find()) {
            return false;
        }
        try {
            return InetAddress.ofLiteral(host.substring(1, host.length() - 1)) instanceof Inet6Address;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** RFC 3986 section 3.2.2 has brackets round an IPv6 address alone; some parsers throw at any other. */
    private static boolean brackets(@Nullable String part) {
        return part != null && (part.indexOf('[') >= 0 || part.indexOf(']') >= 0);
    }

    private static boolean isPort(@Nullable String port) {
        return port == null || Integer.parseInt(port) <= 65_535;
    }

    private static String text(@Nullable String group) {
        return group == null ? "" : group;
    }
}
