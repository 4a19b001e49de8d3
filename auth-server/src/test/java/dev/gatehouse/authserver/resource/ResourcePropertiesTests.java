package dev.gatehouse.authserver.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ResourcePropertiesTests {

    private static final String FIRST = "gatehouse.resource.servers[0]";

    private final Map<String, String> values = new HashMap<>(Map.of(
            FIRST + ".uri", "https://mcp1.test/mcp",
            FIRST + ".name", "Backoffice",
            FIRST + ".scopes[0].name", "a.read",
            FIRST + ".scopes[0].text", "See a",
            FIRST + ".scopes[0].risk", "read",
            FIRST + ".scopes[1].name", "a.write",
            FIRST + ".scopes[1].text", "Change a",
            FIRST + ".scopes[1].risk", "write"));

    @Test
    void hasDefaults() {
        ResourceProperties.Server server = bind().servers().getFirst();

        assertThat(server.tokenLifetime()).isEqualTo(Duration.ofMinutes(10));
        assertThat(server.grantCeiling()).isEqualTo(Duration.ofHours(24));
        assertThat(server.signingAlgorithm()).isEqualTo("ES256");
        assertThat(server.effectiveDefaultScope()).containsExactly("a.read");
        assertThat(server.scopes().getFirst().selfRegistered()).isTrue();
        assertThat(bind().defaultResource()).isNull();
    }

    @Test
    void mayBeEmpty() {
        values.clear();

        assertThat(new Binder(new MapConfigurationPropertySource(values))
                        .bindOrCreate("gatehouse.resource", ResourceProperties.class)
                        .servers())
                .isEmpty();
    }

    @ParameterizedTest
    @DisplayName("a fault names its key")
    @CsvSource(delimiter = '|', textBlock = """
            uri                    | http://mcp1.test/mcp
            uri                    | https://mcp1.test/mcp#x
            uri                    | mcp
            aliases[0]             | http://mcp1.test/
            name                   | ' '
            token-lifetime         | 61m
            token-lifetime         | 0s
            grant-ceiling          | 0s
            signing-algorithm      | HS256
            signing-algorithm      | none
            default-scope          | a.read,b
            scopes[0].text         | ' '
            scopes[1].name         | a.read
            scopes[1].tools        | x,x
            """)
    void refuses(String key, String value) {
        values.put(FIRST + "." + key, value);

        assertThatThrownBy(this::bind).rootCause().hasMessageContaining(FIRST + "." + key);
    }

    @ParameterizedTest
    @DisplayName("D11 no wildcard, and no scope of the server's own or of OpenID Connect, belongs to a resource")
    @ValueSource(
            strings = {"*", "a:*", "offline_access", "openid", "profile", "email", "a b", "a\"b", "a\\b", "\u00e4"})
    void refusesScopes(String scope) {
        values.put(FIRST + ".scopes[1].name", scope);

        assertThatThrownBy(this::bind).rootCause().hasMessageContaining(FIRST + ".scopes[1].name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"uri", "name", "scopes[0].name", "scopes[0].text", "scopes[0].risk"})
    void demands(String key) {
        values.remove(FIRST + "." + key);

        assertThatThrownBy(this::bind).rootCause().hasMessageContaining(FIRST + "." + key);
    }

    @Test
    void demandsADefaultWhereNothingOnlyReads() {
        values.put(FIRST + ".scopes[0].risk", "destructive");

        assertThatThrownBy(this::bind).rootCause().hasMessageContaining(FIRST + ".default-scope");
    }

    @Test
    void takesHttpOnLoopback() {
        values.put(FIRST + ".uri", "http://127.0.0.1:9001/mcp");
        values.put(FIRST + ".aliases", "http://localhost:9001/mcp,http://[::1]:9001/mcp");

        assertThat(bind().servers().getFirst().allUris()).hasSize(3);
    }

    @Test
    void refusesOneUriForTwoResources() {
        String second = "gatehouse.resource.servers[1]";
        values.putAll(Map.of(
                second + ".uri", "https://mcp2.test/mcp",
                second + ".aliases[0]", "https://MCP1.test:443/mcp",
                second + ".name", "Other",
                second + ".scopes[0].name", "a.read",
                second + ".scopes[0].text", "See a",
                second + ".scopes[0].risk", "read"));

        assertThatThrownBy(this::bind).rootCause().hasMessageContaining(second).hasMessageContaining("servers[0]");
    }

    @Test
    void refusesADefaultResourceThatIsNoUri() {
        values.put("gatehouse.resource.default-resource", "backoffice");

        assertThatThrownBy(this::bind).rootCause().hasMessageContaining("gatehouse.resource.default-resource");
    }

    private ResourceProperties bind() {
        return new Binder(new MapConfigurationPropertySource(values))
                .bind("gatehouse.resource", ResourceProperties.class)
                .get();
    }
}
