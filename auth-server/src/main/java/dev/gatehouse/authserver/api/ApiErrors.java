package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
import dev.gatehouse.authserver.web.Problem;
import dev.gatehouse.authserver.web.ProblemRefusal;
import dev.gatehouse.authserver.web.StorageLog;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import tools.jackson.databind.json.JsonMapper;

/** Each way in which a request may fail, as a problem (RFC 9457). */
@RestControllerAdvice(basePackageClasses = ApiErrors.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class ApiErrors {

    private static final Logger log = LoggerFactory.getLogger(ApiErrors.class);

    private final JsonMapper json;

    ApiErrors(JsonMapper json) {
        this.json = json;
    }

    @ExceptionHandler
    void refused(ProblemRefusal refusal, HttpServletResponse response) throws IOException {
        refusal.problem().write(response, json);
    }

    /** What the modules refuse in the words of a page. */
    @ExceptionHandler
    void refused(PageRefusal refusal, HttpServletResponse response) throws IOException {
        ErrorPage page = refusal.page();
        Problem.of(page.status(), page.headline(), (page.reason() + " " + page.remedy()).strip())
                .write(response, json);
    }

    @ExceptionHandler
    void taken(DuplicateKeyException e, HttpServletResponse response) throws IOException {
        Problem.of(HttpStatus.CONFLICT, "It is there already", "Nothing was changed. Choose another name.")
                .write(response, json);
    }

    /** Something that no rule has foreseen, such as a list that is too long for where it is kept. */
    @ExceptionHandler
    void notStorable(DataIntegrityViolationException e, HttpServletResponse response) throws IOException {
        log.warn("A program's change cannot be stored", e);
        Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, "This cannot be stored", "Nothing was changed. Make it shorter.")
                .write(response, json);
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    void unavailable(RuntimeException e, HttpServletResponse response) throws IOException {
        StorageLog.failed("Storage failed", e);
        response.setHeader(HttpHeaders.RETRY_AFTER, "5");
        Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "The storage cannot be reached", "Try again shortly.")
                .write(response, json);
    }
}
