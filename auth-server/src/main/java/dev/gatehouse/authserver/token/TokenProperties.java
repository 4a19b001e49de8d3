package dev.gatehouse.authserver.token;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long codes and refresh tokens live (ruling 23). Access tokens take their lifetime from their resource.
 *
 * @param codeLifetime at most ten minutes (OAuth 2.1 section 4.1.2)
 * @param refreshIdle an unused refresh token ends after this, or with its grant, whichever is first
 * @param refreshReplayWindow for so long after its rotation a refresh token leads to the same successor again, while that
 *     was not used (ruling 6); zero is strict
 */
@ConfigurationProperties("gatehouse.token")
public record TokenProperties(
        @DefaultValue("60s") Duration codeLifetime,
        @DefaultValue("7d") Duration refreshIdle,
        @DefaultValue("60s") Duration refreshReplayWindow) {

    public TokenProperties {
        if (!codeLifetime.isPositive() || codeLifetime.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException(
                    "gatehouse.token.code-lifetime must be above zero and at most 10 minutes (OAuth 2.1 section 4.1.2)");
        }
        if (refreshReplayWindow.isNegative() || refreshReplayWindow.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException(
                    "gatehouse.token.refresh-replay-window must be between zero and 10 minutes");
        }
        if (!refreshIdle.isPositive()) {
            throw new IllegalArgumentException("gatehouse.token.refresh-idle must be above zero");
        }
    }
}
