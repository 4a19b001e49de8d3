package dev.gatehouse.authserver.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Where administrators have a port of their own, nothing of theirs is there at any other: 404, before anybody asks who it
 * is. Behind the filter that knows the issuer's path; the address is read as the chains and handlers read it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
class AdminPortFilter extends OncePerRequestFilter {

    private static final RequestMatcher ADMINISTRATION =
            PathPatternRequestMatcher.withDefaults().matcher("/admin/**");

    private final AdminPort port;

    AdminPortFilter(AdminPort port) {
        this.port = port;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!port.serves(request) && ADMINISTRATION.matches(request)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else {
            chain.doFilter(request, response);
        }
    }
}
