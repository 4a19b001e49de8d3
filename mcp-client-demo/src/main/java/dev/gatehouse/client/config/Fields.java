package dev.gatehouse.client.config;

import dev.gatehouse.client.http.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The keys that an object may have. */
record Fields(List<Field> all) {

    static Fields of(Field... fields) {
        return new Fields(List.of(fields));
    }

    Optional<Field> find(String name) {
        return all.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    String names() {
        return all.stream().map(Field::name).collect(Collectors.joining(", "));
    }

    /**
     * All fields in their order and one spelling, the absent ones filled in. Secrets and what is not known here, such as
     * what the API counts, are left out. A value of another shape stays as it is.
     */
    ObjectNode canonical(JsonNode object) {
        ObjectNode canonical = Json.MAPPER.createObjectNode();
        for (Field field : all) {
            JsonNode value = object.path(field.name());
            if (value.isMissingNode() || value.isNull()) {
                value = field.absent();
            } else if (field.shape().fits(value)) {
                value = field.shape().canonical(value);
            }
            if (!(field.shape() instanceof Shape.Secret)) {
                canonical.set(field.name(), value);
            }
        }
        return canonical;
    }

    ArrayNode canonicals(JsonNode objects) {
        ArrayNode canonicals = Json.MAPPER.createArrayNode();
        objects.forEach(object -> canonicals.add(canonical(object)));
        return canonicals;
    }
}
