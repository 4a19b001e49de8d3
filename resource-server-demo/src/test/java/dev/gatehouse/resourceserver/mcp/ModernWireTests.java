package dev.gatehouse.resourceserver.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.resourceserver.DemoServerTests;
import dev.gatehouse.resourceserver.McpWire;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** MCP 2026-07-28 as it goes over the wire, beside the older versions at the same endpoint. */
class ModernWireTests extends DemoServerTests {

    private static final String VERSION = "2026-07-28";
    private static final String ALL =
            "crm.contacts.read crm.tags.write storage.buckets.read storage.objects.create mail.send";
    private static final String META = "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"t\",\"version\":\"1\"},"
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    @Test
    @DisplayName("server/discover says the versions, what there is, and how long that holds")
    void discovers() {
        JsonNode answer = McpWire.json(modern("server/discover", null, message("server/discover", "")));

        JsonNode result = answer.path("result");
        assertThat(answer.path("id").stringValue()).isEqualTo("x-1");
        assertThat(result.path("resultType").stringValue()).isEqualTo("complete");
        assertThat(result.path("supportedVersions").valueStream().map(JsonNode::stringValue))
                .containsExactly(VERSION, "2025-11-25", "2025-06-18", "2025-03-26");
        assertThat(result.path("capabilities").propertyNames()).containsExactly("tools");
        assertThat(result.path("instructions").stringValue()).contains("back office");
        assertThat(result.path("ttlMs").longValue()).isPositive();
        assertThat(result.path("cacheScope").stringValue()).isEqualTo("private");
        assertThat(result.path("_meta")
                        .path("io.modelcontextprotocol/serverInfo")
                        .path("name")
                        .stringValue())
                .isEqualTo("gatehouse-demo-back-office");
    }

    @Test
    @DisplayName("tools/list lists the same tools as the older wire, and how long that holds")
    void listsTheSameTools() {
        HttpResponse<String> response = modern("tools/list", null, message("tools/list", ""));
        JsonNode result = McpWire.json(response).path("result");

        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(result.path("resultType").stringValue()).isEqualTo("complete");
        assertThat(result.path("ttlMs").longValue()).isPositive();
        assertThat(result.path("cacheScope").stringValue()).isEqualTo("private");
        assertThat(result.path("tools"))
                .hasSize(8)
                .isEqualTo(McpWire.json(wire.post(tokenWith(ALL), McpWire.request("tools/list")))
                        .path("result")
                        .path("tools"));
    }

    @Test
    @DisplayName("tools/call gives the same result as the older wire")
    void callsTheSameTools() {
        JsonNode modern = McpWire.json(modern("tools/call", "list_contacts", call("list_contacts", "{\"limit\":2}")))
                .path("result");
        JsonNode legacy = McpWire.json(wire.post(tokenWith(ALL), McpWire.toolCall("list_contacts", Map.of("limit", 2))))
                .path("result");

        assertThat(modern.path("resultType").stringValue()).isEqualTo("complete");
        assertThat(modern.path("isError").booleanValue()).isFalse();
        assertThat(modern.path("structuredContent").path("contacts")).hasSize(2);
        assertThat(modern.path("structuredContent")).isEqualTo(legacy.path("structuredContent"));
        assertThat(modern.path("content")).isEqualTo(legacy.path("content"));
        assertThat(modern.has("ttlMs")).isFalse();
    }

    @Test
    @DisplayName("Bad arguments are an error result, as on the older wire")
    void answersBadArgumentsWithAnErrorResult() {
        JsonNode result = McpWire.json(modern("tools/call", "list_contacts", call("list_contacts", "{\"limit\":0}")))
                .path("result");

        assertThat(result.path("isError").booleanValue()).isTrue();
        assertThat(result.path("content").path(0).path("text").stringValue()).contains("\"limit\"");
    }

