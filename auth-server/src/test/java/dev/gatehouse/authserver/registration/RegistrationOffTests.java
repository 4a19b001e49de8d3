package dev.gatehouse.authserver.registration;

import static dev.gatehouse.authserver.registration.RegistrationWire.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.TestDatabase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

@SpringBootTest(
        classes = RegistrationSlice.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "management.endpoint.health.validate-group-membership=false")
@ContextConfiguration(initializers = TestDatabase.H2.class)
class RegistrationOffTests {

    @LocalServerPort
    private int port;

    @Autowired
    private RegistrationStatus status;

    @Test
    @DisplayName("R1 registration is off unless it is configured")
    void isOffByDefault() {
        RegistrationWire wire = new RegistrationWire(port);

        assertThat(status.open()).isFalse();
        assertRefused(wire.post("{\"redirect_uris\":[\"https://app.test/cb\"]}"), 404, "invalid_request");
        assertRefused(wire.send("GET", "/register", "", new byte[0]), 404, "invalid_request");
    }
}
