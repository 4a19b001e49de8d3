package dev.gatehouse.authserver.registration;

import static dev.gatehouse.authserver.registration.RegistrationWire.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.client.ClientSource;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;

/** Registration as clients see it; run on both databases. */
@SpringBootTest(
        classes = RegistrationSlice.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.endpoint.health.validate-group-membership=false",
            "gatehouse.registration.per-address-per-hour=100000"
        })
@ActiveProfiles("demo")
abstract class AbstractRegistrationTests {

    private static final String MINIMAL = "{\"redirect_uris\":[\"https://app.test/cb\"],\"client_name\":\"x\"%s}";

    @LocalServerPort
    private int port;

    @Autowired
    private ClientDirectory clients;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private UnusedClientCleanup cleanup;

    @Autowired
    private RegistrationSlice.MovingClock clock;

    private RegistrationWire wire;

    @BeforeEach
    void connect() {
        wire = new RegistrationWire(port);
    }

    private static String with(String members) {
        return MINIMAL.formatted("," + members);
    }

    @Test
    @DisplayName("R2 what describes a client is echoed")
    void echoesDescriptions() {
        JsonNode answer = wire.registered(with("""
                "client_uri":"https://app.test","logo_uri":"https://cdn.test/l.png?x=1","tos_uri":"https://app.test/tos",
                "policy_uri":"https://app.test/p#x","software_id":"s-1","software_version":"1.2",
                "application_type":"web","contacts":["a@app.test"]"""));

        assertThat(answer.get("client_uri").stringValue()).isEqualTo("https://app.test");
        assertThat(answer.get("logo_uri").stringValue()).isEqualTo("https://cdn.test/l.png?x=1");
        assertThat(answer.get("tos_uri").stringValue()).isEqualTo("https://app.test/tos");
        assertThat(answer.get("policy_uri").stringValue()).isEqualTo("https://app.test/p#x");
        assertThat(answer.get("software_id").stringValue()).isEqualTo("s-1");
        assertThat(answer.get("software_version").stringValue()).isEqualTo("1.2");
        assertThat(answer.get("application_type").stringValue()).isEqualTo("web");
        assertThat(answer.has("contacts")).isFalse();
        assertThat(clients.findByClientId(answer.get("client_id").stringValue())
                        .orElseThrow()
                        .homepage())
                .isEqualTo("https://app.test");
    }

