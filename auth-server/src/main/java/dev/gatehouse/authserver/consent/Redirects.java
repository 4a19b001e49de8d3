package dev.gatehouse.authserver.consent;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** Redirects whose Location is taken to the letter, as the exact registered URI must be. */
final class Redirects {

    private Redirects() {}

    /** @param posted whether it answers a POST: then 303, never 307 (OAuth 2.1 section 7.5.3) */
    static ResponseEntity<Void> to(String location, boolean posted) {
        return ResponseEntity.status(posted ? HttpStatus.SEE_OTHER : HttpStatus.FOUND)
                .header(HttpHeaders.LOCATION, location)
                .build();
    }

    /** The same, for the endpoint that is asked most: Spring need not look for what writes it. */
    static void send(HttpServletResponse response, String location, boolean posted) {
        response.setStatus(posted ? HttpServletResponse.SC_SEE_OTHER : HttpServletResponse.SC_FOUND);
        response.setHeader(HttpHeaders.LOCATION, location);
    }
}
