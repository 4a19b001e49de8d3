package dev.gatehouse.resourceserver.backoffice;

import dev.gatehouse.resourceserver.mcp.Arguments;
import dev.gatehouse.resourceserver.mcp.BackOfficeTool;
import dev.gatehouse.resourceserver.mcp.BackOfficeTool.Argument;
import dev.gatehouse.resourceserver.mcp.BackOfficeTool.Effect;
import dev.gatehouse.resourceserver.mcp.InvalidArgumentException;
import dev.gatehouse.resourceserver.protection.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Listing a bucket and putting an invoice into one. */
@Configuration(proxyBeanMethods = false)
class StorageTools {

    private static final String INVOICES = "invoices";
    private static final int MAX_BYTES = 32 * 1024;
    private static final int MAX_CONTENT_CHARS = 48 * 1024;

    private final Buckets buckets;

    StorageTools(Buckets buckets) {
        this.buckets = buckets;
    }

    @Bean
    @Order(30)
    BackOfficeTool listBucket() {
        return new BackOfficeTool(
                "list_bucket",
                "List a bucket",
                "Lists the files in a bucket, newest first, with their sizes.",
                List.of(Scopes.BUCKETS_READ),
                Effect.READS,
                List.of(
                        Argument.optional("bucket", Map.of("type", "string", "maxLength", 63, "default", INVOICES)),
                        Argument.optional(
                                "limit", Map.of("type", "integer", "minimum", 1, "maximum", 100, "default", 50))),
                this::list);
    }

    @Bean
    @Order(40)
    BackOfficeTool uploadInvoice() {
        return new BackOfficeTool(
                "upload_invoice",
                "Upload an invoice",
                "Stores an invoice of at most 32 KB in the bucket \"invoices\". Never replaces a file.",
                List.of(Scopes.OBJECTS_CREATE),
                Effect.ADDS,
                List.of(
                        Argument.required(
                                "file_name",
                                Map.of(
                                        "type", "string",
                                        "maxLength", 200,
                                        "description", "Ends in .txt, .csv, .json, .xml or .pdf")),
                        Argument.required("content", Map.of("type", "string", "maxLength", MAX_CONTENT_CHARS)),
                        Argument.optional(
                                "encoding",
                                Map.of(
                                        "type", "string",
                                        "enum", List.of("text", "base64"),
                                        "default", "text",
                                        "description", "How content is written; base64 for a PDF"))),
                this::upload);
    }

    private Map<String, Object> list(Arguments arguments, Caller caller) {
        String bucket = arguments.findText("bucket", 63).orElse(INVOICES);
        List<String> names = buckets.names();
        if (!names.contains(bucket)) {
            throw new InvalidArgumentException(
                    "There is no such bucket. The buckets are: " + String.join(", ", names) + ".");
        }
        return Map.of("bucket", bucket, "files", buckets.list(bucket, arguments.number("limit", 1, 100, 50)));
    }

    private Map<String, Object> upload(Arguments arguments, Caller caller) {
        FileName name = FileName.of(arguments.text("file_name", 200));
        byte[] content = content(arguments);
        return switch (buckets.store(INVOICES, name.value(), name.contentType(), content, caller.subject())) {
            case NAME_TAKEN ->
                throw new InvalidArgumentException(
                        "There is a file named " + name.value() + " already, and files are never replaced.");
            case FULL ->
                throw new InvalidArgumentException("The bucket holds " + Buckets.MAX_OBJECTS + " files and is full.");
            case STORED -> Map.of("bucket", INVOICES, "name", name.value(), "size_bytes", content.length);
        };
    }

    private static byte[] content(Arguments arguments) {
        String content = arguments.text("content", MAX_CONTENT_CHARS);
        byte[] bytes = switch (arguments.findText("encoding", 10).orElse("text")) {
            case "text" -> content.getBytes(StandardCharsets.UTF_8);
            case "base64" -> decode(content);
            default -> throw new InvalidArgumentException("The encoding is either text or base64.");
        };
        if (bytes.length > MAX_BYTES) {
            throw new InvalidArgumentException("An invoice has at most 32 KB.");
        }
        return bytes;
    }

    private static byte[] decode(String content) {
        try {
            return Base64.getDecoder().decode(content.strip());
        } catch (IllegalArgumentException e) {
            throw new InvalidArgumentException("The content is not valid base64.");
        }
    }
}