    @Test
    @Tag("P4")
    @DisplayName("P4 the same scopes are needed, and refused in the same words")
    void needsTheSameScopes() {
        String token = tokenWith("crm.contacts.read");
        HttpResponse<String> modern = post(token, headers("tools/call", "send_mail"), call("send_mail", "{}"));
        HttpResponse<String> legacy = wire.post(token, McpWire.toolCall("send_mail", Map.of()));

        assertThat(modern.statusCode()).isEqualTo(403);
        assertThat(McpWire.challenge(modern)).isEqualTo(McpWire.challenge(legacy));
        assertThat(post(null, headers("server/discover", null), message("server/discover", ""))
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    no method               | MCP-Protocol-Version: 2026-07-28; Mcp-Name: send_mail
                    another method          | MCP-Protocol-Version: 2026-07-28; Mcp-Method: tools/list; Mcp-Name: send_mail
                    the method in capitals  | MCP-Protocol-Version: 2026-07-28; Mcp-Method: TOOLS/CALL; Mcp-Name: send_mail
                    the method twice        | MCP-Protocol-Version: 2026-07-28; Mcp-Method: tools/call; Mcp-Method: tools/call; Mcp-Name: send_mail
                    no name                 | MCP-Protocol-Version: 2026-07-28; Mcp-Method: tools/call
                    another name            | MCP-Protocol-Version: 2026-07-28; Mcp-Method: tools/call; Mcp-Name: whoami
                    the name twice          | MCP-Protocol-Version: 2026-07-28; Mcp-Method: tools/call; Mcp-Name: whoami; Mcp-Name: send_mail
                    a name that is no code  | MCP-Protocol-Version: 2026-07-28; Mcp-Method: tools/call; Mcp-Name: =?base64?%%?=
                    another encoded name    | MCP-Protocol-Version: 2026-07-28; Mcp-Method: tools/call; Mcp-Name: =?base64?d2hvYW1p?=
                    an overlapping code     | MCP-Protocol-Version: 2026-07-28; Mcp-Method: tools/call; Mcp-Name: =?base64?=
                    no version              | Mcp-Method: tools/call; Mcp-Name: send_mail
                    an older version        | MCP-Protocol-Version: 2025-11-25; Mcp-Method: tools/call; Mcp-Name: send_mail
                    two versions            | MCP-Protocol-Version: 2026-07-28; MCP-Protocol-Version: 2025-11-25; Mcp-Method: tools/call; Mcp-Name: send_mail
                    """)
    @DisplayName("Headers that do not say what the body says are a 400 with -32020, and nothing runs")
    void refusesHeadersThatDisagree(String kind, String headers) {
        String marker = "mismatch " + kind;
        String arguments = "{\"to\":\"a@demo.example\",\"subject\":\"" + marker + "\",\"body\":\"b\"}";

        HttpResponse<String> response = post(tokenWith(ALL), split(headers), call("send_mail", arguments));

        assertError(response, 400, -32020);
        assertThat(wire.post(tokenWith(ALL), McpWire.toolCall("list_outbox", Map.of("limit", 100)))
                        .body())
                .doesNotContain(marker);
    }

    @Test
    @DisplayName("On the older wire these headers need not be there, but must not lie")
    void refusesLyingHeadersOnTheOlderWire() {
        String body = McpWire.toolCall("whoami", Map.of());

        assertThat(post(tokenWith(ALL), split("Mcp-Method: tools/call; Mcp-Name: whoami"), body)
                        .statusCode())
                .isEqualTo(200);
        for (String lie : List.of("Mcp-Method: tools/list", "Mcp-Name: send_mail")) {
            assertThat(post(tokenWith(ALL), split(lie), body).statusCode())
                    .as(lie)
                    .isEqualTo(400);
        }
        assertThat(post(tokenWith(ALL), split("Mcp-Name: whoami"), McpWire.request("tools/list"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("A name may come encoded")
    void decodesNames() {
        String encoded =
                "=?base64?" + Base64.getEncoder().encodeToString("whoami".getBytes(StandardCharsets.UTF_8)) + "?=";

        assertThat(modern("tools/call", encoded, call("whoami", "{}")).body()).contains("alice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"_meta\":{}}",
                "{\"_meta\":7}",
                "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}",
                "{\"_meta\":{\"io.modelcontextprotocol/clientCapabilities\":{}}}",
                "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":[]}}"
            })
    @DisplayName("A request that lacks its version or capabilities is a 400 with -32602")
    void refusesMissingMetadata(String params) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":\"x-1\",\"method\":\"tools/list\",\"params\":" + params + "}";

        assertError(modern("tools/list", null, body), 400, -32602);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1900-01-01", "2026-07-29", "2026-07-28x", "latest"})
    @DisplayName("A version of neither wire is a 400 with -32022 and what there is")
    void refusesOtherVersions(String version) {
        String body = message("tools/list", "").replace(VERSION, version);

        HttpResponse<String> response =
                post(tokenWith(ALL), List.of("MCP-Protocol-Version", version, "Mcp-Method", "tools/list"), body);

        assertError(response, 400, -32022);
        JsonNode data = McpWire.json(response).path("error").path("data");
        assertThat(data.path("requested").stringValue()).isEqualTo(version);
        assertThat(data.path("supported").valueStream().map(JsonNode::stringValue))
                .contains(VERSION, "2025-11-25");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2025-06-18", "2025-03-26"})
    @DisplayName("The older versions go to the older wire, and it does speak them")
    void servesOlderVersions(String version) {
        String initialize = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
                + version + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
        List<String> header = List.of("MCP-Protocol-Version", version);

        assertThat(McpWire.json(post(tokenWith(ALL), List.of(), initialize))
                        .path("result")
                        .path("protocolVersion")
                        .stringValue())
                .isEqualTo(version);
        assertThat(post(tokenWith(ALL), header, McpWire.request("tools/list")).body())
                .contains("send_mail")
                .doesNotContain("resultType");
    }

    @ParameterizedTest
    @ValueSource(strings = {"initialize", "ping", "resources/list", "no/such"})
    @DisplayName("A method that this version does not have is a 404 with -32601")
    void refusesOtherMethods(String method) {
        assertError(modern(method, null, message(method, "")), 404, -32601);
    }

    @Test
    @DisplayName("Unknown tools, bad arguments and cursors are -32602 in a 200")
    void refusesBadParameters() {
        assertError(modern("tools/call", "no_such", call("no_such", "{}")), 200, -32602);
        assertError(modern("tools/call", "whoami", call("whoami", "[1]")), 200, -32602);
        assertError(modern("tools/list", null, message("tools/list", ",\"cursor\":\"x\"")), 200, -32602);
    }

    @Test
    @DisplayName("A notification is a 202 without a body; a call without an id is a 400 and does not run")
    void acceptsNotifications() {
        HttpResponse<String> notification = modern(
                "notifications/cancelled",
                null,
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{}}");
        String call = call("send_mail", "{\"to\":\"a@demo.example\",\"subject\":\"without id\",\"body\":\"b\"}")
                .replace("\"id\":\"x-1\",", "");
        HttpResponse<String> noId = modern("tools/call", "send_mail", call);
        HttpResponse<String> nullId =
                modern("tools/list", null, message("tools/list", "").replace("\"x-1\"", "null"));

        assertThat(notification.statusCode()).isEqualTo(202);
        assertThat(notification.body()).isEmpty();
        assertThat(noId.statusCode()).isEqualTo(400);
        assertThat(nullId.statusCode()).isEqualTo(400);
        assertThat(wire.post(tokenWith(ALL), McpWire.toolCall("list_outbox", Map.of("limit", 100)))
                        .body())
                .doesNotContain("without id");
    }

    @Test
    @DisplayName("GET and DELETE are 405, another content type 415, a session id is ignored")
    void refusesOtherForms() {
        for (String method : List.of("GET", "DELETE")) {
            HttpResponse<String> response = wire.send(
                    "/mcp",
                    request -> request.header("Authorization", "Bearer " + tokenWith(ALL))
                            .header("MCP-Protocol-Version", VERSION)
                            .method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(response.statusCode()).as(method).isEqualTo(405);
        }
        for (String type : List.of("text/plain", "x")) {
            HttpResponse<String> response = wire.send(
                    "/mcp",
                    request -> request.header("Authorization", "Bearer " + tokenWith(ALL))
                            .header("MCP-Protocol-Version", VERSION)
                            .header("Mcp-Method", "tools/list")
                            .header("Content-Type", type)
                            .POST(HttpRequest.BodyPublishers.ofString(message("tools/list", ""))));
            assertThat(response.statusCode()).as(type).isEqualTo(415);
        }
        HttpResponse<String> session = post(
                tokenWith(ALL),
                List.of("MCP-Protocol-Version", VERSION, "Mcp-Method", "tools/list", "Mcp-Session-Id", "x"),
                message("tools/list", ""));
        assertThat(session.statusCode()).isEqualTo(200);
        assertThat(session.headers().firstValue("Mcp-Session-Id")).isEmpty();
    }

    private static void assertError(HttpResponse<String> response, int status, int code) {
        assertThat(response.statusCode()).isEqualTo(status);
        JsonNode answer = McpWire.json(response);
        assertThat(answer.path("id").stringValue()).isEqualTo("x-1");
        assertThat(answer.path("error").path("code").intValue()).isEqualTo(code);
        assertThat(answer.has("result")).isFalse();
    }

    private HttpResponse<String> modern(String method, @Nullable String name, String body) {
        return post(tokenWith(ALL), headers(method, name), body);
    }

    private HttpResponse<String> post(@Nullable String token, List<String> headers, String body) {
        return wire.send("/mcp", request -> {
            if (token != null) {
                request.header("Authorization", "Bearer " + token);
            }
            for (int i = 0; i < headers.size(); i += 2) {
                request.header(headers.get(i), headers.get(i + 1));
            }
            return McpWire.message(request, body);
        });
    }

    private static List<String> headers(String method, @Nullable String name) {
        List<String> always = List.of("MCP-Protocol-Version", VERSION, "Mcp-Method", method);
        return name == null ? always : List.of("MCP-Protocol-Version", VERSION, "Mcp-Method", method, "Mcp-Name", name);
    }

    private static List<String> split(String headers) {
        return List.of(headers.split("; |: "));
    }

    private static String call(String tool, String arguments) {
        return message("tools/call", ",\"name\":\"" + tool + "\",\"arguments\":" + arguments);
    }

    private static String message(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":\"x-1\",\"method\":\"" + method + "\",\"params\":{\"_meta\":" + META
                + params + "}}";
    }
}
