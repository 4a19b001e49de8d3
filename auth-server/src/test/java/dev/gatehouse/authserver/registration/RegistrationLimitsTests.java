package dev.gatehouse.authserver.registration;

import static dev.gatehouse.authserver.registration.RegistrationWire.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.TestDatabase;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;

@SpringBootTest(
        classes = RegistrationSlice.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.endpoint.health.validate-group-membership=false",
            "gatehouse.registration.per-address-per-hour=6",
            "gatehouse.registration.unused-at-most=3"
        })
@ActiveProfiles("demo")
@ContextConfiguration(initializers = TestDatabase.H2.class)
class RegistrationLimitsTests {

    private static final String BODY = "{\"redirect_uris\":[\"https://app.test/cb\"]}";

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private RegistrationSlice.MovingClock clock;

    @Autowired
    private InitialAccessTokens tokens;

    private void registerWithToken() {
        String token = tokens.create(new RegistrationPermit("partner", Set.of(), Set.of()), 1, Duration.ofHours(1));
        HttpResponse<String> response = new UserAgent()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/register"))
                                .POST(HttpRequest.BodyPublishers.ofString(BODY)),
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        "Bearer " + token);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    }

    @Test
    @DisplayName("R1 storage is bounded, and so are the attempts of one address")
    void boundsStorageAndAttempts() {
        RegistrationWire wire = new RegistrationWire(port);
        // It has its place from an administrator: it neither takes one from strangers nor gives it up to them.
        registerWithToken();
        for (int i = 0; i < 3; i++) {
            wire.registered(BODY);
        }

        HttpResponse<String> full = wire.post(BODY);
        assertRefused(full, 429, "too_many_requests");
        assertThat(full.headers().firstValue("Retry-After")).hasValue("600");
        assertThat(clientRows()).isEqualTo(4);

        // A flood is no lock-out: what is an hour old and unused makes room.
        clock.advance(Duration.ofMinutes(61));
        wire.registered(BODY);
        assertThat(clientRows()).isEqualTo(2);

        assertRefused(wire.post("{}"), 400, "invalid_redirect_uri");
        HttpResponse<String> throttled = wire.post(BODY);
        assertRefused(throttled, 429, "too_many_requests");
        assertThat(Integer.parseInt(
                        throttled.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 600);
        assertThat(clientRows()).isEqualTo(2);
    }

    private long clientRows() {
        return jdbc.sql("select count(*) from client").query(Long.class).single();
    }
}
