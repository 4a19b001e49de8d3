package dev.gatehouse.authserver.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;

/**
 * Answers requests whose parameters cannot be read: too large, too many, badly encoded. They must not reach the
 * container, which logs the exception with the parameter's value, and that may be a password (requirement L1).
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class UnreadableRequestFilter extends OncePerRequestFilter {

    private static final int DEEPEST_CAUSE = 10;

    private final PageRenderer renderer;

    UnreadableRequestFilter(PageRenderer renderer) {
        this.renderer = renderer;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException e) {
            HttpStatus status = status(e);
            if (status == null || response.isCommitted()) {
                throw e;
            }
            renderer.render(StatusPages.of(status), request, response);
        }
    }

    /** The status of an exception that means an unreadable request; null for every other one. */
    private static @Nullable HttpStatus status(Throwable exception) {
        @Nullable Throwable cause = exception;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            switch (cause) {
                case InvalidParameterException e -> {
                    HttpStatus status = HttpStatus.resolve(e.getErrorCode());
                    return status != null && status.is4xxClientError() ? status : HttpStatus.BAD_REQUEST;
                }
                case MaxUploadSizeExceededException e -> {
                    return HttpStatus.CONTENT_TOO_LARGE;
                }
                case MultipartException e -> {
                    return HttpStatus.BAD_REQUEST;
                }
                default -> cause = cause.getCause();
            }
        }
        return null;
    }
}
