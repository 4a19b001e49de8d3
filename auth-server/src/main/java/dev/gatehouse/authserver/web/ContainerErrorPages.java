package dev.gatehouse.authserver.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/**
 * Answers in our words where the container refuses a request before it reaches the application: no HTTP, an impossible
 * path, too long a header. Such a request is the sender's fault, so it never gets a 5xx (promise P13).
 */
@Component
class ContainerErrorPages implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final Logger log = LoggerFactory.getLogger(ContainerErrorPages.class);

    private final Issuer issuer;

    ContainerErrorPages(Issuer issuer) {
        this.issuer = issuer;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        // Innermost, so that it answers before the container's own.
        factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new Valve(issuer.secure())));
    }

    private static final class Valve extends ErrorReportValve {

        private static final String HEADERS_TOO_LARGE =
                StringManager.getManager("org.apache.coyote.http11").getString("iib.requestheadertoolarge.error");

        private final boolean secure;

        Valve(boolean secure) {
            this.secure = secure;
        }

        @Override
        protected void report(Request request, Response response, @Nullable Throwable throwable) {
            if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            HttpStatus status = status(response.getStatus(), throwable);
            ErrorPage page = StatusPages.of(status);
            // Nothing of the request: it could not be read, and what stands in its address may be a secret.
            log.info("{}: a request was answered {}: {}", page.reference(), status.value(), page.headline());
            response.setStatus(status.value());
            setHeaders(response);
            byte[] body = html(page).getBytes(StandardCharsets.UTF_8);
            try {
                response.setContentType("text/html;charset=UTF-8");
                response.setContentLength(body.length);
                response.getOutputStream().write(body);
                response.finishResponse();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The container knows one status for an unreadable request; ruling 22 wants to know what was too large. */
        private static HttpStatus status(int code, @Nullable Throwable throwable) {
            if (throwable != null && HEADERS_TOO_LARGE.equals(throwable.getMessage())) {
                return HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
            }
            if (code == HttpStatus.NOT_IMPLEMENTED.value()) {
                return HttpStatus.METHOD_NOT_ALLOWED;
            }
            HttpStatus status = HttpStatus.resolve(code);
            boolean version = status == HttpStatus.HTTP_VERSION_NOT_SUPPORTED;
            return status == null || version ? HttpStatus.BAD_REQUEST : status;
        }

        private void setHeaders(Response response) {
            response.setHeader("Content-Security-Policy", PageHeaders.contentSecurityPolicy());
            response.setHeader("X-Frame-Options", "DENY");
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Referrer-Policy", "no-referrer");
            response.setHeader("Cache-Control", "no-store");
            if (secure) {
                response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
            }
        }

        private static String html(ErrorPage page) {
            return """
                    <!doctype html>
                    <html lang="en">
                    <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">\
                    <title>%1$s</title><link rel="stylesheet" href="/assets/gatehouse.css"></head>
                    <body><main class="sheet narrow"><h1>%1$s</h1><p class="lead">%2$s</p><p>%3$s</p>\
                    <p class="fine">Reference <span class="mono">%4$s</span></p><p><a href="/">Start page</a></p></main></body>
                    </html>
                    """.formatted(
                            HtmlUtils.htmlEscape(page.headline()),
                            HtmlUtils.htmlEscape(page.reason()),
                            HtmlUtils.htmlEscape(page.remedy()),
                            page.reference());
        }
    }
}
