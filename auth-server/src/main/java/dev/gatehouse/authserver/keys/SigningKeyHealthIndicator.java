package dev.gatehouse.authserver.keys;

import dev.gatehouse.authserver.secret.SharedSecret;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Not ready without its keys: a server that cannot sign, rotate or check a form must get no traffic. */
@Component("signingKey")
class SigningKeyHealthIndicator implements HealthIndicator {

    private final SigningKeys keys;

    private final DerivationKeys derivationKeys;

    private final SharedSecret secret;

    SigningKeyHealthIndicator(SigningKeys keys, DerivationKeys derivationKeys, SharedSecret secret) {
        this.keys = keys;
        this.derivationKeys = derivationKeys;
        this.secret = secret;
    }

    @Override
    public Health health() {
        boolean ready = keys.ready() && derivationKeys.ready() && secret.ready();
        return ready ? Health.up().build() : Health.down().build();
    }
}
