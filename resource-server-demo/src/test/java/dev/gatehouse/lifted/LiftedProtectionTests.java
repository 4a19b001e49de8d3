package dev.gatehouse.lifted;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.resourceserver.McpWire;
import dev.gatehouse.resourceserver.TestIssuer;
import dev.gatehouse.resourceserver.protection.McpProtectionConfiguration;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The protection package in another server: an import and properties, and no other class of the demo. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.config.location=optional:classpath:/nothing/",
            "server.address=127.0.0.1",
            "gatehouse.resource.identifier=https://tools.example/v1/mcp",
            "gatehouse.resource.name=Calculator",
            "gatehouse.resource.challenge-scopes=calc.read",
            "gatehouse.resource.tools[0].name=round",
            "gatehouse.resource.tools[0].scopes=calc.read,calc.round",
            "gatehouse.resource.tools[1].name=about",
            "gatehouse.resource.dpop.mode=off",
            "gatehouse.resource.max-body=1KB"
        })
@DirtiesContext
class LiftedProtectionTests {

    private static final TestIssuer ISSUER = TestIssuer.start();
    private static final String RESOURCE = "https://tools.example/v1/mcp";
    private static final String METADATA = "/.well-known/oauth-protected-resource/v1/mcp";

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("gatehouse.resource.issuer", () -> "https://issuer.example/tenant");
        registry.add("gatehouse.resource.jwks-uri", ISSUER::jwksUri);
    }

    @Test
    @Tag("P1")
    @DisplayName("P1 the metadata follows the identifier's path and lists the scopes of the properties")
    void servesItsMetadata() {
        HttpResponse<String> response = new McpWire(port).get(METADATA);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains(
                        "\"resource\":\"" + RESOURCE + "\"",
                        "[\"https://issuer.example/tenant\"]",
                        "[\"calc.read\",\"calc.round\"]",
                        "\"Calculator\"");
    }

    @Test
    @Tag("P2")
    @Tag("P4")
    @DisplayName("P2 P4 challenges with its own metadata, and names every scope that the properties ask for")
    void asksForTheScopesOfTheProperties() {
        HttpResponse<String> none = post(null, McpWire.toolCall("round", Map.of()));
        HttpResponse<String> lacking = post(token(ISSUER.key(), "other"), McpWire.toolCall("round", Map.of()));

        assertThat(McpWire.challenge(none))
                .isEqualTo("Bearer resource_metadata=\"https://tools.example" + METADATA + "\", scope=\"calc.read\"");
        assertThat(lacking.statusCode()).isEqualTo(403);
        assertThat(McpWire.challenge(lacking))
                .contains("lacks: calc.read calc.round\"", "scope=\"calc.read calc.round\"");
    }

    @Test
    @DisplayName("Takes keys from the given place, RS256 too, and opens the tools")
    void opensTheTools() {
        HttpResponse<String> round =
                post(token(ISSUER.rsaKey(), "calc.round calc.read"), McpWire.toolCall("round", Map.of("x", 1.6)));

        assertThat(round.statusCode()).isEqualTo(200);
        assertThat(round.body()).contains("\"2\"");
        assertThat(post(token(ISSUER.rsaKey(), ""), McpWire.toolCall("about", Map.of()))
                        .body())
                .contains("a calculator");
    }

    @Test
    @DisplayName("A tool that nobody listed stays shut, though the server has it")
    void keepsUnlistedToolsShut() {
        HttpResponse<String> response =
                post(token(ISSUER.key(), "calc.read calc.round"), McpWire.toolCall("forgotten", Map.of()));

        assertThat(response.body()).contains("Unknown tool: forgotten").doesNotContain("secret");
    }

    @Test
    @DisplayName("The body's bound is a property")
    void boundsTheBody() {
        String large = McpWire.toolCall("about", Map.of("x", "y".repeat(1024)));

        assertThat(post(token(ISSUER.key(), ""), large).statusCode()).isEqualTo(413);
    }

    @Test
    @Tag("G3")
    @DisplayName("G3 off: DPoP is no scheme here, a bound token is refused, and nothing is claimed")
    void knowsNoDPoP() {
        String bound = ISSUER.tokenFor(RESOURCE)
                .claim("iss", "https://issuer.example/tenant")
                .claim("cnf", Map.of("jkt", "abc"))
                .sign();
        HttpResponse<String> scheme = new McpWire(port)
                .send(
                        "/v1/mcp",
                        request -> McpWire.message(request, McpWire.request("ping"))
                                .header("Authorization", "DPoP " + bound)
                                .header("DPoP", "x"));
        HttpResponse<String> bearer = post(bound, McpWire.request("ping"));

        assertThat(scheme.statusCode()).isEqualTo(401);
        assertThat(scheme.headers().allValues("WWW-Authenticate")).hasSize(1);
        assertThat(McpWire.challenge(scheme)).startsWith("Bearer resource_metadata=");
        assertThat(bearer.statusCode()).isEqualTo(401);
        assertThat(bearer.headers().allValues("WWW-Authenticate")).hasSize(1);
        assertThat(McpWire.challenge(bearer)).startsWith("Bearer error=\"invalid_token\"");
        assertThat(new McpWire(port).get(METADATA).body()).doesNotContain("dpop");
    }

    private HttpResponse<String> post(@org.jspecify.annotations.Nullable String token, String message) {
        return new McpWire(port).post("/v1/mcp", token, message);
    }

    private static String token(JWK key, String scope) {
        return ISSUER.tokenFor(RESOURCE)
                .claim("iss", "https://issuer.example/tenant")
                .key(key)
                .scope(scope)
                .sign();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration(exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
    @Import(McpProtectionConfiguration.class)
    static class Calculator {

        private final HttpServletStatelessServerTransport transport = HttpServletStatelessServerTransport.builder()
                .messageEndpoint("/v1/mcp")
                .build();

        @Bean
        ServletRegistrationBean<HttpServletStatelessServerTransport> servlet() {
            return new ServletRegistrationBean<>(transport, "/v1/mcp");
        }

        @Bean(destroyMethod = "close")
        McpStatelessSyncServer server() {
            return McpServer.sync(transport)
                    .serverInfo("calculator", "1")
                    .toolCall(
                            tool("round"),
                            (context, call) -> text(
                                    call.arguments().get("x") instanceof Number x
                                            ? "" + Math.round(x.doubleValue())
                                            : "?"))
                    .toolCall(tool("about"), (context, call) -> text("a calculator"))
                    .toolCall(tool("forgotten"), (context, call) -> text("secret"))
                    .build();
        }

        private static Tool tool(String name) {
            return Tool.builder(name, Map.of("type", "object")).build();
        }

        private static CallToolResult text(String text) {
            return CallToolResult.builder().addTextContent(text).build();
        }
    }
}
