package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.web.StorageLog;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Without storage nothing is decided: 503, never a token and never {@code active} (promise P17). */
final class StorageFailureFilter extends OncePerRequestFilter {

    private final ProtocolAnswers answers;

    StorageFailureFilter(ProtocolAnswers answers) {
        this.answers = answers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (DataAccessException | TransactionException e) {
            StorageLog.failed("Storage failed at " + request.getServletPath(), e);
            response.resetBuffer();
            response.setHeader(HttpHeaders.RETRY_AFTER, "5");
            answers.refuse(
                    request, response, HttpStatus.SERVICE_UNAVAILABLE, "temporarily_unavailable", "Try again shortly");
        }
    }
}
