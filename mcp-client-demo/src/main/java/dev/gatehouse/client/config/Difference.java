package dev.gatehouse.client.config;

import dev.gatehouse.client.http.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One value that is not as wanted.
 *
 * @param path of the key, {@code scopes[mail.read].risk}
 * @param from what is there; null if nothing is
 * @param to what is wanted; null if nothing is
 */
record Difference(
        String path, @Nullable JsonNode from, @Nullable JsonNode to) {

    private static final String SEVERAL = "the order of ";

    /** Between two objects in the canonical spelling. */
    static List<Difference> between(Fields fields, JsonNode from, JsonNode to) {
        List<Difference> found = new ArrayList<>();
        collect(fields, from, to, "", found);
        return found;
    }

    private static void collect(Fields fields, JsonNode from, JsonNode to, String prefix, List<Difference> found) {
        for (Field field : fields.all()) {
            String path = prefix + field.name();
            JsonNode before = from.path(field.name());
            JsonNode after = to.path(field.name());
            boolean nested = isThere(before) && isThere(after);
            switch (field.shape()) {
                case Shape.Secret secret -> {}
                case Shape.Strings strings
                when nested && (!before.isEmpty() || !after.isEmpty()) -> collectNames(before, after, path, found);
                case Shape.Group group when nested -> collect(group.fields(), before, after, path + ".", found);
                case Shape.Groups groups when nested -> collectGroups(groups.fields(), before, after, path, found);
                default -> collectValue(before, after, path, found);
            }
        }
    }

    private static void collectValue(JsonNode before, JsonNode after, String path, List<Difference> found) {
        boolean same = isThere(before) == isThere(after) && (!isThere(before) || before.equals(after));
        if (!same) {
            found.add(new Difference(path, isThere(before) ? before : null, isThere(after) ? after : null));
        }
    }

    /** Lists of names are sets. */
    private static void collectNames(JsonNode before, JsonNode after, String path, List<Difference> found) {
        List<JsonNode> old = before.valueStream().distinct().toList();
        List<JsonNode> now = after.valueStream().distinct().toList();
        old.stream().filter(name -> !now.contains(name)).forEach(name -> found.add(new Difference(path, name, null)));
        now.stream().filter(name -> !old.contains(name)).forEach(name -> found.add(new Difference(path, null, name)));
    }

    private static void collectGroups(
            Fields fields, JsonNode before, JsonNode after, String path, List<Difference> found) {
        Map<String, JsonNode> old = byName(before);
        Map<String, JsonNode> now = byName(after);
        int already = found.size();
        boolean sameNames = old.keySet().equals(now.keySet());
        old.forEach((name, group) -> {
            String at = path + "[" + name + "]";
            if (now.containsKey(name)) {
                collect(fields, group, now.get(name), at + ".", found);
            } else {
                found.add(new Difference(at, group, null));
            }
        });
        now.forEach((name, group) -> {
            if (!old.containsKey(name)) {
                found.add(new Difference(path + "[" + name + "]", null, group));
            }
        });
        boolean moved = !List.copyOf(old.keySet()).equals(List.copyOf(now.keySet()));
        if (moved && (sameNames || found.size() == already)) {
            found.add(new Difference(SEVERAL + path, names(old), names(now)));
        }
    }

    private static Map<String, JsonNode> byName(JsonNode groups) {
        Map<String, JsonNode> byName = new LinkedHashMap<>();
        groups.forEach(group -> byName.put(group.path(Shape.Groups.KEY).asString(""), group));
        return byName;
    }

    private static JsonNode names(Map<String, JsonNode> groups) {
        var names = Json.MAPPER.createArrayNode();
        groups.keySet().forEach(names::add);
        return names;
    }

    private static boolean isThere(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }
}
