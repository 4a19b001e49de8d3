package dev.gatehouse.client.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** The rule for every URL this program calls or opens: https, or http on this computer (OAuth 2.1 section 1.5). */
public final class WebUrl {

    private WebUrl() {}

    /**
     * Parses {@code text} and applies the rule.
     *
     * @param what names the value in the sentence of the failure
     * @throws Failure if it is no absolute URL, carries user info or a fragment, or is http away from a loopback host
     */
    public static URI require(Step step, String what, String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException notAUri) {
            throw new Failure(step, what + " is not a URL: " + Printable.phrase(text));
        }
        return require(step, what, uri);
    }

    /** As {@link #require(Step, String, String)} for a URL that was parsed before. */
    public static URI require(Step step, String what, URI uri) {
        String shown = Printable.phrase(withoutQuery(uri));
        if (uri.getScheme() == null || uri.getHost() == null) {
            throw new Failure(step, what + " is not an absolute http(s) URL: " + shown);
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new Failure(step, what + " must have no user name and no fragment: " + uri.getHost());
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (scheme.equals("https") || (scheme.equals("http") && isLoopback(uri.getHost()))) {
            return uri;
        }
        if (scheme.equals("http")) {
            throw new Failure(
                    step, what + " must be https, because " + uri.getHost() + " is not this computer: " + shown);
        }
        throw new Failure(step, what + " must be an https URL: " + shown);
    }

    /** The target of a redirect that {@code base} answered; it must keep the rule too. */
    public static URI resolve(Step step, URI base, String location) {
        try {
            return require(step, "the redirect of " + withoutQuery(base), base.resolve(location));
        } catch (IllegalArgumentException notAUri) {
            throw new Failure(step, withoutQuery(base) + " redirects to something that is not a URL.");
        }
    }

    /** Scheme, host and port, in lower case and without a default port. */
    public static String origin(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int standard = scheme.equals("https") ? 443 : 80;
        String port = uri.getPort() == -1 || uri.getPort() == standard ? "" : ":" + uri.getPort();
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port;
    }

    /** The URL without its query, which may carry a secret. */
    static String withoutQuery(URI uri) {
        String text = uri.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    private static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.equals("[::1]") || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }
}
