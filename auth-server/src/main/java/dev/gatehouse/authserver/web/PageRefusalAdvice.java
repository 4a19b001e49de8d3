package dev.gatehouse.authserver.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Turns a handler's {@link PageRefusal} into its page. */
@ControllerAdvice
class PageRefusalAdvice {

    private final PageRenderer renderer;

    PageRefusalAdvice(PageRenderer renderer) {
        this.renderer = renderer;
    }

    @ExceptionHandler
    void refuse(PageRefusal refusal, HttpServletRequest request, HttpServletResponse response) throws IOException {
        renderer.render(refusal.page(), request, response);
    }
}
