package dev.gatehouse.resourceserver.protection;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.resourceserver.McpWire;
import dev.gatehouse.resourceserver.TestIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import(IssuerOutageTests.Clock.class)
@DirtiesContext
class IssuerOutageTests {

    private static final String RESOURCE = "http://127.0.0.1:9001/mcp";
    private static final int ISSUER_PORT = freePort();

    @LocalServerPort
    private int port;

    @org.springframework.beans.factory.annotation.Autowired
    private Clock clock = new Clock();

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("gatehouse.resource.issuer", () -> "http://127.0.0.1:" + ISSUER_PORT);
        registry.add("gatehouse.demo.data", () -> "memory");
    }

    @Test
    @Tag("P3")
    @DisplayName("P3 is ready without the issuer, takes nobody's word meanwhile, and recovers without a restart")
    void waitsForTheIssuer() {
        McpWire wire = new McpWire(port);
        assertThat(wire.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        String message = McpWire.request("tools/list");

        try (TestIssuer elsewhere = TestIssuer.start()) {
            // Nobody listens on the issuer's port: a token with the right claims is neither good nor bad.
            HttpResponse<String> down = wire.post(
                    elsewhere.tokenFor(RESOURCE).claim("iss", issuer()).sign(), message);
            assertThat(down.statusCode()).isEqualTo(503);
            assertThat(down.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(down.body()).doesNotContain("127.0.0.1:" + ISSUER_PORT);
        }
        assertThat(wire.post(null, message).statusCode()).isEqualTo(401);

        try (TestIssuer issuer = TestIssuer.startOn(ISSUER_PORT)) {
            issuer.claimToBe("http://127.0.0.1:" + ISSUER_PORT + "/");
            clock.forward(IssuerKeys.REST_AFTER_FAILURE);
            String token = issuer.tokenFor(RESOURCE).sign();
            assertThat(wire.post(token, message).statusCode())
                    .as("metadata of an issuer that differs by a slash")
                    .isEqualTo(503);

            issuer.claimToBe(issuer.issuer());
            clock.forward(IssuerKeys.REST_AFTER_FAILURE);
            assertThat(wire.post(token, message).statusCode()).isEqualTo(200);

            followsANewKey(issuer, wire, message);
        }
    }

    private void followsANewKey(TestIssuer issuer, McpWire wire, String message) {
        JWK next = TestIssuer.newKey();
        String token = issuer.tokenFor(RESOURCE).key(next).sign();
        int fetchesBefore = issuer.received().size();
        assertThat(wire.post(token, message).statusCode()).isEqualTo(401);
        assertThat(wire.post(token, message).statusCode()).isEqualTo(401);
        assertThat(issuer.received()).as("unknown key ids make no fetches").hasSize(fetchesBefore);

        issuer.publish(next);
        clock.forward(IssuerKeys.REST_AFTER_SUCCESS);
        assertThat(wire.post(token, message).statusCode()).isEqualTo(200);
    }

    private static String issuer() {
        return "http://127.0.0.1:" + ISSUER_PORT;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Stands still until it is moved. */
    @TestConfiguration
    static class Clock {

        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

        void forward(Duration duration) {
            now.updateAndGet(instant -> instant.plus(duration));
        }

        @Bean
        @Primary
        InstantSource movedClock() {
            return () -> now.get();
        }
    }
}
