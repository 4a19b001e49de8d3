package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.approval.ApprovalDecision;
import dev.gatehouse.authserver.approval.ApprovalMode;
import dev.gatehouse.authserver.approval.ApprovalRule;
import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.client.ClientStatus;
import dev.gatehouse.authserver.keys.KeyAdministration;
import dev.gatehouse.authserver.policy.PolicyLevel;
import dev.gatehouse.authserver.resource.Risk;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;

/** The schemas of OpenAPI that the records of the interface have, each under its name. */
final class ApiDescription {

    private static final Map<String, Class<? extends Enum<?>>> CHOICES = Map.of(
            "Rule.action", ApprovalRule.Action.class,
            "Mode.mode", ApprovalMode.class,
            "Policy.level", PolicyLevel.class,
            "Scope.risk", Risk.class,
            "Client.status", ClientStatus.class,
            "Decision.decision", ApprovalDecision.Kind.class,
            "Entry.outcome", AuditEvent.Outcome.class,
            "Key.state", KeyAdministration.State.class);

    /** What each may be whose words are not those of one enumeration. */
    private static final Map<String, List<String>> WORDS = Map.of(
            "Client.source", List.of("administrator", "registered", "metadata-document"),
            "Person.status", List.of("active", "invited", "disabled"),
            "Server.signing_algorithm", List.of("ES256", "RS256"),
            "Client.auth_method", List.of("none", "client_secret_basic", "client_secret_post", "private_key_jwt"));

    private final Map<String, Object> schemas = new TreeMap<>();

    Map<String, Object> schemas() {
        return schemas;
    }

    /** The schema of the type; that of a record by its name. */
    Map<String, Object> schema(Type type) {
        return schema(type, "");
    }

    private Map<String, Object> schema(Type type, String place) {
        if (type instanceof ParameterizedType generic) {
            return generic(generic, place);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            describe(plain);
            return Map.of("$ref", "#/components/schemas/" + name(plain));
        }
        if (plain == int.class || plain == Integer.class) {
            return Map.of("type", "integer");
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return Map.of("type", "boolean");
        }
        if (plain != String.class) {
            throw new AssertionError("No schema for " + type + " at " + place);
        }
        return text(place);
    }

    private Map<String, Object> generic(ParameterizedType type, String place) {
        Type last = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
        if (type.getRawType() == Map.class) {
            return ordered("type", "object", "additionalProperties", schema(last, place));
        }
        if (type.getRawType() == Items.class) {
            return ordered(
                    "type",
                    "object",
                    "properties",
                    ordered("items", ordered("type", "array", "items", schema(last, place)), "next", text("")),
                    "required",
                    List.of("items"),
                    "additionalProperties",
                    false);
        }
        return ordered("type", "array", "items", schema(last, place));
    }

    private static Map<String, Object> text(String place) {
        Map<String, Object> schema = ordered("type", "string");
        Class<? extends Enum<?>> choice = CHOICES.get(place);
        if (choice != null) {
            schema.put(
                    "enum",
                    Arrays.stream(choice.getEnumConstants()).map(Faults::name).toList());
        } else if (WORDS.containsKey(place)) {
            schema.put("enum", WORDS.get(place));
        } else if (place.matches(".*(_at|\\.at|signs_from)")) {
            schema.put("format", "date-time");
        } else if (place.matches(".*(_lifetime|_ceiling)")) {
            schema.put("format", "duration");
        }
        return schema;
    }

    private void describe(Class<?> type) {
        String name = name(type);
        if (schemas.containsKey(name)) {
            return;
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        schemas.put(name, properties);
        List<String> always = new java.util.ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String property = PropertyNamingStrategies.SNAKE_CASE.nameForField(null, null, component.getName());
            properties.put(property, schema(component.getGenericType(), name + "." + property));
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                always.add(property);
            }
        }
        Map<String, Object> schema = ordered("type", "object", "properties", properties);
        if (!always.isEmpty()) {
            schema.put("required", always);
        }
        schema.put("additionalProperties", false);
        schemas.put(name, schema);
    }

    static String name(Class<?> type) {
        return type.getSimpleName().replaceFirst("Body$", "");
    }

    /** Pairs as a map that keeps their order. */
    static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
