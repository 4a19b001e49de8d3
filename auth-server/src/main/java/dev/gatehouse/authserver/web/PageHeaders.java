package dev.gatehouse.authserver.web;

import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;

/** The content security policy of pages (requirement H1, ruling 21). */
public final class PageHeaders {

    private static final String BEFORE_FORM_ACTION = "default-src 'none'; style-src 'self'; script-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    private PageHeaders() {}

    static String contentSecurityPolicy() {
        return BEFORE_FORM_ACTION;
    }

    /**
     * Lets the page's form lead to the validated redirect URI of its authorization request: browsers apply
     * {@code form-action} to the redirect that answers a post too.
     */
    public static void allowFormAction(HttpServletResponse response, String redirectUri) {
        URI uri = URI.create(redirectUri);
        boolean web = uri.getRawAuthority() != null && uri.getScheme().startsWith("http");
        // The port of a URI with an IPv6 host is part of what CSP cannot express; the scheme alone is the nearest.
        boolean expressible = web && !uri.getRawAuthority().startsWith("[");
        String source = expressible ? uri.getScheme() + "://" + uri.getRawAuthority() : uri.getScheme() + ":";
        response.setHeader("Content-Security-Policy", BEFORE_FORM_ACTION + " " + source);
    }
}
