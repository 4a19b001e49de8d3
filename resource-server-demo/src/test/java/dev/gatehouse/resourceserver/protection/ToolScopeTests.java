package dev.gatehouse.resourceserver.protection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.resourceserver.DemoServerTests;
import dev.gatehouse.resourceserver.McpWire;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolScopeTests extends DemoServerTests {

    @ParameterizedTest
    @CsvSource({
        "list_contacts, crm.contacts.read",
        "tag_contact, crm.tags.write",
        "list_bucket, storage.buckets.read",
        "upload_invoice, storage.objects.create",
        "send_mail, mail.send",
        "list_outbox, mail.send"
    })
    @Tag("P4")
    @DisplayName("P4 refuses a tool whose scope is missing and names it, with the metadata's place")
    void refusesAToolWithoutItsScope(String tool, String scope) {
        String others = "crm.contacts.read crm.tags.write storage.buckets.read storage.objects.create mail.send"
                .replace(scope, "")
                .strip();

        HttpResponse<String> response = wire.post(tokenWith(others), McpWire.toolCall(tool, Map.of()));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer error=\"insufficient_scope\", error_description=\"The access token lacks: "
                        + scope + "\", resource_metadata=\"" + METADATA_URI + "\", scope=\"" + scope + "\"");
        assertThat(McpWire.json(response).path("error").stringValue()).isEqualTo("insufficient_scope");
    }

    @Test
    @Tag("P4")
    @DisplayName("P4 names all scopes of the call at once, whether one or both are missing")
    void namesAllScopesAtOnce() {
        String call = McpWire.toolCall("mail_contact", Map.of("contact_id", 1, "subject", "s", "body", "b"));

        HttpResponse<String> both = wire.post(tokenWith("crm.tags.write"), call);
        HttpResponse<String> one = wire.post(tokenWith("crm.contacts.read"), call);

        assertThat(both.statusCode()).isEqualTo(403);
        assertThat(McpWire.challenge(both))
                .contains("lacks: crm.contacts.read mail.send\"", "scope=\"crm.contacts.read mail.send\"");
        assertThat(one.statusCode()).isEqualTo(403);
        assertThat(McpWire.challenge(one)).contains("lacks: mail.send\"", "scope=\"crm.contacts.read mail.send\"");
        assertThat(wire.post(tokenWith("crm.contacts.read mail.send"), call).statusCode())
                .isEqualTo(200);
    }

    @Test
    @Tag("P4")
    @DisplayName("P4 compares scopes exactly: no prefix, no case, no list in place of the string")
    void comparesScopesExactly() {
        String call = McpWire.toolCall("list_contacts", Map.of());
        for (Object scope : List.of(
                "crm",
                "crm.contacts",
                "crm.contacts.read.all",
                "CRM.CONTACTS.READ",
                "crm.*",
                List.of("crm.contacts.read"))) {
            String token = ISSUER.tokenFor(RESOURCE).claim("scope", scope).sign();
            assertThat(wire.post(token, call).statusCode()).as("%s", scope).isEqualTo(403);
        }
        String scp = ISSUER.tokenFor(RESOURCE)
                .claim("scp", List.of("crm.contacts.read"))
                .sign();
        assertThat(wire.post(scp, call).statusCode()).isEqualTo(403);
    }

    @Test
    @Tag("P4")
    @DisplayName("P4 a notification that names a tool needs its scope too")
    void refusesAToolCallAsNotification() {
        String notification =
                "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"send_mail\",\"arguments\":{}}}";

        assertThat(wire.post(tokenWith("crm.contacts.read"), notification).statusCode())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("Initialize, ping, tools/list and notifications need a token and no scope")
    void needsNoScopeForTheRest() {
        String token = ISSUER.tokenFor(RESOURCE).sign();
        String initialize = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
        String initialized = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

        assertThat(McpWire.json(wire.post(token, initialize))
                        .path("result")
                        .path("protocolVersion")
                        .stringValue())
                .isEqualTo("2025-11-25");
        assertThat(wire.post(token, initialized).statusCode()).isEqualTo(202);
        assertThat(wire.post(token, McpWire.request("ping")).statusCode()).isEqualTo(200);
        assertThat(wire.post(token, McpWire.request("tools/list")).body()).contains("send_mail");
        assertThat(wire.post(token, McpWire.toolCall("whoami", Map.of())).statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("A batch, which this protocol has no longer, is a 400 and runs nothing")
    void refusesABatch() {
        String token = tokenWith("crm.contacts.read mail.send");
        String call =
                McpWire.toolCall("send_mail", Map.of("to", "batch@demo.example", "subject", "batched", "body", "b"));

        HttpResponse<String> response = wire.post(token, "[" + call + "," + call + "]");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(wire.post(token, McpWire.toolCall("list_outbox", Map.of())).body())
                .doesNotContain("batched");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "nonsense",
                "null",
                "1",
                "\"x\"",
                "{}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} {}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\",\"name\":\"send_mail\"}}"
            })
    @DisplayName("What is no single JSON-RPC message is a 400")
    void refusesBrokenMessages(String body) {
        HttpResponse<String> response = wire.post(tokenWith("crm.contacts.read"), body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(McpWire.json(response).path("error").path("message").isString())
                .isTrue();
        assertThat(McpWire.json(response).has("id")).isFalse();
    }

    @Test
    @DisplayName("Nesting beyond 32 levels and broken UTF-8 are a 400, more than 64 KB a 413")
    void boundsTheBody() {
        String token = tokenWith("crm.contacts.read");
        String deep =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":" + "[".repeat(40) + "]".repeat(40) + "}";
        String large = McpWire.toolCall("whoami", Map.of("x", "y".repeat(64 * 1024)));

        assertThat(wire.post(token, deep).statusCode()).isEqualTo(400);
        assertThat(wire.post(token, large).statusCode()).isEqualTo(413);
        HttpResponse<String> chunked = wire.send(
                "/mcp",
                request -> McpWire.message(request, "")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(
                                large.getBytes(java.nio.charset.StandardCharsets.UTF_8)))));
        assertThat(chunked.statusCode()).isEqualTo(413);
        HttpResponse<String> latin1 = wire.send(
                "/mcp",
                request -> McpWire.message(request, "")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xE9, '"', '}'})));
        assertThat(latin1.statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    tools/call       | {"name":"no_such_tool","arguments":{}} | -32602
                    tools/call       | {"name":7}                             | -32602
                    tools/call       | {}                                     | -32602
                    tools/call       | {"name":"whoami","arguments":[1]}      | -32602
                    resources/read   | {"uri":"file:///etc/passwd"}           | -32601
                    prompts/get      | {"name":"x"}                           | -32601
                    logging/setLevel | {"level":"debug"}                      | -32601
                    """)
    @DisplayName("Unknown tools and methods are JSON-RPC errors that carry the id")
    void answersUnknownToolsAndMethods(String method, String params, int code) {
        String message = "{\"jsonrpc\":\"2.0\",\"id\":\"x-1\",\"method\":\"" + method + "\",\"params\":" + params + "}";

        HttpResponse<String> response = wire.post(tokenWith("crm.contacts.read"), message);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(McpWire.json(response).path("id").stringValue()).isEqualTo("x-1");
        assertThat(McpWire.json(response).path("error").path("code").intValue()).isEqualTo(code);
    }

    @Test
    @DisplayName("With a token, GET and DELETE are 405, another content type 415")
    void refusesOtherMethods() {
        String token = tokenWith("crm.contacts.read");
        for (String method : List.of("GET", "DELETE", "PUT")) {
            HttpResponse<String> response = wire.send(
                    "/mcp",
                    request -> request.header("Authorization", "Bearer " + token)
                            .method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(response.statusCode()).as(method).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).hasValue("POST");
        }
        HttpResponse<String> plain = wire.send(
                "/mcp",
                request -> request.header("Authorization", "Bearer " + token)
                        .header("Content-Type", "text/plain")
                        .header("Accept", "application/json, text/event-stream")
                        .POST(HttpRequest.BodyPublishers.ofString(McpWire.request("ping"))));
        assertThat(plain.statusCode()).isEqualTo(415);
    }
}
