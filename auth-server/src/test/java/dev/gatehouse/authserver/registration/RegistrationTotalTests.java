package dev.gatehouse.authserver.registration;

import static dev.gatehouse.authserver.registration.RegistrationWire.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Duration;
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
            "gatehouse.registration.registered-at-most=2",
            "gatehouse.registration.unused-at-most=2"
        })
@ActiveProfiles("demo")
@ContextConfiguration(initializers = TestDatabase.H2.class)
class RegistrationTotalTests {

    private static final String BODY = "{\"redirect_uris\":[\"https://app.test/cb\"]}";

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private RegistrationSlice.MovingClock clock;

    @Test
    @DisplayName("R1 clients are bounded in all, used ones among them")
    void boundsAllClients() {
        RegistrationWire wire = new RegistrationWire(port);
        wire.registered(BODY);
        wire.registered(BODY);
        jdbc.sql("update client set last_used_at = created_at").update();
        clock.advance(Duration.ofMinutes(2));

        HttpResponse<String> full = wire.post(BODY);

        assertRefused(full, 429, "too_many_requests");
        assertThat(full.body()).contains("an administrator must make room");
        assertThat(jdbc.sql("select count(*) from client").query(Long.class).single())
                .isEqualTo(2);
    }
}
