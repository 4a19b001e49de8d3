package dev.gatehouse.client.config;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing as the files want it.
 *
 * @param wanted in the canonical spelling, complete but for the secret
 * @param secret as the file has it: a hash or the name of a variable
 */
record Described(
        Kind kind, String id, ObjectNode wanted, @Nullable String secret, Written source) {

    Place place() {
        return source.at("");
    }
}
