package dev.gatehouse.authserver.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Where the issuer has a path, serves everything under it, and the metadata also where RFC 8414 section 3.1 inserts the
 * path behind the well-known part (requirements D1 and D2).
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class IssuerPathFilter extends OncePerRequestFilter {

    private static final List<String> WELL_KNOWN =
            List.of("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration");

    private final String path;

    IssuerPathFilter(Issuer issuer) {
        this.path = issuer.path();
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return path.isEmpty();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String uri = request.getRequestURI();
        if (uri.startsWith(path + "/")) {
            chain.doFilter(new UnderPath(request, uri, path), response);
            return;
        }
        for (String wellKnown : WELL_KNOWN) {
            if (uri.equals(wellKnown + path)) {
                chain.doFilter(new UnderPath(request, path + wellKnown, path), response);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    /** The request as the application would see it, were it deployed at the path. */
    private static final class UnderPath extends HttpServletRequestWrapper {

        private final String uri;

        private final String path;

        UnderPath(HttpServletRequest request, String uri, String path) {
            super(request);
            this.uri = uri;
            this.path = path;
        }

        @Override
        public String getRequestURI() {
            return uri;
        }

        @Override
        public String getContextPath() {
            return path;
        }

        @Override
        public String getServletPath() {
            return uri.substring(path.length());
        }
    }
}
