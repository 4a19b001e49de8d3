package dev.gatehouse.resourceserver.protection;

import java.security.Principal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Who calls, as the access token says it. The token itself is left out on purpose: a tool that does not have it cannot
 * pass it on.
 *
 * @param subject the person, or the client when it acts for itself
 * @param clientId the agent that holds the token
 * @param scopes what it may do
 * @param resource the audience of the token, which is this server
 * @param expiresAt when the token ends
 */
public record Caller(String subject, String clientId, Set<String> scopes, String resource, Instant expiresAt) {

    /**
     * @param principal what {@code HttpServletRequest.getUserPrincipal()} gives behind the protection
     * @throws IllegalStateException when the request did not pass the protection
     */
    public static Caller of(Principal principal) {
        if (principal instanceof JwtAuthenticationToken authentication) {
            return of(authentication.getToken());
        }
        throw new IllegalStateException("The request did not pass the access token check");
    }

    private static Caller of(Jwt jwt) {
        return new Caller(
                Objects.requireNonNull(jwt.getSubject()),
                Objects.requireNonNull(jwt.getClaimAsString("client_id")),
                scopes(jwt.getClaims().get("scope")),
                Objects.requireNonNull(jwt.getAudience()).getFirst(),
                Objects.requireNonNull(jwt.getExpiresAt()));
    }

    /** RFC 9068 section 2.2.3 has one string; anything else grants nothing. */
    private static Set<String> scopes(@Nullable Object claim) {
        if (!(claim instanceof String scope) || scope.isBlank()) {
            return Set.of();
        }
        return Collections.unmodifiableSet(
                new LinkedHashSet<>(List.of(scope.strip().split(" +"))));
    }

    /** The scopes of {@code needed} that this caller does not have. */
    public Set<String> missing(Set<String> needed) {
        Set<String> missing = new LinkedHashSet<>(needed);
        missing.removeAll(scopes);
        return missing;
    }
}
