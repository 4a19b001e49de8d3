package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.web.Reference;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets only well-formed form posts through to the protocol endpoints (requirements T1 and Z3, ruling 22). */
final class FormPostFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(FormPostFilter.class);

    private static final long LARGEST_BODY = 64 * 1024L;

    /** Those that may stand more than once (RFC 8707 section 2, RFC 8693 section 2.1). */
    private static final Set<String> REPEATABLE = Set.of("resource", "audience");

    private final ProtocolAnswers answers;

    FormPostFilter(ProtocolAnswers answers) {
        this.answers = answers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!request.getMethod().equals("POST")) {
            response.setHeader(HttpHeaders.ALLOW, "POST");
            refuse(request, response, HttpStatus.METHOD_NOT_ALLOWED, "Only POST is allowed");
        } else if (request.getContentLengthLong() > LARGEST_BODY) {
            refuse(request, response, HttpStatus.CONTENT_TOO_LARGE, "The body is larger than 64 KB");
        } else if (!isForm(request.getContentType())) {
            refuse(
                    request,
                    response,
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "The body must be application/x-www-form-urlencoded");
        } else if (request.getQueryString() != null) {
            refuse(request, response, HttpStatus.BAD_REQUEST, "Parameters belong into the body");
        } else {
            Optional<String> repeated = repeated(request.getParameterMap());
            if (repeated.isPresent()) {
                refuse(request, response, HttpStatus.BAD_REQUEST, "A parameter is repeated");
            } else {
                chain.doFilter(request, response);
            }
        }
    }

    private static boolean isForm(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        try {
            MediaType type = MediaType.parseMediaType(contentType);
            return MediaType.APPLICATION_FORM_URLENCODED.equalsTypeAndSubtype(type)
                    && (type.getCharset() == null || type.getCharset().equals(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<String> repeated(Map<String, String[]> parameters) {
        return parameters.entrySet().stream()
                .filter(parameter -> parameter.getValue().length > 1 && !REPEATABLE.contains(parameter.getKey()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String description)
            throws IOException {
        String reference = Reference.next();
        log.info("{} {} refused: {} ({})", request.getMethod(), request.getServletPath(), description, reference);
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("error", "invalid_request");
        body.put("error_description", description);
        body.put("reference", reference);
        answers.write(response, status, body);
    }
}
