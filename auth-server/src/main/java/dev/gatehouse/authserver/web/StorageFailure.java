package dev.gatehouse.authserver.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** The page for a request that the storage failed. Without storage nobody is told anything that might not hold (P17). */
@Component
class StorageFailure {

    private final PageRenderer renderer;

    StorageFailure(PageRenderer renderer) {
        this.renderer = renderer;
    }

    void render(RuntimeException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        ErrorPage page = ErrorPage.of(HttpStatus.SERVICE_UNAVAILABLE, "This does not work at the moment")
                .because("The server cannot reach its storage. Nothing was changed.")
                .remedy("Try again in a minute.");
        StorageLog.failed(page.reference() + ": storage failed at " + request.getServletPath(), e);
        renderer.render(page, request, response);
    }
}
