package dev.gatehouse.authserver.registration;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The members of a registration, by type. One that is null or empty counts as absent; a wrong type is refused (R8). */
record MetadataMembers(ObjectNode object) {

    private static final int MOST_ELEMENTS = 100;

    /** A string member. */
    @Nullable
    String text(String name) {
        JsonNode member = present(name);
        if (member == null) {
            return null;
        }
        if (!member.isString()) {
            throw RegistrationRefusal.metadata(name + " must be a string");
        }
        return member.stringValue().isBlank() ? null : member.stringValue();
    }

    /** A member that is an array of strings; empty where absent. */
    List<String> texts(String name) {
        JsonNode member = present(name);
        if (member == null) {
            return List.of();
        }
        if (!(member instanceof ArrayNode array) || array.size() > MOST_ELEMENTS) {
            throw RegistrationRefusal.metadata(name + " must be an array of strings, at most " + MOST_ELEMENTS);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array) {
            if (!element.isString()) {
                throw RegistrationRefusal.metadata(name + " must be an array of strings, at most " + MOST_ELEMENTS);
            }
            texts.add(element.stringValue());
        }
        return texts;
    }

    /** A boolean member; false where absent. */
    boolean flag(String name) {
        JsonNode member = present(name);
        if (member != null && !member.isBoolean()) {
            throw RegistrationRefusal.metadata(name + " must be true or false");
        }
        return member != null && member.booleanValue();
    }

    /** Any member that is there and not null. */
    @Nullable
    JsonNode present(String name) {
        JsonNode member = object.get(name);
        return member == null || member.isNull() ? null : member;
    }
}
