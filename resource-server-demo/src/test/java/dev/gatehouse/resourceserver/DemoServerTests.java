package dev.gatehouse.resourceserver;

import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole demo server, started once for all classes that extend this. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
public abstract class DemoServerTests {

    protected static final String RESOURCE = "http://127.0.0.1:9001/mcp";
    protected static final String METADATA_URI = "http://127.0.0.1:9001/.well-known/oauth-protected-resource/mcp";
    protected static final TestIssuer ISSUER = TestIssuer.start();

    @LocalServerPort
    protected int port;

    protected McpWire wire = new McpWire(0);

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("gatehouse.resource.issuer", ISSUER::issuer);
        registry.add("gatehouse.demo.data", () -> "memory");
    }

    @BeforeEach
    void connect() {
        wire = new McpWire(port);
    }

    protected static String tokenWith(String scope) {
        return ISSUER.tokenFor(RESOURCE).scope(scope).sign();
    }
}
