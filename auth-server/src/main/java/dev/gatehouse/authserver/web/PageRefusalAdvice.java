package dev.gatehouse.authserver.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Turns a handler's {@link PageRefusal} into its page. */
@ControllerAdvice
class PageRefusalAdvice {

    private static final Logger log = LoggerFactory.getLogger(PageRefusalAdvice.class);

    private final PageRenderer renderer;

    PageRefusalAdvice(PageRenderer renderer) {
        this.renderer = renderer;
    }

    /** Without storage nobody is told anything that might not hold (promise P17). */
    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        TransactionException.class
    })
    void unavailable(RuntimeException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        ErrorPage page = ErrorPage.of(HttpStatus.SERVICE_UNAVAILABLE, "This does not work at the moment")
                .because("The server cannot reach its storage. Nothing was changed.")
                .remedy("Try again in a minute.");
        log.error("{}: storage failed at {}", page.reference(), request.getServletPath(), e);
        response.setHeader(HttpHeaders.RETRY_AFTER, "5");
        // Who is signed in is read when somebody asks, from the storage that is gone: nobody may ask.
        SecurityContextHolder.setContext(SecurityContextHolder.createEmptyContext());
        renderer.render(page, request, response);
    }

    @ExceptionHandler
    void refuse(PageRefusal refusal, HttpServletRequest request, HttpServletResponse response) throws IOException {
        renderer.render(refusal, request, response);
    }
}
