package dev.gatehouse.resourceserver.protection;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/**
 * Takes the token from the Authorization header (OAuth 2.1 section 5.1). One in the query or in a form body is ignored
 * when it is alone, and refuses the request when it comes besides the header.
 */
final class HeaderTokenResolver implements BearerTokenResolver {

    static final String PARAMETER = "access_token";

    private final BearerTokenResolver header = new DefaultBearerTokenResolver();

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        if (Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION)).size() > 1) {
            throw moreThanOne();
        }
        String token = header.resolve(request);
        if (token != null && request.getParameter(PARAMETER) != null) {
            throw moreThanOne();
        }
        return token;
    }

    static OAuth2AuthenticationException moreThanOne() {
        return new OAuth2AuthenticationException(
                BearerTokenErrors.invalidRequest("Send the access token once, in the Authorization header"));
    }
}
