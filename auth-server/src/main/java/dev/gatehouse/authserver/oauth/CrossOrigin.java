package dev.gatehouse.authserver.oauth;

import java.time.Duration;
import java.util.List;
import org.springframework.web.cors.CorsConfiguration;

/**
 * Which endpoints scripts of any site may call, never with credentials (requirements O1 and O2): those that answer
 * nothing to a cookie. The authorization endpoint and all pages are not among them (Z8).
 */
final class CrossOrigin {

    private static final List<String> EXPOSED = List.of("WWW-Authenticate", "Retry-After", "DPoP-Nonce");

    /** What {@code Access-Control-Expose-Headers} says. */
    static final String EXPOSED_HEADERS = String.join(", ", EXPOSED);

    /** Other methods than the endpoint's are let through, so that a script can read that they are refused. */
    static final CorsConfiguration ANY = anyOrigin();

    private CrossOrigin() {}

    private static CorsConfiguration anyOrigin() {
        CorsConfiguration configuration = new CorsConfiguration();
        configuration.addAllowedOrigin(CorsConfiguration.ALL);
        configuration.setAllowedMethods(List.of("GET", "POST"));
        configuration.setAllowedHeaders(
                List.of("Authorization", "Content-Type", "Accept", "DPoP", "MCP-Protocol-Version"));
        configuration.setExposedHeaders(EXPOSED);
        configuration.setAllowCredentials(false);
        configuration.setMaxAge(Duration.ofHours(1));
        return configuration;
    }
}
