package dev.gatehouse.client.config;

import dev.gatehouse.client.http.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** What a value is like, in a file as in an answer of the API. */
sealed interface Shape {

    /** What a person should write instead of a value that does not fit. */
    String words();

    boolean fits(JsonNode value);

    /** The one spelling of a value that fits, so that two that mean the same are equal. */
    default JsonNode canonical(JsonNode value) {
        return value;
    }

    /** A value in that spelling as the API takes it. */
    default JsonNode sent(JsonNode canonical) {
        return canonical;
    }

    record Text() implements Shape {

        @Override
        public String words() {
            return "is text; a number or a word like true is text in quotes";
        }

        @Override
        public boolean fits(JsonNode value) {
            return value.isString();
        }
    }

    /** Names that are compared without case, such as hosts. */
    record Lower() implements Shape {

        @Override
        public String words() {
            return new Text().words();
        }

        @Override
        public boolean fits(JsonNode value) {
            return value.isString();
        }

        @Override
        public JsonNode canonical(JsonNode value) {
            return StringNode.valueOf(value.stringValue().toLowerCase(Locale.ROOT));
        }
    }

    record Flag() implements Shape {

        @Override
        public String words() {
            return "is true or false";
        }

        @Override
        public boolean fits(JsonNode value) {
            return value.isBoolean();
        }
    }

    record OneOf(List<String> choices) implements Shape {

        @Override
        public String words() {
            return "is one of " + String.join(", ", choices);
        }

        @Override
        public boolean fits(JsonNode value) {
            return value.isString() && choices.contains(value.stringValue());
        }
    }

    /** ISO 8601. */
    record Span() implements Shape {

        @Override
        public String words() {
            return "is a duration such as PT10M, PT24H or P30D";
        }

        @Override
        public boolean fits(JsonNode value) {
            try {
                return value.isString() && !Duration.parse(value.stringValue()).isNegative();
            } catch (DateTimeException noDuration) {
                return false;
            }
        }

        @Override
        public JsonNode canonical(JsonNode value) {
            return StringNode.valueOf(Duration.parse(value.stringValue()).toString());
        }
    }

    /** RFC 3339. */
    record Moment() implements Shape {

        @Override
        public String words() {
            return "is a time such as 2027-01-31T00:00:00Z";
        }

        @Override
        public boolean fits(JsonNode value) {
            try {
                return value.isString() && !Instant.parse(value.stringValue()).equals(Instant.MIN);
            } catch (DateTimeException noTime) {
                return false;
            }
        }

        @Override
        public JsonNode canonical(JsonNode value) {
            return StringNode.valueOf(Instant.parse(value.stringValue()).toString());
        }
    }

    record Id() implements Shape {

        @Override
        public String words() {
            return "is a UUID of your choice, such as " + UUID.randomUUID();
        }

        @Override
        public boolean fits(JsonNode value) {
            try {
                // The class takes shorter ones too, which would come back longer.
                return value.isString()
                        && UUID.fromString(value.stringValue()).toString().equalsIgnoreCase(value.stringValue());
            } catch (IllegalArgumentException noUuid) {
                return false;
            }
        }

        @Override
        public JsonNode canonical(JsonNode value) {
            return StringNode.valueOf(value.stringValue().toLowerCase(Locale.ROOT));
        }
    }

    /** Written only: no answer has it. */
    record Secret() implements Shape {

        private static final Pattern WRITTEN =
                Pattern.compile("sha256:[0-9a-fA-F]{64}|\\$\\{env:[A-Za-z_][A-Za-z0-9_]*}");

        @Override
        public String words() {
            return "never stands in a file: write ${env:NAME}, or sha256: and the 64 hexadecimal digits of its hash";
        }

        @Override
        public boolean fits(JsonNode value) {
            return value.isString() && WRITTEN.matcher(value.stringValue()).matches();
        }
    }

    /** Several, whose order means nothing. */
    record Strings() implements Shape {

        @Override
        public String words() {
            return "is a list of texts";
        }

        @Override
        public boolean fits(JsonNode value) {
            return value.isArray() && value.valueStream().allMatch(JsonNode::isString);
        }
    }

    /** An object that the API has as a text of JSON. */
    record JsonText() implements Shape {

        @Override
        public String words() {
            return "is an object, or its JSON as a text";
        }

        @Override
        public boolean fits(JsonNode value) {
            return value.isObject()
                    || (value.isString() && Json.findObject(value.stringValue()).isPresent());
        }

        @Override
        public JsonNode canonical(JsonNode value) {
            return value.isObject()
                    ? value
                    : Json.findObject(value.stringValue()).orElseThrow();
        }

        @Override
        public JsonNode sent(JsonNode canonical) {
            return StringNode.valueOf(canonical.toString());
        }
    }

    record Group(Fields fields) implements Shape {

        @Override
        public String words() {
            return "is an object";
        }

        @Override
        public boolean fits(JsonNode value) {
            return value.isObject();
        }

        @Override
        public JsonNode canonical(JsonNode value) {
            return fields.canonical(value);
        }
    }

    /** Several groups in an order that people see, told apart by their {@code name}. */
    record Groups(Fields fields) implements Shape {

        static final String KEY = "name";

        @Override
        public String words() {
            return "is a list of objects";
        }

        @Override
        public boolean fits(JsonNode value) {
            return value.isArray() && value.valueStream().allMatch(JsonNode::isObject);
        }

        @Override
        public JsonNode canonical(JsonNode value) {
            return fields.canonicals(value);
        }
    }
}
