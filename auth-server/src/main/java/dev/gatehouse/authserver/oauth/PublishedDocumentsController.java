package dev.gatehouse.authserver.oauth;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is left of the published documents when {@link PublishedDocumentsFilter} has answered whoever reads them. */
@RestController
class PublishedDocumentsController {

    @RequestMapping({"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration", "/jwks"})
    ResponseEntity<Void> otherMethod(HttpServletRequest request) {
        if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
            // The same path in another spelling.
            return ResponseEntity.notFound().build();
        }
        return ResponseEntity.status(HttpStatus.METHOD_NOT_ALLOWED)
                .header(HttpHeaders.ALLOW, "GET, HEAD")
                .build();
    }
}
