package dev.gatehouse.authserver.registration;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads a registration's body within the limits of ruling 22: a JSON object of at most 64 KB, 32 levels deep. */
final class RegistrationBody {

    private static final int LARGEST = 64 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(32).build())
                    .build())
            // Of two members of one name, one reader would take the first and another the last.
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private RegistrationBody() {}

    static MetadataMembers read(HttpServletRequest request) throws IOException {
        if (!isJson(request.getContentType())) {
            throw RegistrationRefusal.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "invalid_client_metadata",
                    "The content type must be application/json");
        }
        return new MetadataMembers(parse(bytes(request)));
    }

    private static byte[] bytes(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() <= LARGEST) {
            byte[] bytes = request.getInputStream().readNBytes(LARGEST + 1);
            if (bytes.length <= LARGEST) {
                return bytes;
            }
        }
        throw RegistrationRefusal.of(
                HttpStatus.CONTENT_TOO_LARGE, "invalid_client_metadata", "The body must be at most 64 KB long");
    }

    private static ObjectNode parse(byte[] bytes) {
        try {
            JsonNode tree = JSON.readTree(bytes);
            if (tree instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            // Its message may quote the input.
            throw RegistrationRefusal.metadata(
                    "The body is no JSON text, names a member twice or is more than 32 levels deep");
        }
        throw RegistrationRefusal.metadata("The body must be a JSON object");
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        try {
            return MediaType.APPLICATION_JSON.equalsTypeAndSubtype(MediaType.parseMediaType(contentType));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }
}
