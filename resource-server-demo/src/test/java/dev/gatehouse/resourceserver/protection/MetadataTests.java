package dev.gatehouse.resourceserver.protection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.resourceserver.DemoServerTests;
import dev.gatehouse.resourceserver.McpWire;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MetadataTests extends DemoServerTests {

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource"})
    @Tag("P1")
    @DisplayName("P1 serves the metadata at the path-inserted place and at the root, to anybody")
    void servesTheMetadata(String path) {
        HttpResponse<String> response = wire.get(path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode document = McpWire.json(response);
        assertThat(document.path("resource").stringValue()).isEqualTo(RESOURCE);
        assertThat(texts(document.path("authorization_servers"))).containsExactly(ISSUER.issuer());
        assertThat(texts(document.path("bearer_methods_supported"))).containsExactly("header");
        assertThat(document.path("resource_name").stringValue()).isEqualTo("Gatehouse demo back office");
    }

    @Test
    @Tag("D11")
    @DisplayName("D11 lists the scopes of the tools, no offline_access, and claims nothing that it does not do")
    void listsTheScopesOfTheTools() {
        JsonNode document = McpWire.json(wire.get("/.well-known/oauth-protected-resource/mcp"));

        assertThat(texts(document.path("scopes_supported")))
                .containsExactly(
                        "crm.contacts.read",
                        "crm.tags.write",
                        "storage.buckets.read",
                        "storage.objects.create",
                        "mail.send");
        assertThat(Set.copyOf(document.propertyNames()))
                .containsExactlyInAnyOrder(
                        "resource",
                        "authorization_servers",
                        "scopes_supported",
                        "bearer_methods_supported",
                        "resource_name",
                        "dpop_signing_alg_values_supported");
        assertThat(texts(document.path("dpop_signing_alg_values_supported"))).containsExactly("ES256", "RS256");
    }

    @Test
    @Tag("P1")
    @DisplayName("P1 has no metadata for other resources")
    void hasNoMetadataForOtherResources() {
        assertThat(wire.get("/.well-known/oauth-protected-resource/other").statusCode())
                .isEqualTo(404);
        assertThat(wire.get("/.well-known/oauth-protected-resource/mcp/").statusCode())
                .isEqualTo(404);
    }

    @Test
    @Tag("P1")
    @DisplayName("P1 takes nothing in the metadata or the challenge from the request")
    void ignoresForwardedHosts() {
        HttpResponse<String> metadata = wire.send(
                "/.well-known/oauth-protected-resource/mcp",
                request -> request.header("Host", "evil.example").header("X-Forwarded-Host", "evil.example"));
        HttpResponse<String> challenge = wire.send(
                "/mcp", request -> request.header("Host", "evil.example").header("Forwarded", "host=evil.example"));

        assertThat(metadata.body()).contains(RESOURCE).doesNotContain("evil");
        assertThat(McpWire.challenge(challenge)).contains(METADATA_URI).doesNotContain("evil");
    }

    @Test
    @Tag("O1")
    @DisplayName("O1 lets every web page read the metadata, without credentials")
    void letsEveryPageReadTheMetadata() {
        HttpResponse<String> response = wire.send(
                "/.well-known/oauth-protected-resource/mcp",
                request -> request.header("Origin", "https://client.example"));

        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(response.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }

    @Test
    @Tag("O2")
    @DisplayName("O2 answers the preflight of a listed browser client and exposes the challenge to it")
    void answersThePreflightOfAListedOrigin() {
        HttpResponse<String> preflight = preflight("http://localhost:6274");
        HttpResponse<String> challenge = wire.send(
                "/mcp",
                request -> McpWire.message(request, McpWire.request("ping")).header("Origin", "http://localhost:6274"));

        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue("http://localhost:6274");
        assertThat(preflight
                        .headers()
                        .firstValue("Access-Control-Allow-Headers")
                        .orElse(""))
                .contains(
                        "authorization",
                        "content-type",
                        "mcp-protocol-version",
                        "mcp-method",
                        "mcp-name",
                        "mcp-session-id",
                        "dpop");
        assertThat(challenge.statusCode()).isEqualTo(401);
        assertThat(challenge
                        .headers()
                        .firstValue("Access-Control-Expose-Headers")
                        .orElse(""))
                .contains("WWW-Authenticate", "Retry-After", "DPoP-Nonce");
        assertThat(challenge.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://evil.example", "null", "http://localhost:6275", "http://localhost:6274.evil.example"})
    @Tag("O2")
    @DisplayName("O2 refuses pages of origins that are not listed, with and without a good token")
    void refusesOtherOrigins(String origin) {
        HttpResponse<String> call = wire.send(
                "/mcp",
                request -> McpWire.message(request, McpWire.request("tools/list"))
                        .header("Authorization", "Bearer " + tokenWith("crm.contacts.read"))
                        .header("Origin", origin));

        assertThat(preflight(origin).statusCode()).isEqualTo(403);
        assertThat(call.statusCode()).isEqualTo(403);
        assertThat(call.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    @DisplayName("Refuses a rebound host name, whose page looks as if it were of the same origin")
    void refusesAReboundHost() {
        HttpResponse<String> call = wire.send(
                "/mcp",
                request -> McpWire.message(request, McpWire.request("tools/list"))
                        .header("Authorization", "Bearer " + tokenWith("crm.contacts.read"))
                        .header("Host", "evil.example:" + port)
                        .header("Origin", "http://evil.example:" + port));

        assertThat(call.statusCode()).isEqualTo(403);
    }

    @Test
    @DisplayName("Health is open and says only up or down; nothing else is there")
    void opensHealthOnly() {
        for (String path : List.of("/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness")) {
            HttpResponse<String> health = wire.get(path);
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(McpWire.json(health).path("status").stringValue()).isEqualTo("UP");
            assertThat(health.body()).doesNotContain("components", "details");
        }
        for (String path : List.of("/", "/actuator", "/actuator/env", "/error", "/mcp/other", "/h2-console")) {
            assertThat(wire.get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    private HttpResponse<String> preflight(String origin) {
        return wire.send(
                "/mcp",
                request -> request.method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .header("Origin", origin)
                        .header("Access-Control-Request-Method", "POST")
                        .header(
                                "Access-Control-Request-Headers",
                                "authorization,content-type,mcp-protocol-version,mcp-method,mcp-name,mcp-session-id,dpop"));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::stringValue).toList();
    }
}
