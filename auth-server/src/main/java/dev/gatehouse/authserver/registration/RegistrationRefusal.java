package dev.gatehouse.authserver.registration;

import java.time.Duration;
import org.springframework.http.HttpStatus;

/**
 * Ends a registration with an error (RFC 7591 section 3.2.2). Its description is fixed text in the characters of RFC 6749
 * section 5.2; nothing of the request comes back in it. An outcome that is expected, so it carries no stack trace.
 */
final class RegistrationRefusal extends RuntimeException {

    private final HttpStatus status;

    private final String error;

    private final String description;

    private final Duration retryAfter;

    private RegistrationRefusal(HttpStatus status, String error, String description, Duration retryAfter) {
        super(error + ": " + description, null, false, false);
        this.status = status;
        this.error = error;
        this.description = description;
        this.retryAfter = retryAfter;
    }

    static RegistrationRefusal redirectUri(String description) {
        return badRequest("invalid_redirect_uri", description);
    }

    static RegistrationRefusal metadata(String description) {
        return badRequest("invalid_client_metadata", description);
    }

    static RegistrationRefusal softwareStatement(String description) {
        return badRequest("invalid_software_statement", description);
    }

    static RegistrationRefusal of(HttpStatus status, String error, String description) {
        return new RegistrationRefusal(status, error, description, Duration.ZERO);
    }

    static RegistrationRefusal tooMany(String description, Duration retryAfter) {
        return new RegistrationRefusal(HttpStatus.TOO_MANY_REQUESTS, "too_many_requests", description, retryAfter);
    }

    private static RegistrationRefusal badRequest(String error, String description) {
        return of(HttpStatus.BAD_REQUEST, error, description);
    }

    HttpStatus status() {
        return status;
    }

    String error() {
        return error;
    }

    String description() {
        return description;
    }

    /** When to try again; zero where that would not help. */
    Duration retryAfter() {
        return retryAfter;
    }
}
