package dev.gatehouse.authserver.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Turns a handler's {@link PageRefusal}, or a failure of the storage, into its page. */
@ControllerAdvice
class PageRefusalAdvice {

    private final PageRenderer renderer;

    private final StorageFailure storageFailure;

    PageRefusalAdvice(PageRenderer renderer, StorageFailure storageFailure) {
        this.renderer = renderer;
        this.storageFailure = storageFailure;
    }

    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        // What the database says in words of its own, such as that it takes nothing but reads.
        UncategorizedSQLException.class,
        TransactionException.class
    })
    void unavailable(RuntimeException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        // Who is signed in is read when somebody asks, from the storage that is gone: nobody may ask.
        SecurityContextHolder.setContext(SecurityContextHolder.createEmptyContext());
        storageFailure.render(e, request, response);
    }

    @ExceptionHandler
    void refuse(PageRefusal refusal, HttpServletRequest request, HttpServletResponse response) throws IOException {
        renderer.render(refusal, request, response);
    }
}
