package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.web.Problem;
import dev.gatehouse.authserver.web.Problem.Fault;
import dev.gatehouse.authserver.web.ProblemRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads a body strictly: JSON of at most 256 KB, nothing in it that is not known, nothing twice, no number where text belongs.
 * What is written wrong must not be taken for what is not there.
 */
final class JsonBody {

    private static final int LARGEST = 256 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(16).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private JsonBody() {}

    static <T> T read(HttpServletRequest request, Class<T> type) throws IOException {
        if (!isJson(request.getContentType())) {
            throw Problem.of(
                            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                            "The body must be JSON",
                            "Send it with the content type application/json.")
                    .refusal();
        }
        byte[] bytes = request.getInputStream().readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw Problem.of(HttpStatus.CONTENT_TOO_LARGE, "The body is too long", "It may have 256 KB.")
                    .refusal();
        }
        // PostgreSQL takes no such text, and nothing here is meant to have it.
        if (new String(bytes, StandardCharsets.UTF_8).contains("\\u0000")) {
            throw unreadable("", "has the character U+0000 in it");
        }
        try {
            T body = JSON.readValue(bytes, type);
            if (body == null) {
                throw unreadable("", "must be a JSON object");
            }
            return body;
        } catch (DatabindException e) {
            throw unreadable(pointer(e), "is not known here, or not of this type");
        } catch (JacksonException e) {
            // Its message may quote the input.
            throw unreadable("", "is no JSON text, or names something twice");
        }
    }

    static ProblemRefusal unreadable(String pointer, String detail) {
        return new Problem(
                        HttpStatus.BAD_REQUEST,
                        "The body cannot be read",
                        "Nothing was changed. Correct what is named in errors.",
                        List.of(new Fault(pointer, detail)))
                .refusal();
    }

    private static String pointer(DatabindException e) {
        StringBuilder pointer = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            String name = step.getPropertyName();
            pointer.append('/').append(name == null ? String.valueOf(step.getIndex()) : escaped(name));
        }
        return pointer.toString();
    }

    private static String escaped(String name) {
        String shown = name.length() <= 60 ? name : name.substring(0, 60);
        return shown.replace("~", "~0").replace("/", "~1");
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
