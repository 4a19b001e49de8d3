package dev.gatehouse.authserver.registration;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Primary;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Registration and the modules below it, on a server of its own. Deliberately no {@code @Configuration}: a test of the
 * whole application must not find it by scanning.
 */
@EnableAutoConfiguration
@ComponentScan({
    "dev.gatehouse.authserver.secret",
    "dev.gatehouse.authserver.web",
    "dev.gatehouse.authserver.audit",
    "dev.gatehouse.authserver.cluster",
    "dev.gatehouse.authserver.handshake",
    "dev.gatehouse.authserver.outbound",
    "dev.gatehouse.authserver.resource",
    "dev.gatehouse.authserver.client",
    "dev.gatehouse.authserver.registration"
})
class RegistrationSlice {

    @Bean
    SecurityFilterChain open(HttpSecurity http) {
        return http.csrf(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    @Bean
    @Primary
    MovingClock movingClock() {
        return new MovingClock();
    }

    /** Stands still until it is moved. */
    static final class MovingClock implements InstantSource {

        static final Instant START = Instant.parse("2026-11-01T10:00:00.5Z");

        private final AtomicReference<Instant> now = new AtomicReference<>(START);

        @Override
        public Instant instant() {
            return java.util.Objects.requireNonNull(now.get());
        }

        void advance(Duration time) {
            now.set(instant().plus(time));
        }
    }
}