    @Test
    @DisplayName("R9 a hundred registrations get a hundred names, none of them a URL or a person's")
    void givesNamesOfItsOwn() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            names.add(wire.registered(with("\"client_id\":\"https://app.test/c.json\""))
                    .get("client_id")
                    .stringValue());
        }
        assertThat(names).hasSize(100).allSatisfy(name -> assertThat(name).matches("gh_[A-Za-z0-9_-]{22}"));
    }

    @Test
    @DisplayName("R5 R7 R9 no client gets anything by naming it (attack R05)")
    void takesNoPrivilege() {
        JsonNode answer = wire.registered(with("""
                "client_id":"admin","client_secret":"chosen-chosen-chosen-chosen-chosen","owner":"alice","trusted":true,
                "require_consent":false,"source":"ADMIN","status":"ACTIVE","introspects":"http://127.0.0.1:9001/mcp",
                "id_token_signed_response_alg":"none","scope":"admin * crm.contacts.read",
                "token_endpoint_auth_method":"client_secret_post","grant_types":["authorization_code",
                "client_credentials","urn:ietf:params:oauth:grant-type:jwt-bearer","password","implicit",
                "urn:ietf:params:oauth:grant-type:token-exchange"]"""));

        assertThat(answer.get("client_id").stringValue()).startsWith("gh_");
        assertThat(answer.get("client_secret").stringValue()).doesNotContain("chosen");
        assertThat(answer.get("scope").stringValue()).isEqualTo("crm.contacts.read");
        assertThat(strings(answer, "grant_types")).containsExactly("authorization_code");
        assertThat(answer.propertyNames()).doesNotContain("owner", "trusted", "require_consent", "introspects");
        Client stored =
                clients.findByClientId(answer.get("client_id").stringValue()).orElseThrow();
        assertThat(stored.source()).isEqualTo(ClientSource.DCR);
        assertThat(stored.grantTypes()).containsExactly("authorization_code");
        assertThat(stored.introspects()).isNull();
        assertThat(stored.scopes()).isNull();
        assertThat(clients.findByClientId("admin")).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("R3 R4 U3 U4 redirect URIs that refuse the whole registration (attacks U13, U21)")
    @ValueSource(
            strings = {
                "\"http://app.test/cb\"",
                "\"https://ok.test/cb\", \"http://app.test/cb\"",
                "\"https://ok.test/cb\", \"javascript:alert(1)\"",
                "\"https://*.test/cb\"",
                "\"https://app.test/*\"",
                "\"*\"",
                "\"/cb\"",
                "\"//app.test/cb\"",
                "\"https://app.test\"",
                "\"https://app.test/cb#x\"",
                "\"https://user@app.test/cb\"",
                "\"https://app.test/cb?code=x&state=y&iss=z\"",
                "\"http://127.0.0.1:9000/authorize?x\"",
                "\"http://localhost:9000/logout\"",
                "\"https://app.test/cb%0d%0a\"",
                "\"https://\\u0430pp.test/cb\"",
                "\"claude://oauth/callback\"",
                "\"\"",
                "null",
                "1",
                "[\"https://app.test/cb\"]",
                ""
            })
    void refusesRedirectUris(String uris) {
        long before = rows();

        assertRefused(wire.post("{\"redirect_uris\":[" + uris + "]}"), 400, "invalid_redirect_uri");

        assertThat(rows()).isEqualTo(before);
    }

    @ParameterizedTest
    @DisplayName("R3 R4 redirect_uris must be there, as a short list")
    @ValueSource(strings = {"{}", "{\"redirect_uris\":null}", "{\"redirect_uris\":\"https://app.test/cb\"}"})
    void refusesWithoutRedirectUris(String body) {
        assertRefused(wire.post(body), 400, "invalid_redirect_uri");
    }

    @Test
    @DisplayName("R4 too many redirect URIs, or too long ones, are refused; equal ones are one")
    void boundsRedirectUris() {
        assertRefused(
                wire.post("{\"redirect_uris\":[" + "\"https://app.test/cb\",".repeat(20) + "\"https://app.test/cb\"]}"),
                400,
                "invalid_redirect_uri");
        assertRefused(
                wire.post("{\"redirect_uris\":[\"https://app.test/" + "a".repeat(2000) + "\"]}"),
                400,
                "invalid_redirect_uri");
        assertThat(strings(
                        wire.registered("{\"redirect_uris\":[\"https://app.test/cb\",\"https://app.test/cb\"]}"),
                        "redirect_uris"))
                .containsExactly("https://app.test/cb");
    }

    @ParameterizedTest
    @DisplayName("R3 R5 R6 R8 metadata that cannot be registered")
    @ValueSource(
            strings = {
                "\"token_endpoint_auth_method\":\"private_key_jwt\"",
                "\"token_endpoint_auth_method\":\"client_secret_jwt\"",
                "\"token_endpoint_auth_method\":\"tls_client_auth\"",
                "\"token_endpoint_auth_method\":\"None\"",
                "\"token_endpoint_auth_method\":1",
                "\"grant_types\":[\"client_credentials\"]",
                "\"grant_types\":[\"refresh_token\"]",
                "\"grant_types\":[\"implicit\",\"password\"]",
                "\"grant_types\":\"authorization_code\"",
                "\"grant_types\":[1]",
                "\"response_types\":[\"token\"]",
                "\"response_types\":[\"code token\"]",
                "\"response_types\":{}",
                "\"scope\":[\"a\"]",
                "\"client_name\":{\"a\":1}",
                "\"contacts\":\"a@app.test\"",
                "\"application_type\":true",
                "\"client_uri\":\"http://app.test\"",
                "\"client_uri\":\"javascript:alert(1)\"",
                "\"client_uri\":\"https://user@app.test/\"",
                "\"logo_uri\":\"data:image/png;base64,AA\"",
                "\"logo_uri\":\"http://169.254.169.254/\"",
                "\"logo_uri\":\"https://169.254.169.254/\"",
                "\"logo_uri\":\"https://2852039166/\"",
                "\"logo_uri\":\"https://0xa9fea9fe/\"",
                "\"logo_uri\":\"https://127.1/\"",
                "\"tos_uri\":\"https://[::1]:8080/\"",
                "\"policy_uri\":\"https://localhost/p\"",
                "\"policy_uri\":\"https://metadata.google.internal/\"",
                "\"policy_uri\":\"https://app\\u3002test/\"",
                "\"jwks_uri\":\"http://169.254.169.254/\"",
                "\"jwks_uri\":\"https://app.test:65536/\"",
                "\"sector_identifier_uri\":\"http://[::1]:8080/\"",
                "\"backchannel_logout_uri\":\"http://169.254.169.254/\"",
                "\"request_uris\":[\"http://169.254.169.254/\"]",
                "\"jwks_uri\":\"https://app.test/jwks\",\"jwks\":{\"keys\":[]}",
                "\"jwks\":[]",
                "\"jwks\":{}",
                "\"jwks\":{\"keys\":null}",
                "\"jwks\":{\"keys\":[null]}",
                "\"jwks\":{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
                "\"jwks\":{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]}",
                "\"jwks\":{\"keys\":[{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1WlUzewbgBHod5pcM9H95GQRV3JDXbo\"}]}",
                "\"jwks\":{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"}]}"
            })
    void refusesMetadata(String members) {
        long before = rows();

        assertRefused(wire.post(with(members)), 400, "invalid_client_metadata");

        assertThat(rows()).isEqualTo(before);
    }

    @Test
    @DisplayName("R6 keys are looked at, few and public ones taken, none used yet")
    void takesPublicKeys() {
        String key = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";

        JsonNode answer = wire.registered(with("\"jwks\":{\"keys\":[" + key + "]}"));
        assertThat(answer.has("jwks")).isFalse();
        assertThat(wire.registered(with("\"jwks_uri\":\"https://app.test/jwks\""))
                        .has("jwks_uri"))
                .isFalse();

        assertRefused(
                wire.post(with("\"jwks\":{\"keys\":[" + (key + ",").repeat(10) + key + "]}")),
                400,
                "invalid_client_metadata");
    }

    @Test
    @DisplayName("R3 no software statement is trusted")
    void refusesSoftwareStatements() {
        assertRefused(
                wire.post(with("\"software_statement\":\"eyJhbGciOiJub25lIn0.e30.\"")),
                400,
                "invalid_software_statement");
    }

    @ParameterizedTest
    @DisplayName("R8 the body must be one JSON object that can be read in one way")
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"x\"",
                "1",
                "{",
                "{} {}",
                "{\"redirect_uris\":[\"https://a.test/cb\"],\"redirect_uris\":[\"https://b.test/cb\"]}",
                "{\"redirect_uris\":[\"https://a.test/cb\"],\"x\":NaN}",
                "{'redirect_uris':['https://a.test/cb']}",
                "redirect_uris=https://a.test/cb"
            })
    void refusesWhatIsNoObject(String body) {
        assertRefused(wire.post(body), 400, "invalid_client_metadata");
    }

    @Test
    @DisplayName("R8 P13 depth and size are bounded, and broken UTF-8 is no fault of ours")
    void boundsTheBody() {
        assertThat(wire.post(with("\"x\":" + "[".repeat(31) + "]".repeat(31))).statusCode())
                .isEqualTo(201);
        assertRefused(wire.post(with("\"x\":" + "[".repeat(40) + "]".repeat(40))), 400, "invalid_client_metadata");

        String rest = with("\"x\":\"\"");
        assertThat(wire.post(with("\"x\":\"" + "a".repeat(65_536 - rest.length()) + "\""))
                        .statusCode())
                .isEqualTo(201);
        assertRefused(
                wire.post(with("\"x\":\"" + "a".repeat(65_537 - rest.length()) + "\"")),
                413,
                "invalid_client_metadata");

        byte[] broken = with("\"client_name\":\"\u00e9\"").getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(wire.send("POST", "/register", "application/json", broken), 400, "invalid_client_metadata");
    }

    @Test
    @DisplayName("R8 the content type is application/json")
    void demandsJson() {
        byte[] body = MINIMAL.formatted("").getBytes(StandardCharsets.UTF_8);

        for (String type : List.of("application/json;charset=utf-8", "Application/JSON; charset=UTF-8")) {
            assertThat(wire.send("POST", "/register", type, body).statusCode()).isEqualTo(201);
        }
        for (String type : List.of("", "text/plain", "application/x-www-form-urlencoded", "application/jwt", "x")) {
            assertRefused(wire.send("POST", "/register", type, body), 415, "invalid_client_metadata");
        }
    }

    @Test
    void answersWithASlashToo() {
        byte[] body = MINIMAL.formatted("").getBytes(StandardCharsets.UTF_8);

        assertThat(wire.send("POST", "/register/", "application/json", body).statusCode())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @DisplayName("R2 only POST registers")
    @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE"})
    void refusesOtherMethods(String method) {
        HttpResponse<String> response = wire.send(method, "/register", "application/json", new byte[0]);

        assertRefused(response, 405, "method_not_allowed");
        assertThat(response.headers().firstValue("Allow").orElseThrow()).contains("POST");
    }

    @Test
    @DisplayName("R8 names from strangers lose what is not seen (attack R03)")
    void cleansNames() {
        assertThat(name("\"<img src=x onerror=alert(1)> {{7*7}} ${7*7}\""))
                .isEqualTo("<img src=x onerror=alert(1)> {{7*7}} ${7*7}");
        assertThat(name("\"Cla\\u202eude\\u200b\\r\\n\\u0000 X\\u001b[31m\\ud800\""))
                .isEqualTo("Claude X[31m");
        assertThat(name("\"\\u202e\\u2066 \\u0007\"")).isEqualTo("Unnamed client (app.test)");
        assertThat(name("\"\"")).isEqualTo("Unnamed client (app.test)");
        assertThat(name("null")).isEqualTo("Unnamed client (app.test)");
        assertThat(name("\"" + "\u00e4".repeat(10_000) + "\"")).isEqualTo("\u00e4".repeat(255));
        assertThat(name("\"" + "a".repeat(254) + "\ud83d\ude00\"")).isEqualTo("a".repeat(254));
    }

    private String name(String json) {
        return wire.registered("{\"redirect_uris\":[\"https://app.test/cb\"],\"client_name\":" + json + "}")
                .get("client_name")
                .stringValue();
    }

    @Test
    @DisplayName("P15 L1 a registration leaves one audit entry, without its secret")
    void auditsARegistration() {
        JsonNode answer = wire.registered(MINIMAL.formatted(""));

        List<String> entries = jdbc.sql("select event_json from audit_entry where client_id = ? and type = ?")
                .params(answer.get("client_id").stringValue(), "client.registered")
                .query(String.class)
                .list();
        assertThat(entries)
                .singleElement()
                .satisfies(facts -> assertThat(facts)
                        .contains("app.test", "client_secret_basic", "127.0.0.1")
                        .doesNotContain(answer.get("client_secret").stringValue()));
        assertThat(jdbc.sql("select metadata_json from client where client_id = ?")
                        .param(answer.get("client_id").stringValue())
                        .query(String.class)
                        .single())
                .doesNotContain(answer.get("client_secret").stringValue());
    }

    @Test
    @DisplayName("R1 what nobody used within a day is deleted, with one audit entry")
    void cleansUp() {
        String unused = wire.registered(MINIMAL.formatted("")).get("client_id").stringValue();
        String used = wire.registered(MINIMAL.formatted("")).get("client_id").stringValue();
        clients.used(clients.findByClientId(used).orElseThrow().id());
        clock.advance(Duration.ofHours(23));
        String young = wire.registered(MINIMAL.formatted("")).get("client_id").stringValue();
        cleanup.run();
        assertThat(clients.findByClientId(unused)).isPresent();

        clock.advance(Duration.ofMinutes(61));
        long entries = cleanups();
        cleanup.run();
        cleanup.run();

        assertThat(clients.findByClientId(unused)).isEmpty();
        assertThat(clients.findByClientId(used)).isPresent();
        assertThat(clients.findByClientId(young)).isPresent();
        assertThat(cleanups()).isEqualTo(entries + 1);
    }

    private long cleanups() {
        return jdbc.sql("select count(*) from audit_entry where type = 'client.unused_deleted'")
                .query(Long.class)
                .single();
    }

    private long rows() {
        return jdbc.sql("select (select count(*) from client) + (select count(*) from audit_entry)")
                .query(Long.class)
                .single();
    }

    private static List<String> strings(JsonNode answer, String name) {
        return answer.get(name).valueStream().map(JsonNode::stringValue).toList();
    }
}
