package dev.gatehouse.client.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An answer whose body was read within the bounds of its {@link HttpCall}. Header names are in lower case. */
public record HttpAnswer(URI uri, int status, Map<String, List<String>> headers, String body) {

    public List<String> headers(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** Whether the media type, without its parameters, is {@code type}. */
    public boolean isA(String type) {
        return header("content-type")
                .map(value -> value.split(";", 2)[0].strip().equalsIgnoreCase(type))
                .orElse(false);
    }
}
