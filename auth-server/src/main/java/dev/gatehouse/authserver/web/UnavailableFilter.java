package dev.gatehouse.authserver.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers where the storage failed before a handler was reached: who is signed in is read on the way there. Outside the
 * filters that hold who is signed in, so that nothing is read once more for the page.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
class UnavailableFilter extends OncePerRequestFilter {

    private final StorageFailure storageFailure;

    UnavailableFilter(StorageFailure storageFailure) {
        this.storageFailure = storageFailure;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (DataAccessResourceFailureException
                | TransientDataAccessException
                | UncategorizedSQLException
                | TransactionException e) {
            if (response.isCommitted()) {
                throw e;
            }
            response.resetBuffer();
            storageFailure.render(e, request, response);
        }
    }
}
