package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.web.Reference;
import dev.gatehouse.authserver.web.StorageLog;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** How the registration endpoints say no (RFC 7591 section 3.2.2). */
@RestControllerAdvice(basePackageClasses = RegistrationErrors.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class RegistrationErrors {

    private static final Logger log = LoggerFactory.getLogger(RegistrationErrors.class);

    private final RegistrationSteps steps;

    RegistrationErrors(RegistrationSteps steps) {
        this.steps = steps;
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> refuse(RegistrationRefusal refusal, HttpServletRequest request) {
        String reference = Reference.next();
        log.info("Registration refused: {} ({})", refusal.getMessage(), reference);
        steps.refused(request, refusal, reference);
        ResponseEntity.BodyBuilder answer = answer(refusal.status());
        if (refusal.retryAfter().isPositive()) {
            answer.header(
                    HttpHeaders.RETRY_AFTER, String.valueOf(refusal.retryAfter().toSeconds()));
        }
        if (refusal.status() == HttpStatus.UNAUTHORIZED) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
        }
        return answer.body(error(refusal.error(), refusal.description(), reference));
    }

    /** Without the database nothing is registered, and nobody is told that it was (promise P17). */
    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<Map<String, Object>> unavailable(RuntimeException e, HttpServletRequest request) {
        String reference = Reference.next();
        StorageLog.failed(reference + ": a registration could not be stored", e);
        steps.refused(request, "temporarily_unavailable", "A registration could not be stored", reference);
        return answer(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "10")
                .body(error("temporarily_unavailable", "The server cannot store anything at the moment", reference));
    }

    private static ResponseEntity.BodyBuilder answer(HttpStatus status) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON);
    }

    private static Map<String, Object> error(String error, String description, String reference) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("error_description", description);
        body.put("reference", reference);
        return body;
    }
}
