package dev.gatehouse.client.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Strict reading of JSON from strangers: bounded depth, no duplicate member, nothing after the document. */
public final class Json {

    private static final int DEEPEST = 64;

    public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** The document if it is a JSON object. */
    public static Optional<ObjectNode> findObject(String text) {
        return parse(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    }

    /** Any JSON value, or null if the text is none. */
    public static @Nullable JsonNode parse(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return node.isMissingNode() ? null : node;
        } catch (JacksonException notJson) {
            return null;
        }
    }

    /** The member if it is a string that is not empty. */
    public static Optional<String> string(JsonNode object, String name) {
        JsonNode member = object.path(name);
        return member.isString() && !member.stringValue().isEmpty()
                ? Optional.of(member.stringValue())
                : Optional.empty();
    }

    /** The strings of an array member; other elements and a missing member count for nothing. */
    public static List<String> strings(JsonNode object, String name) {
        List<String> strings = new ArrayList<>();
        for (JsonNode element : object.path(name)) {
            if (element.isString()) {
                strings.add(element.stringValue());
            }
        }
        return List.copyOf(strings);
    }
}
