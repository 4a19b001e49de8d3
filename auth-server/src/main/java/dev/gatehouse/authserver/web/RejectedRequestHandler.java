package dev.gatehouse.authserver.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.stereotype.Component;

/**
 * Says 400 where Spring Security's firewall refuses a request: a path that two servers could read differently
 * (requirement N3), a strange method, a control character in a header.
 */
@Component
class RejectedRequestHandler implements RequestRejectedHandler {

    private final PageRenderer renderer;

    RejectedRequestHandler(PageRenderer renderer) {
        this.renderer = renderer;
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException rejected)
            throws IOException {
        renderer.render(StatusPages.of(HttpStatus.BAD_REQUEST), request, response);
    }
}
