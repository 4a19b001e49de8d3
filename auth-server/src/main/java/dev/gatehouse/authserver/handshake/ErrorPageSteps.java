package dev.gatehouse.authserver.handshake;

import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.ErrorPageShown;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Takes down each error page that stood in a client's way, so that its reference finds the attempt. */
@Component
class ErrorPageSteps {

    private final HandshakeRecorder handshakes;

    ErrorPageSteps(HandshakeRecorder handshakes) {
        this.handshakes = handshakes;
    }

    @EventListener
    void shown(ErrorPageShown shown) {
        Step step = step(shown.path(), shown.request());
        if (step == null) {
            return;
        }
        ErrorPage page = shown.page();
        String clientId = shown.clientId() == null ? parameter(shown.request(), "client_id") : shown.clientId();
        handshakes.record(HandshakeEvent.refused(step, code(page.status()), reason(page, shown.reason()))
                .client(clientId)
                .from(shown.request().getRemoteAddr())
                .reference(page.reference()));
    }

    private static @Nullable Step step(String path, HttpServletRequest request) {
        return switch (path.substring(path.lastIndexOf('/'))) {
            case "/authorize" -> Step.AUTHORIZE;
            case "/consent" -> Step.CONSENT;
            case "/token" -> Step.TOKEN;
            case "/register" -> Step.REGISTRATION;
            case "/par" -> Step.PUSHED_REQUEST;
            case "/revoke" -> Step.REVOCATION;
            case "/sign-in" -> forAnApp(parameter(request, "continue")) ? Step.SIGN_IN : null;
            default -> null;
        };
    }

    private static boolean forAnApp(@Nullable String continueTo) {
        return continueTo != null && (continueTo.startsWith("/consent") || continueTo.startsWith("/authorize"));
    }

    private static @Nullable String parameter(HttpServletRequest request, String name) {
        try {
            return request.getParameter(name);
        } catch (IllegalStateException e) {
            // The parameters are what could not be read.
            return null;
        }
    }

    private static String reason(ErrorPage page, @Nullable String reason) {
        return page.headline() + ": " + (reason == null ? page.reason() : reason);
    }

    private static @Nullable String code(HttpStatus status) {
        return status == HttpStatus.SERVICE_UNAVAILABLE ? "temporarily_unavailable" : null;
    }
}
