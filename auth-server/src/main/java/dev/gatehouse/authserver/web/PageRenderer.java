package dev.gatehouse.authserver.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.View;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers a request with an {@link ErrorPage}, from anywhere: a handler, a filter or the error dispatch. Programs get
 * {@code {"error": ...}} with the same reference instead of the page. The reference is logged with the status and the
 * path, never with the query, which may hold a code or a token (requirement L1).
 */
@Component
public class PageRenderer {

    private static final Logger log = LoggerFactory.getLogger(PageRenderer.class);

    /** Seconds. */
    private static final String SHORTLY = "5";

    private final ThymeleafViewResolver views;

    private final MachineEndpoints machineEndpoints;

    private final JsonMapper json;

    private final ApplicationEventPublisher events;

    PageRenderer(
            ThymeleafViewResolver views,
            MachineEndpoints machineEndpoints,
            JsonMapper json,
            ApplicationEventPublisher events) {
        this.views = views;
        this.machineEndpoints = machineEndpoints;
        this.json = json;
        this.events = events;
    }

    /**
     * Sends the page and ends the answer. Headers that were set before stay.
     *
     * @throws IOException if the connection is gone
     */
    public void render(ErrorPage page, HttpServletRequest request, HttpServletResponse response) throws IOException {
        render(page, null, request, response);
    }

    void render(PageRefusal refusal, HttpServletRequest request, HttpServletResponse response) throws IOException {
        // No fault of the server, whatever its status.
        refused(refusal.page(), request.getMethod(), LogText.of(requestUri(request)));
        show(refusal.page(), refusal.clientId(), refusal.reason(), request, response);
    }

    void render(ErrorPage page, @Nullable Throwable cause, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        record(page, cause, request.getMethod(), requestUri(request));
        show(page, null, null, request, response);
    }

    private void show(
            ErrorPage page,
            @Nullable String clientId,
            @Nullable String reason,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        String uri = requestUri(request);
        events.publishEvent(new ErrorPageShown(page, uri, clientId, reason, request));
        response.setStatus(page.status().value());
        if (page.status() == HttpStatus.SERVICE_UNAVAILABLE) {
            response.setHeader(HttpHeaders.RETRY_AFTER, SHORTLY);
        }
        if (machineEndpoints.wantsJson(request, uri)) {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getOutputStream()
                    .write(json.writeValueAsBytes(Map.of("error", code(page.status()), "reference", page.reference())));
            return;
        }
        try {
            View view = views.resolveViewName("error", Locale.ENGLISH);
            if (view == null) {
                throw new IllegalStateException("There is no template named error");
            }
            view.render(Map.of("page", page), request, response);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("The error page could not be rendered", e);
        }
    }

    private static void record(ErrorPage page, @Nullable Throwable cause, String method, String uri) {
        String path = LogText.of(uri);
        if (page.status().is5xxServerError()) {
            // The container has logged the exception itself, with its stack, just before.
            String why = cause == null ? "" : ": " + cause.getClass().getName();
            log.error(
                    "{}: {} {} was answered {}{}",
                    page.reference(),
                    method,
                    path,
                    page.status().value(),
                    why);
        } else {
            refused(page, method, path);
        }
    }

    private static void refused(ErrorPage page, String method, String path) {
        int status = page.status().value();
        log.info("{}: {} {} was answered {}: {}", page.reference(), method, path, status, page.headline());
    }

    private static String requestUri(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String original
                ? original
                : request.getRequestURI();
    }

    private static String code(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> "not_found";
            case METHOD_NOT_ALLOWED -> "method_not_allowed";
            case CONTENT_TOO_LARGE -> "request_too_large";
            case TOO_MANY_REQUESTS -> "temporarily_unavailable";
            case SERVICE_UNAVAILABLE -> "temporarily_unavailable";
            case UNAUTHORIZED, FORBIDDEN -> "access_denied";
            default -> status.is5xxServerError() ? "server_error" : "invalid_request";
        };
    }
}
