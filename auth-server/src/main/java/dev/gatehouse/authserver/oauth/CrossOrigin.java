package dev.gatehouse.authserver.oauth;

import java.time.Duration;
import java.util.List;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;

/**
 * Which endpoints scripts of any site may call, never with credentials (requirements O1 and O2): those that answer
 * nothing to a cookie. The authorization endpoint and all pages are not among them (Z8).
 */
final class CrossOrigin {

    private CrossOrigin() {}

    static CorsConfigurationSource anyOrigin(String... methods) {
        CorsConfiguration configuration = new CorsConfiguration();
        configuration.addAllowedOrigin(CorsConfiguration.ALL);
        configuration.setAllowedMethods(List.of(methods));
        configuration.setAllowedHeaders(List.of("Authorization", "Content-Type", "Accept", "DPoP", "MCP-Protocol-Version"));
        configuration.setExposedHeaders(List.of("WWW-Authenticate", "Retry-After", "DPoP-Nonce"));
        configuration.setAllowCredentials(false);
        configuration.setMaxAge(Duration.ofHours(1));
        return request -> configuration;
    }
}
