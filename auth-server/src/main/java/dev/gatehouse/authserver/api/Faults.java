package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.web.Problem;
import dev.gatehouse.authserver.web.Problem.Fault;
import dev.gatehouse.authserver.web.ProblemRefusal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Reads what a program wrote, and names the part that is at fault. */
final class Faults {

    /** How the modules say what is wrong: the key, as in the configuration, and half a sentence. */
    private static final Pattern MESSAGE = Pattern.compile("[a-z]+\\.(?<key>[A-Za-z0-9.\\[\\]-]+) (?<rest>.*)");

    private Faults() {}

    /** What a module says of a description that it cannot take. */
    static ProblemRefusal of(IllegalArgumentException e) {
        Matcher parts = MESSAGE.matcher(String.valueOf(e.getMessage()));
        return parts.matches()
                ? body(pointer(parts.group("key")), parts.group("rest"))
                : body("", String.valueOf(e.getMessage()));
    }

    private static String pointer(String key) {
        return "/" + key.replace('-', '_').replace("[", "/").replace("]", "").replace('.', '/');
    }

    static ProblemRefusal body(String pointer, String detail) {
        return body(List.of(new Fault(pointer, detail)));
    }

    static ProblemRefusal body(List<Fault> faults) {
        return new Problem(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "This cannot be taken",
                        "Nothing was changed. Correct what is named in errors.",
                        faults)
                .refusal();
    }

    static ProblemRefusal parameter(String name, String detail) {
        return Problem.of(HttpStatus.BAD_REQUEST, "A parameter cannot be read", name + " " + detail)
                .refusal();
    }

    static String required(@Nullable String text, String name) {
        if (text == null || text.isBlank()) {
            throw body("/" + name, "must be there");
        }
        return text;
    }

    /** @param id from the path: what is no id is the id of nothing */
    static UUID id(String id) {
        if (!id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
            throw Preconditions.NOT_FOUND.get();
        }
        return UUID.fromString(id);
    }

    /** @return null for an empty one */
    static @Nullable UUID cursor(String after) {
        if (after.isEmpty()) {
            return null;
        }
        if (!after.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
            throw parameter("after", "must be what the list before named as next");
        }
        return UUID.fromString(after);
    }

    /** ISO 8601, whole seconds. */
    static @Nullable Duration duration(@Nullable String text, String pointer) {
        if (text == null) {
            return null;
        }
        try {
            Duration duration = Duration.parse(text);
            if (duration.isPositive() && duration.getNano() == 0) {
                return duration;
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw body(pointer, "must be a duration of ISO 8601 in whole seconds, such as PT10M");
    }

    static @Nullable Instant instant(@Nullable String text, String pointer) {
        if (text == null) {
            return null;
        }
        try {
            // A year has four digits there.
            if (text.length() <= 30 && text.charAt(4) == '-') {
                return Instant.parse(text);
            }
        } catch (DateTimeException | StringIndexOutOfBoundsException e) {
            // Said below.
        }
        throw body(pointer, "must be a time of RFC 3339 in UTC, such as 2031-12-31T00:00:00Z");
    }

    /** A constant by its name on the wire: lower case, with hyphens. */
    static <E extends Enum<E>> E constant(Class<E> type, @Nullable String text, String pointer) {
        E[] all = type.getEnumConstants();
        return Arrays.stream(all)
                .filter(constant -> name(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> body(
                        pointer,
                        "must be one of " + Arrays.stream(all).map(Faults::name).collect(Collectors.joining(", "))));
    }

    /** The same in a parameter of the query; null where it is left out. */
    static <E extends Enum<E>> @Nullable E choice(String parameter, Class<E> type, String text) {
        if (text.isEmpty()) {
            return null;
        }
        E[] all = type.getEnumConstants();
        return Arrays.stream(all)
                .filter(constant -> name(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> parameter(
                        parameter,
                        "must be one of " + Arrays.stream(all).map(Faults::name).collect(Collectors.joining(", "))));
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
