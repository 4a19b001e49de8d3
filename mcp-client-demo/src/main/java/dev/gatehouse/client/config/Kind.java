package dev.gatehouse.client.config;

import dev.gatehouse.client.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What files can describe, in the order in which it is changed: what others name comes first. */
enum Kind {
    SERVER("Server", "servers", "uri", Keys.SERVER),
    CLIENT("Client", "clients", "client_id", Keys.CLIENT),
    POLICY("Policy", "policies", "id", Keys.POLICY),
    RULE("Rule", "rules", "id", Keys.RULE),
    /** There is one, always. */
    MODE("Mode", "mode", "", Keys.MODE);

    /** What can stand in a path as it is. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private final String word;
    private final String collection;
    private final String key;
    private final Fields fields;

    Kind(String word, String collection, String key, Fields fields) {
        this.word = word;
        this.collection = collection;
        this.key = key;
        this.fields = fields;
    }

    static Optional<Kind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(Kind::word).collect(Collectors.joining(", "));
    }

    /** As {@code kind} in a file. */
    String word() {
        return word;
    }

    /** The list's path in the API, and the file's name that export gives. */
    String collection() {
        return collection;
    }

    Fields fields() {
        return fields;
    }

    /** What tells this one from others of its kind. */
    String id(JsonNode body) {
        return key.isEmpty() ? "" : body.path(key).asString("");
    }

    /** The path in the API. */
    String path(String id) {
        return switch (this) {
            case SERVER -> collection + "/" + base64(id);
            case MODE -> collection;
            default -> collection + "/" + (PLAIN.matcher(id).matches() ? id : "~" + base64(id));
        };
    }

    /** In the one spelling, with all that was left out. */
    ObjectNode canonical(JsonNode body) {
        ObjectNode canonical = fields.canonical(body);
        if (this == SERVER && canonical.path("default_scope").isNull()) {
            canonical.set("default_scope", reading(canonical.path("scopes")));
        }
        return canonical;
    }

    /** What an MCP server offers to who asks for nothing, where nobody named it: what only reads. */
    private static ArrayNode reading(JsonNode scopes) {
        ArrayNode names = Json.MAPPER.createArrayNode();
        for (JsonNode scope : scopes) {
            if (scope.path("risk").asString("").equals("read")) {
                names.add(scope.path("name"));
            }
        }
        return names;
    }

    private static String base64(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    /** The keys of each kind: those of the API, with its defaults. */
    private static final class Keys {

        private static final Shape TEXT = new Shape.Text();
        private static final Shape SPAN = new Shape.Span();
        private static final Shape STRINGS = new Shape.Strings();

        private static final Fields SERVER = Fields.of(
                Field.needed("uri", TEXT),
                Field.needed("name", TEXT),
                Field.optional("token_lifetime", SPAN).orElse(span(Duration.ofMinutes(10))),
                Field.optional("grant_ceiling", SPAN).orElse(span(Duration.ofHours(24))),
                Field.optional("signing_algorithm", oneOf("ES256", "RS256")).orElse(text("ES256")),
                flag("dpop_required", false),
                Field.optional("default_scope", STRINGS),
                list("aliases"),
                Field.needed("scopes", new Shape.Groups(scope())));

        private static final Fields CLIENT = Fields.of(
                Field.needed("client_id", TEXT),
                Field.needed("name", TEXT),
                Field.optional("label", TEXT),
                Field.needed(
                        "auth_method", oneOf("none", "client_secret_basic", "client_secret_post", "private_key_jwt")),
                Field.optional("secret", new Shape.Secret()),
                Field.needed("grant_types", STRINGS),
                list("redirect_uris"),
                Field.optional("scopes", STRINGS),
                list("resources"),
                Field.optional("default_resource", TEXT),
                Field.optional("introspects", TEXT),
                Field.optional("homepage", TEXT),
                Field.optional("jwks_uri", TEXT),
                Field.optional("jwks", new Shape.JsonText()),
                flag("dpop_bound", false),
                Field.optional("status", oneOf("active", "disabled")).orElse(text("active")));

        private static final Fields POLICY = Fields.of(
                Field.needed("id", new Shape.Id()),
                Field.needed("level", oneOf("global", "resource", "client", "person")),
                Field.optional("subject", TEXT),
                Field.optional("resource", TEXT),
                Field.optional("scopes", STRINGS),
                Field.optional("token_lifetime", SPAN),
                Field.optional("grant_lifetime", SPAN),
                Field.optional(
                        "exemption",
                        new Shape.Group(Fields.of(
                                Field.needed("owner", TEXT),
                                Field.needed("reason", TEXT),
                                Field.needed("ends_at", new Shape.Moment())))));

        private static final Fields RULE = Fields.of(
                Field.needed("id", new Shape.Id()),
                Field.needed("action", oneOf("allow", "ask", "block")),
                Field.optional("domain", new Shape.Lower()),
                Field.optional("redirect_host", new Shape.Lower()),
                Field.optional("resource", TEXT),
                Field.optional("scope", TEXT),
                Field.optional("group", new Shape.Lower()),
                Field.optional("reason", TEXT));

        private static final Fields MODE = Fields.of(Field.needed("mode", oneOf("open", "by-rule", "approve-all")));

        private static Fields scope() {
            return Fields.of(
                    Field.needed("name", TEXT),
                    Field.needed("text", TEXT),
                    Field.needed("risk", oneOf("read", "write", "destructive")),
                    list("tools"),
                    flag("self_registered", true),
                    flag("approval_needed", false));
        }

        private static Shape oneOf(String... choices) {
            return new Shape.OneOf(List.of(choices));
        }

        private static Field flag(String name, boolean absent) {
            return Field.optional(name, new Shape.Flag())
                    .orElse(Json.MAPPER.getNodeFactory().booleanNode(absent));
        }

        private static Field list(String name) {
            return Field.optional(name, STRINGS).orElse(Json.MAPPER.createArrayNode());
        }

        private static JsonNode text(String value) {
            return Json.MAPPER.getNodeFactory().stringNode(value);
        }

        private static JsonNode span(Duration value) {
            return text(value.toString());
        }
    }
}
