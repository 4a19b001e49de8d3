package dev.gatehouse.authserver.oauth;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets only well-formed form posts through to the protocol endpoints (requirements T1 and Z3, ruling 22). */
final class FormPostFilter extends OncePerRequestFilter {

    private static final String INVALID = "invalid_request";

    static final long LARGEST_BODY = 64 * 1024L;

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
            answers.refuse(request, response, HttpStatus.METHOD_NOT_ALLOWED, INVALID, "Only POST is allowed");
        } else if (request.getContentLengthLong() > LARGEST_BODY) {
            answers.refuse(request, response, HttpStatus.CONTENT_TOO_LARGE, INVALID, "The body is larger than 64 KB");
        } else if (!isForm(request.getContentType())) {
            answers.refuse(
                    request,
                    response,
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    INVALID,
                    "The body must be application/x-www-form-urlencoded");
        } else if (request.getQueryString() != null) {
            answers.refuse(request, response, HttpStatus.BAD_REQUEST, INVALID, "Parameters belong into the body");
        } else {
            Optional<String> repeated = repeated(request.getParameterMap());
            if (repeated.isPresent()) {
                answers.refuse(request, response, HttpStatus.BAD_REQUEST, INVALID, "A parameter is repeated");
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
}
