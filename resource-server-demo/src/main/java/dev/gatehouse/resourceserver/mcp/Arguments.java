package dev.gatehouse.resourceserver.mcp;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The arguments of one call, checked as they are read. Every refusal names the argument and the rule. */
public final class Arguments {

    private final Map<String, Object> values;

    private Arguments(Map<String, Object> values) {
        this.values = values;
    }

    static Arguments of(Map<String, Object> values, Set<String> known) {
        TreeSet<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new InvalidArgumentException(
                    known.isEmpty()
                            ? "This tool takes no arguments."
                            : "There is no argument \"" + unknown.first() + "\". This tool takes: "
                                    + String.join(", ", known) + ".");
        }
        return new Arguments(values);
    }

    /** A text of 1 to {@code maxLength} characters that is not blank. */
    public String text(String name, int maxLength) {
        return findText(name, maxLength)
                .orElseThrow(() -> new InvalidArgumentException("The argument \"" + name + "\" is missing."));
    }

    /** As {@link #text}, or empty when it is absent, null or blank. */
    public Optional<String> findText(String name, int maxLength) {
        Object value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            throw new InvalidArgumentException("The argument \"" + name + "\" must be a text.");
        }
        if (text.length() > maxLength) {
            throw new InvalidArgumentException(
                    "The argument \"" + name + "\" is longer than " + maxLength + " characters.");
        }
        if (text.indexOf('\0') >= 0) {
            throw new InvalidArgumentException("The argument \"" + name + "\" has a character that is not allowed.");
        }
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    /** A text without line breaks or other control characters. */
    public String line(String name, int maxLength) {
        String text = text(name, maxLength).strip();
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidArgumentException("The argument \"" + name + "\" must be a single line.");
        }
        return text;
    }

    public long number(String name, long min, long max) {
        return findNumber(name, min, max)
                .orElseThrow(() -> new InvalidArgumentException("The argument \"" + name + "\" is missing."));
    }

    public long number(String name, long min, long max, long otherwise) {
        return findNumber(name, min, max).orElse(otherwise);
    }

    /** Digits in a text count as a number: command lines and some models send them so. */
    private Optional<Long> findNumber(String name, long min, long max) {
        Object value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        Optional<Long> number = asNumber(value).filter(n -> n >= min && n <= max);
        if (number.isEmpty()) {
            throw new InvalidArgumentException(
                    "The argument \"" + name + "\" must be a whole number from " + min + " to " + max + ".");
        }
        return number;
    }

    private static Optional<Long> asNumber(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return Optional.of(((Number) value).longValue());
        }
        if (value instanceof String digits && digits.matches("[0-9]{1,15}")) {
            return Optional.of(Long.parseLong(digits));
        }
        return Optional.empty();
    }
}
