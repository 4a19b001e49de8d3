package dev.gatehouse.client.config;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * One document of a file.
 *
 * @param start of the document
 * @param places of its values by JSON pointer
 */
record Written(ObjectNode content, Place start, Map<String, Place> places) {

    /** Where this value stands, or the nearest one around it that is in the file. */
    Place at(String pointer) {
        String nearest = pointer;
        while (!places.containsKey(nearest) && nearest.contains("/")) {
            nearest = nearest.substring(0, nearest.lastIndexOf('/'));
        }
        return nearest.isEmpty() ? start : places.getOrDefault(nearest, start);
    }
}
