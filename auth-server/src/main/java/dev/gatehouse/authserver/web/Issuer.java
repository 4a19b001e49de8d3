package dev.gatehouse.authserver.web;

import dev.gatehouse.authserver.secret.StartRefusal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * The issuer identifier and what follows from it. It comes from configuration alone; no header of a request changes it
 * or any link (promise P12, RFC 9700 section 4.13).
 */
public final class Issuer {

    private static final Set<String> LOOPBACK_HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");

    private final String value;

    private final URI uri;

    /**
     * @throws StartRefusal if the value is no absolute URL, has a query, fragment, user or trailing slash, or
     *     is neither https nor http on a loopback host (RFC 8414 section 2)
     */
    public Issuer(String value) {
        this.value = value;
        this.uri = parse(value);
        require(uri.isAbsolute() && uri.getHost() != null, "must be an absolute URL");
        require(uri.getRawQuery() == null && uri.getRawFragment() == null, "must have no query and no fragment");
        require(uri.getRawUserInfo() == null, "must name no user");
        require(!value.endsWith("/"), "must not end with a slash");
        require(
                secure() || ("http".equals(uri.getScheme()) && onLoopback()),
                "must be https, or http on a loopback host");
    }

    private static URI parse(String value) {
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            throw new StartRefusal("gatehouse.issuer must be an absolute URL, but is '" + value + "'", e);
        }
    }

    private void require(boolean holds, String rule) {
        if (!holds) {
            throw new StartRefusal("gatehouse.issuer " + rule + " (RFC 8414 section 2), but is '" + value + "'");
        }
    }

    /** The identifier, byte for byte as configured. */
    public String value() {
        return value;
    }

    /** The identifier with a path appended. */
    public String url(String path) {
        return value + path;
    }

    /** Scheme, host and port, as a browser's Origin header has them. */
    public String origin() {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** The path of the identifier, empty where there is none. */
    public String path() {
        return uri.getRawPath() == null ? "" : uri.getRawPath();
    }

    public String host() {
        return uri.getHost();
    }

    public boolean secure() {
        return "https".equals(uri.getScheme());
    }

    public boolean onLoopback() {
        return LOOPBACK_HOSTS.contains(uri.getHost());
    }

    @Override
    public String toString() {
        return value;
    }
}
