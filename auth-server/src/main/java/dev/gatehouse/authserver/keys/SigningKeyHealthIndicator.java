package dev.gatehouse.authserver.keys;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Not ready without an active key: a server that cannot sign must get no traffic. */
@Component("signingKey")
class SigningKeyHealthIndicator implements HealthIndicator {

    private final SigningKeys keys;

    SigningKeyHealthIndicator(SigningKeys keys) {
        this.keys = keys;
    }

    @Override
    public Health health() {
        return keys.ready() ? Health.up().build() : Health.down().build();
    }
}
