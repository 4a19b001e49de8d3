package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.web.Issuer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

/** Builds the redirects back to clients; every one carries {@code iss} (RFC 9207 section 2, requirement Z10). */
@Component
class AuthorizationResponses {

    private final Issuer issuer;

    AuthorizationResponses(Issuer issuer) {
        this.issuer = issuer;
    }

    String code(AuthorizationRequest request, String code) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("code", code);
        return redirect(request.redirectUri(), request.state(), answer);
    }

    String error(AuthorizationOutcome.ToClient outcome, String error, String description) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("error", error);
        answer.put("error_description", description);
        return redirect(outcome.redirectUri(), outcome.state(), answer);
    }

    /** Appends to what is there and changes none of it: the registered query stays (requirement U2). */
    private String redirect(String redirectUri, @Nullable String state, Map<String, String> answer) {
        if (state != null) {
            answer.put("state", state);
        }
        answer.put("iss", issuer.value());
        StringBuilder location = new StringBuilder(redirectUri);
        char separator = redirectUri.indexOf('?') < 0 ? '?' : '&';
        if (redirectUri.endsWith("?") || redirectUri.endsWith("&")) {
            separator = 0;
        }
        for (Map.Entry<String, String> parameter : answer.entrySet()) {
            if (separator != 0) {
                location.append(separator);
            }
            location.append(parameter.getKey())
                    .append('=')
                    .append(UriUtils.encode(parameter.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        return location.toString();
    }
}
