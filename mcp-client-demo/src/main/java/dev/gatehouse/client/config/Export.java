package dev.gatehouse.client.config;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is there, as files that {@link Configuration} reads back without a difference. It has no secrets. */
public final class Export {

    private final Map<Kind, String> texts = new EnumMap<>(Kind.class);

    private Export() {}

    public static Export of(AdminApi api) {
        Export export = new Export();
        for (Kind kind : Kind.values()) {
            List<ObjectNode> documents = new ArrayList<>();
            for (JsonNode item : api.list(kind)) {
                documents.add(document(kind, kind.canonical(item)));
            }
            documents.sort(Comparator.comparing(kind::id));
            if (!documents.isEmpty()) {
                export.texts.put(kind, YamlWriter.write(documents));
            }
        }
        return export;
    }

    public String text() {
        return String.join("", texts.values());
    }

    /**
     * Writes a file for each kind of which there is anything.
     *
     * @param overwrite whether files of these names may be replaced
     * @return the files
     */
    public List<Path> write(Path folder, boolean overwrite) {
        List<Path> files = new ArrayList<>();
        try {
            Files.createDirectories(folder);
            for (Kind kind : Kind.values()) {
                if (!overwrite && Files.exists(file(folder, kind))) {
                    throw new Failure(Step.EXPORT, file(folder, kind) + " is there already; --overwrite replaces it.");
                }
            }
            for (Kind kind : Kind.values()) {
                // A file of what is gone would bring it back.
                Files.deleteIfExists(file(folder, kind));
            }
            for (Map.Entry<Kind, String> text : texts.entrySet()) {
                files.add(Files.writeString(file(folder, text.getKey()), text.getValue()));
            }
        } catch (IOException unwritable) {
            throw new Failure(Step.EXPORT, "the folder " + folder + " cannot be written.");
        }
        return files;
    }

    private static Path file(Path folder, Kind kind) {
        return folder.resolve(kind.collection() + ".yaml");
    }

    private static ObjectNode document(Kind kind, ObjectNode canonical) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put(Configuration.KIND, kind.word());
        return copy(kind.fields(), canonical, document);
    }

    /** Leaves out what would be the same without it. */
    private static ObjectNode copy(Fields fields, JsonNode from, ObjectNode to) {
        for (Field field : fields.all()) {
            JsonNode value = from.path(field.name());
            if (!value.isMissingNode() && !value.equals(field.absent())) {
                to.set(field.name(), written(field.shape(), value));
            }
        }
        return to;
    }

    private static JsonNode written(Shape shape, JsonNode value) {
        return switch (shape) {
            case Shape.Strings strings -> sorted(value);
            case Shape.Group group -> copy(group.fields(), value, Json.MAPPER.createObjectNode());
            case Shape.Groups groups -> {
                ArrayNode all = Json.MAPPER.createArrayNode();
                value.forEach(one -> all.add(copy(groups.fields(), one, Json.MAPPER.createObjectNode())));
                yield all;
            }
            default -> value;
        };
    }

    /** The same each time, so that a repository shows only what changed. */
    private static ArrayNode sorted(JsonNode names) {
        ArrayNode sorted = Json.MAPPER.createArrayNode();
        names.valueStream().map(JsonNode::asString).sorted().forEach(sorted::add);
        return sorted;
    }
}
