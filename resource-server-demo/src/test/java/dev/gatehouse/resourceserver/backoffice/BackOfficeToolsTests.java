package dev.gatehouse.resourceserver.backoffice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.resourceserver.DemoServerTests;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every tool through the official Java client, with its effect on what is stored. */
@ExtendWith(OutputCaptureExtension.class)
class BackOfficeToolsTests extends DemoServerTests {

    private static final String ALL =
            "crm.contacts.read crm.tags.write storage.buckets.read storage.objects.create mail.send";

    private final JdbcClient jdbc;
    private String token = "";
    private McpSyncClient client = client("");

    BackOfficeToolsTests(@Autowired JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @BeforeEach
    void signIn() {
        token = tokenWith(ALL);
        client = client(token);
        client.initialize();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    @DisplayName("Every tool names its scopes and says truly what it may change")
    void describesEveryTool() {
        Map<String, Tool> tools =
                client.listTools().tools().stream().collect(Collectors.toMap(Tool::name, Function.identity()));

        assertThat(tools.keySet())
                .containsExactlyInAnyOrder(
                        "list_contacts",
                        "tag_contact",
                        "list_bucket",
                        "upload_invoice",
                        "send_mail",
                        "mail_contact",
                        "list_outbox",
                        "whoami");
        assertThat(tools.get("tag_contact"))
                .extracting(Tool::description)
                .asString()
                .endsWith("Needs the scope crm.tags.write.");
        assertThat(tools.get("mail_contact"))
                .extracting(Tool::description)
                .asString()
                .endsWith("Needs the scopes crm.contacts.read and mail.send.");
        assertThat(tools.values().stream()
                        .filter(t -> t.annotations().readOnlyHint())
                        .map(Tool::name))
                .containsExactlyInAnyOrder("list_contacts", "list_bucket", "list_outbox", "whoami");
        assertThat(tools.values().stream()
                        .filter(t -> t.annotations().destructiveHint())
                        .map(Tool::name))
                .containsExactlyInAnyOrder("send_mail", "mail_contact");
    }

    @Test
    @DisplayName("Contacts can be searched by what is stored about them, tags included")
    void searchesContacts() {
        assertThat(call("list_contacts", Map.of("limit", 100)).path("contacts").size())
                .isEqualTo(12);
        JsonNode coffee = call("list_contacts", Map.of("query", "RIFT valley")).path("contacts");
        assertThat(coffee.size()).isEqualTo(1);
        assertThat(coffee.path(0).path("email").stringValue()).isEqualTo("grace@riftvalley.example");
        assertThat(call("list_contacts", Map.of("query", "supplier"))
                        .path("contacts")
                        .size())
                .isEqualTo(2);
        assertThat(call("list_contacts", Map.of("query", "%")).path("contacts").size())
                .isEqualTo(0);
        assertThat(call("list_contacts", Map.of("limit", "3")).path("contacts").size())
                .isEqualTo(3);
    }

    @Test
    @DisplayName("A tag is stored once, with the person for whom the agent set it")
    void tagsAContact() {
        Map<String, Object> arguments = Map.of("contact_id", 3, "tag", "newsletter");

        assertThat(call("tag_contact", arguments).path("added").booleanValue()).isTrue();
        assertThat(call("tag_contact", arguments).path("added").booleanValue()).isFalse();
        assertThat(jdbc.sql("select tagged_by from contact_tag where contact_id = 3 and tag = 'newsletter'")
                        .query(String.class)
                        .list())
                .containsExactly("alice");
        assertThat(call("list_contacts", Map.of("query", "newsletter"))
                        .path("contacts")
                        .size())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("An uploaded invoice is stored byte for byte, listed, and never replaced")
    void uploadsAnInvoice() {
        byte[] pdf = {'%', 'P', 'D', 'F', 0, (byte) 0xFF, 7};
        Map<String, Object> upload = Map.of(
                "file_name", "..\\..\\etc/Rechnung Nr. 7.pdf",
                "content", Base64.getEncoder().encodeToString(pdf),
                "encoding", "base64");

        JsonNode stored = call("upload_invoice", upload);
        assertThat(stored.path("name").stringValue()).isEqualTo("Rechnung-Nr.-7.pdf");
        assertThat(stored.path("size_bytes").intValue()).isEqualTo(pdf.length);
        assertThat(jdbc.sql("select content from stored_object where name = 'Rechnung-Nr.-7.pdf'")
                        .query(byte[].class)
                        .single())
                .isEqualTo(pdf);
        JsonNode newest = call("list_bucket", Map.of()).path("files").path(0);
        assertThat(newest.path("name").stringValue()).isEqualTo("Rechnung-Nr.-7.pdf");
        assertThat(newest.path("content_type").stringValue()).isEqualTo("application/pdf");
        assertThat(newest.path("created_by").stringValue()).isEqualTo("alice");
        assertThat(refusal("upload_invoice", upload)).contains("never replaced");
    }

    @Test
    @DisplayName("Mail goes to the outbox of the person, which shows with which agent it was sent")
    void sendsMail() {
        call("send_mail", Map.of("to", "sofia@fornorosso.example", "subject", "Ciao", "body", "Two\nlines"));
        call("mail_contact", Map.of("contact_id", 10, "subject", "Coffee", "body", "Thanks"));

        JsonNode mails = call("list_outbox", Map.of("limit", 2)).path("mails");
        assertThat(mails.path(0).path("to").stringValue()).isEqualTo("grace@riftvalley.example");
        assertThat(mails.path(1).path("subject").stringValue()).isEqualTo("Ciao");
        assertThat(mails.path(1).path("body").stringValue()).isEqualTo("Two\nlines");
        assertThat(mails.path(1).path("sent_with").stringValue()).isEqualTo("test-agent");

        String bob =
                ISSUER.tokenFor(RESOURCE).scope("mail.send").claim("sub", "bob").sign();
        try (McpSyncClient other = client(bob)) {
            other.initialize();
            CallToolResult outbox = other.callTool(new CallToolRequest("list_outbox", Map.of()));
            assertThat(text(outbox)).isEqualTo("{\"mails\":[]}");
        }
    }

    @Test
    @Tag("P6")
    @DisplayName("P6 the token leaves for nowhere: not to the issuer, not into an answer, a row or the log")
    void neverPassesTheTokenOn(CapturedOutput output) {
        call("list_contacts", Map.of());
        call("tag_contact", Map.of("contact_id", 5, "tag", "p6"));
        call("upload_invoice", Map.of("file_name", "p6.txt", "content", "p6"));
        call("mail_contact", Map.of("contact_id", 5, "subject", "p6", "body", "p6"));
        JsonNode whoami = call("whoami", Map.of());

        assertThat(ISSUER.received()).isNotEmpty().allSatisfy(received -> {
            assertThat(received.method()).isEqualTo("GET");
            assertThat(received.authorization()).isNull();
            assertThat(received.uri()).isIn("/.well-known/oauth-authorization-server", "/jwks");
            assertThat(received.body()).isEmpty();
        });
        String signature = token.substring(token.lastIndexOf('.') + 1);
        assertThat(whoami.toString()).doesNotContain(signature);
        assertThat(String.join("\n", jdbc.sql("script").query(String.class).list()))
                .contains("p6")
                .doesNotContain(signature);
        assertThat(output.getAll()).doesNotContain(signature);
    }

    @Test
    @DisplayName("whoami shows the token's claims")
    void showsTheCaller() {
        JsonNode whoami = call("whoami", Map.of());

        assertThat(whoami.path("sub").stringValue()).isEqualTo("alice");
        assertThat(whoami.path("client_id").stringValue()).isEqualTo("test-agent");
        assertThat(whoami.path("resource").stringValue()).isEqualTo(RESOURCE);
        assertThat(whoami.path("scopes").valueStream().map(JsonNode::stringValue))
                .containsExactlyElementsOf(List.of(ALL.split(" ")));
        assertThat(whoami.path("expires_at").stringValue()).matches("\\d{4}-.*Z");
    }

    static Stream<Arguments> badArguments() {
        String large = "x".repeat(40 * 1024);
        return Stream.of(
                Arguments.of("list_contacts", Map.of("limit", 0), "from 1 to 100"),
                Arguments.of("list_contacts", Map.of("limit", "many"), "whole number"),
                Arguments.of("list_contacts", Map.of("limit", 1.5), "whole number"),
                Arguments.of("list_contacts", Map.of("query", List.of("x")), "must be a text"),
                Arguments.of("list_contacts", Map.of("query", "x".repeat(101)), "longer than 100"),
                Arguments.of("list_contacts", Map.of("qery", "x"), "no argument \"qery\""),
                Arguments.of("whoami", Map.of("x", 1), "takes no arguments"),
                Arguments.of("tag_contact", Map.of("tag", "x"), "\"contact_id\" is missing"),
                Arguments.of("tag_contact", Map.of("contact_id", 1), "\"tag\" is missing"),
                Arguments.of("tag_contact", Map.of("contact_id", 999, "tag", "x"), "no contact with the id 999"),
                Arguments.of("tag_contact", Map.of("contact_id", 1, "tag", "two words"), "letters, digits and hyphens"),
                Arguments.of("tag_contact", Map.of("contact_id", "1 or 1=1", "tag", "x"), "whole number"),
                Arguments.of("list_bucket", Map.of("bucket", "../secrets"), "contracts, invoices"),
                Arguments.of("upload_invoice", Map.of("file_name", "x.exe", "content", "x"), "ends in .txt"),
                Arguments.of("upload_invoice", Map.of("file_name", "../.txt", "content", "x"), "ends in .txt"),
                Arguments.of("upload_invoice", Map.of("file_name", "x.txt", "content", large), "at most 32 KB"),
                Arguments.of(
                        "upload_invoice",
                        Map.of("file_name", "x.txt", "content", "@", "encoding", "base64"),
                        "not valid base64"),
                Arguments.of(
                        "upload_invoice",
                        Map.of("file_name", "x.txt", "content", "x", "encoding", "rot13"),
                        "either text or base64"),
                Arguments.of("send_mail", Map.of("to", "nobody", "subject", "s", "body", "b"), "one mail address"),
                Arguments.of(
                        "send_mail",
                        Map.of("to", "a@b.example\r\nBcc: c@d.example", "subject", "s", "body", "b"),
                        "single line"),
                Arguments.of(
                        "send_mail", Map.of("to", "a@b.example", "subject", "s\r\nX: y", "body", "b"), "single line"),
                Arguments.of(
                        "send_mail",
                        Map.of("to", "a@b.example", "subject", "s", "body", "x".repeat(10_001)),
                        "longer than 10000"),
                Arguments.of(
                        "mail_contact", Map.of("contact_id", 999, "subject", "s", "body", "b"), "no contact with"));
    }

    @ParameterizedTest(name = "{0} answers bad arguments with a sentence: {2}")
    @MethodSource("badArguments")
    void refusesBadArguments(String tool, Map<String, Object> arguments, String sentence) {
        assertThat(refusal(tool, arguments)).contains(sentence).endsWith(".");
    }

    @Test
    @DisplayName("The official client sees a missing scope as a refusal, and nothing is done")
    void refusesThroughTheClient() {
        try (McpSyncClient reader = client(tokenWith("crm.contacts.read"))) {
            reader.initialize();
            CallToolRequest send = new CallToolRequest(
                    "send_mail", Map.of("to", "a@b.example", "subject", "refused-mail", "body", "b"));
            assertThatThrownBy(() -> reader.callTool(send)).isInstanceOf(RuntimeException.class);
        }
        assertThat(jdbc.sql("select count(*) from mail where subject = 'refused-mail'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private JsonNode call(String tool, Map<String, Object> arguments) {
        CallToolResult result = client.callTool(new CallToolRequest(tool, arguments));
        assertThat(result.isError()).as(text(result)).isNotEqualTo(true);
        JsonNode structure = JsonMapper.shared().valueToTree(result.structuredContent());
        assertThat(JsonMapper.shared().readTree(text(result))).isEqualTo(structure);
        return structure;
    }

    private String refusal(String tool, Map<String, Object> arguments) {
        CallToolResult result = client.callTool(new CallToolRequest(tool, arguments));
        assertThat(result.isError()).isTrue();
        return text(result);
    }

    private static String text(CallToolResult result) {
        return ((TextContent) result.content().getFirst()).text();
    }

    private McpSyncClient client(String bearer) {
        return McpClient.sync(HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + port)
                        .endpoint("/mcp")
                        .openConnectionOnStartup(false)
                        .httpRequestCustomizer((request, method, uri, body, context) ->
                                request.setHeader("Authorization", "Bearer " + bearer))
                        .build())
                .build();
    }
}
