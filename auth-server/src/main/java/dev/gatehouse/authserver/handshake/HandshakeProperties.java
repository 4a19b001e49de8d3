package dev.gatehouse.authserver.handshake;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much of the handshakes is kept.
 *
 * @param keptFor a timeline is deleted so long after its last step
 * @param stepsAtMost how many steps are stored in all; what is beyond them is counted
 */
@ConfigurationProperties("gatehouse.handshake")
record HandshakeProperties(
        @DefaultValue("7d") Duration keptFor,
        @DefaultValue("100000") int stepsAtMost) {

    HandshakeProperties {
        if (keptFor.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException("gatehouse.handshake.kept-for must be at least an hour");
        }
        if (stepsAtMost < 1) {
            throw new IllegalArgumentException("gatehouse.handshake.steps-at-most must be at least 1");
        }
    }
}
