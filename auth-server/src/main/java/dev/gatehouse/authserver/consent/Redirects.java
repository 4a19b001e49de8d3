package dev.gatehouse.authserver.consent;

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
}
