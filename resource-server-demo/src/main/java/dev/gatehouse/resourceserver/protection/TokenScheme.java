package dev.gatehouse.resourceserver.protection;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The schemes under which an access token comes in the Authorization header. */
enum TokenScheme {
    /** RFC 6750. */
    BEARER("Bearer"),
    /** RFC 9449 section 7.1. */
    DPOP("DPoP");

    private final String label;

    TokenScheme(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** Whether the value of an Authorization header is of this scheme; its name is compared without case (RFC 9110). */
    boolean isOf(@Nullable String authorization) {
        return authorization != null && authorization.split(" ", 2)[0].equalsIgnoreCase(label);
    }

    /** The schemes that a resource takes, the one for clients that know only one first. */
    static List<TokenScheme> offered(ResourceProperties.DPoP.Mode mode) {
        return switch (mode) {
            case OFF -> List.of(BEARER);
            case ACCEPTED -> List.of(BEARER, DPOP);
            case REQUIRED -> List.of(DPOP);
        };
    }

    /** The offered scheme that the request uses, or the first offered one. */
    static TokenScheme used(HttpServletRequest request, List<TokenScheme> offered) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        return offered.stream()
                .filter(scheme -> scheme.isOf(authorization))
                .findFirst()
                .orElse(offered.getFirst());
    }
}
