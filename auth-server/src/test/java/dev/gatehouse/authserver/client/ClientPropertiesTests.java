package dev.gatehouse.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.secret.Secrets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ClientPropertiesTests {

    private static final String FIRST = "gatehouse.client.clients[0]";

    private static final String SECRET = "a-secret-of-32-characters-or-more";

    private final Map<String, String> values = new HashMap<>(Map.of(
            FIRST + ".client-id", "crm-agent",
            FIRST + ".name", "CRM agent",
            FIRST + ".secret", SECRET,
            FIRST + ".redirect-uris", "https://app.test/cb"));

    @Test
    void hasDefaults() {
        ClientProperties.Entry client = bind().clients().getFirst();

        assertThat(client.effectiveAuthMethod()).isEqualTo("client_secret_basic");
        assertThat(client.effectiveGrantTypes()).containsExactlyInAnyOrder("authorization_code", "refresh_token");
        assertThat(client.scopes()).isNull();
        assertThat(client.resources()).isEmpty();
    }

    @Test
    void isPublicWithoutASecret() {
        values.remove(FIRST + ".secret");

        assertThat(bind().clients().getFirst().effectiveAuthMethod()).isEqualTo("none");
    }

    @Test
    void hasNoGrantWhereItOnlyIntrospects() {
        values.remove(FIRST + ".redirect-uris");
        values.put(FIRST + ".introspects", "https://mcp1.test/mcp");

        assertThat(bind().clients().getFirst().effectiveGrantTypes()).isEmpty();
    }

    @Test
    @DisplayName("A1 a client with keys signs its assertions; its keys are public ones")
    void takesKeys() {
        values.remove(FIRST + ".secret");
        values.put(FIRST + ".jwks-uri", "https://app.test/keys");
        assertThat(bind().clients().getFirst().effectiveAuthMethod()).isEqualTo("private_key_jwt");

        for (String address :
                List.of("http://app.test/keys", "https://app.test/k s", "https://app.test:x/keys", "https://")) {
            values.put(FIRST + ".jwks-uri", address);
            assertThatThrownBy(this::bind).rootCause().hasMessageContaining(FIRST + ".jwks-uri");
        }
        values.remove(FIRST + ".jwks-uri");
        values.put(FIRST + ".jwks", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}");
        assertThatThrownBy(this::bind).rootCause().hasMessageContaining(FIRST + ".jwks");
    }

    @Test
    @DisplayName("A5 a configured secret is its SHA-256, or long enough; both give the same hash to store")
    void takesHashOrSecret() {
        String hex = HexFormat.of().formatHex(Secrets.sha256(SECRET));

        assertThat(ClientRules.secretHash("k", SECRET)).isEqualTo(Secrets.sha256(SECRET));
        assertThat(ClientRules.secretHash("k", "{sha256}" + hex)).isEqualTo(Secrets.sha256(SECRET));
        assertThat(ClientRules.secretHash("k", "sha256:" + hex.toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(Secrets.sha256(SECRET));
    }

    @Test
    @DisplayName("L1 no secret in a text or a message")
    void tellsNoSecret() {
        assertThat(bind().toString()).doesNotContain(SECRET);
        values.put(FIRST + ".auth-method", "none");
        assertThatThrownBy(this::bind)
                .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain(SECRET));
    }

    @ParameterizedTest
    @DisplayName("a fault names its key")
    @CsvSource(delimiter = '|', textBlock = """
            client-id          | https://app.test/client.json
            client-id          | 'a b'
            client-id          | a"b
            name               | ' '
            secret             | short
            secret             | {sha256}abcd0123456789012345678901234567890123456789
            secret             | sha256:abcd0123456789012345678901234567890123456789
            auth-method        | tls_client_auth
            jwks-uri           | https://app.test/keys
            jwks               | {"keys":[]}
            grant-types        | password
            grant-types        | refresh_token
            homepage           | http://app.test
            redirect-uris[0]   | http://app.test/cb
            redirect-uris[0]   | https://app.test/cb#x
            redirect-uris[0]   | https://*.test/cb
            redirect-uris[0]   | https://user@app.test/cb
            redirect-uris[0]   | https://app.test
            redirect-uris[0]   | javascript:alert(1)
            redirect-uris[0]   | /cb
            redirect-uris[0]   | 'https://app.test/c b'
            redirect-uris[0]   | http://localhost.evil.test/cb
            """)
    void refuses(String key, String value) {
        values.remove(FIRST + ".redirect-uris");
        values.put(FIRST + ".redirect-uris[0]", "https://app.test/cb");
        values.put(FIRST + "." + key, value);

        assertThatThrownBy(this::bind).rootCause().hasMessageContaining(FIRST + "." + key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/cb",
                "http://localhost:3334/cb",
                "https://app.test:8443/cb?x=1",
                "cursor://anysphere.cursor-mcp/oauth/callback",
                "com.example.app:/cb"
            })
    void takesRedirectUris(String uri) {
        values.put(FIRST + ".redirect-uris", uri);

        assertThat(bind().clients().getFirst().redirectUris()).containsExactly(uri);
    }

    @ParameterizedTest
    @CsvSource({
        "grant-types, client_credentials, secret, grant-types",
        "introspects, https://mcp1.test/mcp, secret, introspects",
        "auth-method, client_secret_post, secret, secret",
        "name, x, redirect-uris, redirect-uris",
        "name, x, client-id, client-id",
    })
    void refusesCombinations(String key, String value, String without, String named) {
        values.put(FIRST + "." + key, value);
        values.remove(FIRST + "." + without);

        assertThatThrownBy(this::bind).rootCause().hasMessageContaining(FIRST + "." + named);
    }

    @Test
    void refusesTwoOfOneName() {
        values.put("gatehouse.client.clients[1].client-id", "crm-agent");
        values.put("gatehouse.client.clients[1].name", "Other");
        values.put("gatehouse.client.clients[1].redirect-uris", "https://app.test/cb");

        assertThatThrownBy(this::bind).rootCause().hasMessageContaining("clients[1].client-id");
    }

    private ClientProperties bind() {
        return new Binder(new MapConfigurationPropertySource(values))
                .bind("gatehouse.client", ClientProperties.class)
                .get();
    }
}
