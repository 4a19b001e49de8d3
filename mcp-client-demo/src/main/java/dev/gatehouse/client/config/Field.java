package dev.gatehouse.client.config;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * One key.
 *
 * @param needed whether each file must have it
 * @param absent what its absence means; JSON's null where it means that there is none
 */
record Field(String name, Shape shape, boolean needed, JsonNode absent) {

    static Field needed(String name, Shape shape) {
        return new Field(name, shape, true, NullNode.getInstance());
    }

    static Field optional(String name, Shape shape) {
        return new Field(name, shape, false, NullNode.getInstance());
    }

    Field orElse(JsonNode value) {
        return new Field(name, shape, false, value);
    }
}
