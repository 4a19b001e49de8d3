package dev.gatehouse.authserver.web;

import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The content security policy of pages (requirement H1, ruling 21). */
public final class PageHeaders {

    private static final String BEFORE_FORM_ACTION = "default-src 'none'; style-src 'self'; script-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    private static final Pattern WEB_ORIGIN = Pattern.compile("https?://[A-Za-z0-9._-]+(?::[0-9]{1,5})?(?=[/?]|$)");

    private PageHeaders() {}

    static String contentSecurityPolicy() {
        return BEFORE_FORM_ACTION;
    }

    /** Lets the page's script ask this server how things stand. */
    public static void allowPolling(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", BEFORE_FORM_ACTION + "; connect-src 'self'");
    }

    /**
     * Lets the page's form lead to the validated redirect URI of its authorization request: browsers apply
     * {@code form-action} to the redirect that answers a post too.
     */
    public static void allowFormAction(HttpServletResponse response, String redirectUri) {
        Matcher web = WEB_ORIGIN.matcher(redirectUri);
        // CSP has no form for an IPv6 host; the scheme alone is the nearest.
        String source =
                web.lookingAt() ? web.group() : redirectUri.substring(0, Math.max(0, redirectUri.indexOf(':'))) + ":";
        response.setHeader("Content-Security-Policy", BEFORE_FORM_ACTION + " " + source);
    }
}
