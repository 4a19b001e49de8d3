package dev.gatehouse.client.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscoveryPlaceTests {

    @Test
    @DisplayName("D1 D2 looks for an issuer with a path in the order of MCP")
    void looksForAnIssuerWithAPath() {
        assertThat(AuthorizationServerDiscovery.places(URI.create("https://as.example:8443/tenant/one")))
                .hasToString("[https://as.example:8443/.well-known/oauth-authorization-server/tenant/one,"
                        + " https://as.example:8443/.well-known/openid-configuration/tenant/one,"
                        + " https://as.example:8443/tenant/one/.well-known/openid-configuration]");
    }

    @ParameterizedTest
    @CsvSource({"https://as.example", "https://as.example/"})
    @DisplayName("D1 looks for an issuer without a path")
    void looksForAnIssuerWithoutAPath(URI issuer) {
        assertThat(AuthorizationServerDiscovery.places(issuer))
                .hasToString("[https://as.example/.well-known/oauth-authorization-server,"
                        + " https://as.example/.well-known/openid-configuration]");
    }

    @ParameterizedTest
    @CsvSource({
        "https://mcp.example/a/mcp, true",
        "https://MCP.example:443/a/mcp, true",
        "https://mcp.example/a/mcp/, true",
        "https://mcp.example/a, true",
        "https://mcp.example, true",
        "https://mcp.example/a/m, false",
        "https://mcp.example/a/mcp/x, false",
        "https://mcp.example/a/b/../c, false",
        "https://mcp.example/a/mcp?x=1, false",
        "https://mcp.example/a/mcp#x, false",
        "https://user@mcp.example/a/mcp, false",
        "https://mcp.example.evil.example/a/mcp, false",
        "http://mcp.example/a/mcp, false",
        "https://mcp.example:444/a/mcp, false",
        "urn:a:mcp, false",
        "not a uri, false"
    })
    @DisplayName("X1 a resource covers its own URL and those below it, and no other")
    void comparesTheResourceWithTheServer(String resource, boolean covers) {
        assertThat(ResourceDiscovery.covers(resource, URI.create("https://mcp.example/a/mcp")))
                .isEqualTo(covers);
    }
}
