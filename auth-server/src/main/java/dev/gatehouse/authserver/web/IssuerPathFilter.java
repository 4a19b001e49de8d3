package dev.gatehouse.authserver.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Brings each address to the one under which the application knows it. Where the issuer has a path, all stands under it,
 * the metadata also where RFC 8414 section 3.1 inserts the path behind the well-known part (requirements D1 and D2), and
 * at the root the three endpoints that 2025-03-26 clients guess (ruling 17). The endpoints that are posted to answer with
 * a slash behind them too: clients add one, and lose the body over a redirect.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class IssuerPathFilter extends OncePerRequestFilter {

    private static final Set<String> WELL_KNOWN =
            Set.of("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration");

    private static final Set<String> GUESSED_AT_THE_ROOT = Set.of("/authorize", "/token", "/register");

    private static final Set<String> POSTED = Set.of("/token", "/register", "/revoke", "/introspect", "/par");

    private final String path;

    IssuerPathFilter(Issuer issuer) {
        this.path = issuer.path();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<String> known = known(request.getRequestURI());
        if (known.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (path.isEmpty() && known.get().equals(request.getRequestURI())) {
            chain.doFilter(request, response);
        } else {
            chain.doFilter(new UnderPath(request, known.get(), path), response);
        }
    }

    /** The address as the application knows it, without the issuer's path; empty if nothing stands there. */
    private Optional<String> known(String uri) {
        if (path.isEmpty()) {
            return Optional.of(withoutSlash(uri));
        }
        if (uri.startsWith(path + "/")) {
            return Optional.of(withoutSlash(uri.substring(path.length())));
        }
        String atTheRoot = withoutSlash(uri);
        if (GUESSED_AT_THE_ROOT.contains(atTheRoot)) {
            return Optional.of(atTheRoot);
        }
        return WELL_KNOWN.stream()
                .filter(wellKnown -> uri.equals(wellKnown + path))
                .findFirst();
    }

    private static String withoutSlash(String uri) {
        boolean slash = uri.length() > 1 && uri.endsWith("/");
        String shorter = slash ? uri.substring(0, uri.length() - 1) : uri;
        return POSTED.contains(shorter) ? shorter : uri;
    }

    /** The request as the application would see it, were it deployed at the path. */
    private static final class UnderPath extends HttpServletRequestWrapper {

        private final String servletPath;

        private final String path;

        UnderPath(HttpServletRequest request, String servletPath, String path) {
            super(request);
            this.servletPath = servletPath;
            this.path = path;
        }

        @Override
        public String getRequestURI() {
            return path + servletPath;
        }

        @Override
        public String getContextPath() {
            return path;
        }

        @Override
        public String getServletPath() {
            return servletPath;
        }
    }
}
