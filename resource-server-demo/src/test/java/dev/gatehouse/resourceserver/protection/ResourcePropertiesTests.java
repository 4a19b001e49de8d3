package dev.gatehouse.resourceserver.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class ResourcePropertiesTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    issuer           | nonsense                     | must be an absolute http or https URI
                    issuer           | http://auth.example          | must use https unless
                    issuer           | http://127.evil.example      | must use https unless
                    issuer           | https://auth.example?x=y     | must have no query, fragment or user
                    identifier       | https://x.example/mcp#part   | must have no query, fragment or user
                    identifier       | https://me@x.example/mcp     | must have no query, fragment or user
                    identifier       | https://a b                  | is not a URI
                    jwks-uri         | file:///keys                 | must be an absolute http or https URI
                    challenge-scopes | a"b                          | has a value that is no scope
                    tools[0].scopes  | a\\b                          | has a value that is no scope
                    max-body         | 0B                           | must be more than 0
                    max-body         | 1GB                          | must be at most 16MB
                    dpop.nonce       | true                         | needs gatehouse.resource.dpop.mode
                    """)
    @DisplayName("A bad value is refused with a sentence that names the key")
    void refusesABadValue(String key, String value, String sentence) {
        assertThatThrownBy(() -> bind(Map.of("tools[0].name", "t", "dpop.mode", "off", key, value)))
                .rootCause()
                .hasMessageStartingWith("gatehouse.resource." + key.replaceFirst("\\[.*", ""))
                .hasMessageContaining(sentence);
    }

    @Test
    @DisplayName("Defaults are those of the demo on one machine, and only what is open by protocol is open")
    void hasDefaults() {
        ResourceProperties defaults = bind(Map.of("jwks-uri", " "));

        assertThat(defaults.issuer()).isEqualTo("http://127.0.0.1:9000");
        assertThat(defaults.identifier()).isEqualTo("http://127.0.0.1:9001/mcp");
        assertThat(defaults.jwksUri()).isNull();
        assertThat(defaults.openMethods())
                .containsExactlyInAnyOrder("initialize", "ping", "server/discover", "tools/list");
        assertThat(defaults.allowedOrigins()).isEmpty();
        assertThat(defaults.tools()).isEmpty();
        assertThat(defaults.dpop())
                .isEqualTo(new ResourceProperties.DPoP(ResourceProperties.DPoP.Mode.ACCEPTED, false));
        assertThat(defaults.maxBody()).isEqualTo(DataSize.ofKilobytes(64));
    }

    @ParameterizedTest
    @CsvSource({
        "https://mcp.example, /, /.well-known/oauth-protected-resource",
        "https://mcp.example/, /, /.well-known/oauth-protected-resource",
        "https://mcp.example:8443/a/mcp, /a/mcp, /.well-known/oauth-protected-resource/a/mcp"
    })
    @DisplayName("P1 the well-known string goes between host and path")
    void insertsThePath(String identifier, String endpoint, String path) {
        ResourceMetadata metadata =
                new ResourceMetadata(bind(Map.of("identifier", identifier)), ToolScopes.of(Map.of()));

        assertThat(metadata.endpoint()).isEqualTo(endpoint);
        assertThat(metadata.path()).isEqualTo(path);
        assertThat(metadata.uri()).startsWith("https://mcp.example").endsWith(path);
        assertThat(metadata.document()).containsEntry("resource", identifier);
    }

    @ParameterizedTest
    @CsvSource({"off, OFF", "false, OFF", "accepted, ACCEPTED", "required, REQUIRED"})
    @DisplayName("G3 the mode is read from any spelling, off also where YAML makes a false of it")
    void readsTheMode(String value, ResourceProperties.DPoP.Mode mode) {
        assertThat(bind(Map.of("dpop.mode", value)).dpop().mode()).isEqualTo(mode);
    }

    @ParameterizedTest
    @CsvSource({
        "https://mcp.example, https://mcp.example/",
        "HTTPS://MCP.example:443/Mcp, https://mcp.example/Mcp",
        "https://mcp.example:8443/a%20b, https://mcp.example:8443/a%20b",
        "http://[::1]:80/mcp, http://[::1]/mcp"
    })
    @DisplayName("G3 htu: scheme, host and port are normalised, the path is not")
    void normalisesTargets(String uri, String target) {
        assertThat(DPoPProof.target(uri)).hasValue(target);
    }

    private static ResourceProperties bind(Map<String, String> values) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        values.forEach((key, value) -> source.put("gatehouse.resource." + key, value));
        return new Binder(source).bindOrCreate("gatehouse.resource", ResourceProperties.class);
    }
}
