package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.client.doctor.Checks;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.store.FileCredentialStore;
import dev.gatehouse.client.store.StoredTokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class DoctorTests extends CommandLineTest {

    private final TestPatient patient = new TestPatient();

    @AfterEach
    void stopPatient() {
        patient.close();
    }

    @Test
    void findsNothingWrongWithAServerThatDoesEverything() {
        signedIn("{\"iss\":\"" + patient.issuer() + "\",\"aud\":[\"" + patient.url() + "\"],\"exp\":1800000000}");

        Outcome examined = examine();

        assertThat(examined.out()).contains(Checks.ALL.size() + " pass, 0 fail, 0 not applicable.");
        assertThat(examined.status()).isZero();
    }

    @Test
    void looksAtEveryFormOfAnIssuerWithAPath() {
        patient.path = "/tenant";

        assertThat(examine().out()).contains("0 fail");

        patient.missing.add("/tenant/.well-known/openid-configuration");
        assertThat(failures()).containsExactly("issuer-forms");
    }

    static Stream<Arguments> breakages() {
        return Stream.of(
                broken("no-redirect", patient -> patient.redirects = true),
                broken("unauthorized", patient -> patient.withoutToken = 403),
                broken("challenge", patient -> patient.challenge = "Basic realm=\"x\""),
                broken("challenge-metadata", patient -> patient.challenge = "Bearer scope=\"read\""),
                broken(
                        "challenge-scope",
                        patient -> patient.challenge = patient.challenge.split(",", -1)[0]),
                broken("invalid-token", patient -> patient.toRubbish = 403),
                broken("invalid-token-error", patient -> patient.rubbishError = "invalid_request"),
                broken("resource-metadata", patient -> {
                    patient.missing.add("/.well-known/oauth-protected-resource/mcp");
                    patient.missing.add("/.well-known/oauth-protected-resource");
                }),
                broken("resource-well-known", patient -> {
                    patient.challenge = patient.challenge.replace("resource/mcp", "resource");
                    patient.missing.add("/.well-known/oauth-protected-resource/mcp");
                }),
                broken("resource-identifier", resource(document -> document.put("resource", "https://other.example"))),
                broken("resource-servers", resource(document -> document.putArray("authorization_servers"))),
                broken("resource-scopes", resource(document -> document.remove("scopes_supported"))),
                broken(
                        "token-in-url",
                        resource(document ->
                                document.putArray("bearer_methods_supported").add("query"))),
                broken("resource-cors", patient -> patient.cors = false),
                broken("mcp-cors", patient -> patient.cors = false),
                broken("issuer-cors", patient -> patient.cors = false),
                broken("token-cors", patient -> patient.cors = false),
                broken("issuer-metadata", patient -> {
                    patient.missing.add("/.well-known/oauth-authorization-server");
                    patient.missing.add("/.well-known/openid-configuration");
                }),
                broken("issuer-forms", patient -> patient.missing.add("/.well-known/openid-configuration")),
                broken(
                        "issuer-identifier",
                        issuer(document ->
                                document.put("issuer", document.path("issuer").asString("") + "/"))),
                broken("tls", issuer(document -> document.put("token_endpoint", "http://as.example/token"))),
                broken("issuer-endpoints", issuer(document -> document.remove("authorization_endpoint"))),
                broken("code", issuer(document -> document.remove("response_types_supported"))),
                broken("pkce", issuer(document -> document.remove("code_challenge_methods_supported"))),
                broken(
                        "pkce-plain",
                        issuer(document -> document.withArray("code_challenge_methods_supported")
                                .add("plain"))),
                broken(
                        "old-grants",
                        issuer(document ->
                                document.withArray("grant_types_supported").add("password"))),
                broken("public-clients", issuer(document -> document.remove("token_endpoint_auth_methods_supported"))),
                broken("refresh", issuer(document -> document.remove("grant_types_supported"))),
                broken(
                        "iss-parameter",
                        issuer(document -> document.remove("authorization_response_iss_parameter_supported"))),
                broken(
                        "registration",
                        issuer(document -> document.without(
                                List.of("registration_endpoint", "client_id_metadata_document_supported")))),
                broken("client-metadata", issuer(document -> document.remove("client_id_metadata_document_supported"))),
                broken("open-redirect", patient -> patient.openRedirect = true),
                broken("token-errors", patient -> patient.tokenPage = true),
                broken("token-cache", patient -> patient.caching = "max-age=60"),
                broken("keys", patient -> patient.key = key -> key.put("d", "private")),
                broken("key-ids", patient -> patient.key = key -> key.remove("kid")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breakages")
    void namesWhatIsBroken(String id, Consumer<TestPatient> breakage) {
        breakage.accept(patient);

        assertThat(failures()).contains(id);
    }

    @Test
    void blamesNothingElseForASingleMistake() {
        patient.issuer = document -> document.remove("code_challenge_methods_supported");

        assertThat(failures()).containsExactly("pkce");
    }

    @Test
    void saysWhatWasFoundAndWhatToChangeAndEndsWithStatusOne() {
        patient.issuer = document -> document.put("issuer", "https://other.example");

        Outcome examined = examine();

        assertThat(examined.status()).isEqualTo(1);
        assertThat(examined.out())
                .contains("FAIL  MUST   issuer-identifier")
                .contains("is about \"https://other.example\"")
                .contains("change: Make both the same string");
    }

    @Test
    void endsWithStatusZeroWhereOnlyAShouldFails() {
        patient.cors = false;

        assertThat(examine().status()).isZero();
    }

    @Test
    void leavesAServerInPeaceThatLetsNoStrangePageIn() {
        patient.preflight = 403;

        assertThat(failures()).containsExactly("token-cors");
    }

    @Test
    void looksAtTheTokenThatIsHeld() {
        signedIn("{\"iss\":\"https://other.example\",\"aud\":[\"https://a.example\",\"https://b.example\"]}");

        assertThat(failures())
                .containsExactly("token-audience", "token-audience-alone", "token-issuer", "token-expiry");
    }

    @Test
    void reportsAServerThatDoesNotRunOrIsNotHttps() {
        String url = patient.url();
        patient.close();

        assertThat(run("doctor", url).out()).contains("the connection is refused");
        assertThat(run("doctor", "http://mcp.example/mcp").out()).contains("FAIL  MUST   tls");
        assertThat(run("doctor", "mcp.example").status()).isEqualTo(2);
    }

    @Test
    void givesEachCheckItsOwnIdAndARemedy() {
        assertThat(Checks.ALL).extracting("id").doesNotHaveDuplicates();
        assertThat(Checks.ALL).allSatisfy(check -> assertThat(check.remedy()).endsWith("."));
    }

    private Outcome examine() {
        return run("doctor", patient.url());
    }

    private List<String> failures() {
        JsonNode report =
                Json.MAPPER.readTree(run("doctor", patient.url(), "--json").out());
        List<String> ids = new ArrayList<>();
        for (JsonNode check : report.path("checks")) {
            if (check.path("result").asString("").equals("fail")) {
                ids.add(check.path("id").asString(""));
            }
        }
        return ids;
    }

    private void signedIn(String claims) {
        String payload =
                Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        new FileCredentialStore(store())
                .change(credentials -> credentials.withTokens(new StoredTokens(
                        patient.url(),
                        true,
                        Set.of(patient.url()),
                        patient.issuer(),
                        "client",
                        "e30." + payload + ".e30",
                        null,
                        Set.of(),
                        null,
                        false)));
    }

    private static Arguments broken(String id, Consumer<TestPatient> breakage) {
        return Arguments.of(id, breakage);
    }

    private static Consumer<TestPatient> resource(Consumer<ObjectNode> change) {
        return patient -> patient.resource = change;
    }

    private static Consumer<TestPatient> issuer(Consumer<ObjectNode> change) {
        return patient -> patient.issuer = change;
    }
}
