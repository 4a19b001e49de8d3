package dev.gatehouse.resourceserver.protection;

import io.modelcontextprotocol.server.transport.DefaultServerTransportSecurityValidator;
import io.modelcontextprotocol.server.transport.HeaderAccessor;
import io.modelcontextprotocol.server.transport.ServerTransportSecurityException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses pages of origins that are not listed, the server's own host name included: after DNS rebinding an attacker's
 * page has the "same" origin, so that CORS alone would let it through (MCP, transports, security warning).
 */
final class OriginFilter extends OncePerRequestFilter {

    private final DefaultServerTransportSecurityValidator validator;

    OriginFilter(List<String> allowedOrigins) {
        this.validator = DefaultServerTransportSecurityValidator.builder()
                .allowedOrigins(allowedOrigins)
                .build();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            validator.validate(new RequestHeaders(request));
        } catch (ServerTransportSecurityException e) {
            response.setStatus(e.getStatusCode());
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getOutputStream().print("{\"message\":\"Pages of this origin may not call this MCP server\"}");
            return;
        }
        chain.doFilter(request, response);
    }

    private record RequestHeaders(HttpServletRequest request) implements HeaderAccessor {

        @Override
        public List<String> getHeader(String name) {
            return Collections.list(request.getHeaders(name));
        }

        @Override
        public List<String> getHeaderNames() {
            return Collections.list(request.getHeaderNames());
        }
    }
}
