package dev.gatehouse.authserver.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

@SpringBootTest(
        classes = RegistrationSlice.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.endpoint.health.validate-group-membership=false",
            "gatehouse.registration.enabled=true",
            "gatehouse.issuer=https://as.test/t1"
        })
@ContextConfiguration(initializers = TestDatabase.H2.class)
class RegistrationUnderAPathTests {

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @DisplayName("ruling 17: registration stands under the issuer's path, and at the root for clients without metadata")
    @CsvSource({"/t1/register, 201", "/t1/register/, 201", "/register, 201", "/t2/register, 404"})
    void answersUnderTheIssuer(String path, int status) {
        byte[] body = "{\"redirect_uris\":[\"https://app.test/cb\"]}".getBytes(StandardCharsets.UTF_8);

        assertThat(new RegistrationWire(port)
                        .send("POST", path, "application/json", body)
                        .statusCode())
                .isEqualTo(status);
    }
}
