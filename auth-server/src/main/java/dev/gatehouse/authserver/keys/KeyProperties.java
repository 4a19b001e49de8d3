package dev.gatehouse.authserver.keys;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When keys are changed (requirement Y2).
 *
 * @param rotateEvery for how long a key signs, and for how long refresh tokens are derived by one, before the next takes over
 * @param publishAhead for how long a signing key is published before it signs; longer than any verifier keeps an older set
 */
@ConfigurationProperties("gatehouse.keys")
record KeyProperties(
        @DefaultValue("90d") Duration rotateEvery,
        @DefaultValue("1h") Duration publishAhead) {

    /** Verifiers keep the set for 5 minutes, nodes theirs for half a minute; the rest is for a node that lost its database. */
    static final Duration SHORTEST_LEAD = Duration.ofMinutes(10);

    KeyProperties {
        if (publishAhead.compareTo(SHORTEST_LEAD) < 0 || publishAhead.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException("gatehouse.keys.publish-ahead must be between 10 minutes and 30 days:"
                    + " verifiers keep an older set of keys for 5 minutes");
        }
        if (rotateEvery.compareTo(publishAhead.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "gatehouse.keys.rotate-every must be at least twice gatehouse.keys.publish-ahead");
        }
    }
}
