package dev.gatehouse.client.http;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One request and the bounds of its answer.
 *
 * @param step what fails when it fails
 * @param limit for the whole exchange, the body included
 * @param maxBytes of the answer's body; a longer one is a failure
 */
public record HttpCall(
        Step step, String method, URI uri, Map<String, String> headers, String body, Duration limit, int maxBytes) {

    private static final Duration USUAL_LIMIT = Duration.ofSeconds(30);
    private static final int USUAL_BYTES = 256 * 1024;

    public static HttpCall get(Step step, URI uri) {
        return new HttpCall(step, "GET", uri, Map.of("Accept", "application/json"), "", USUAL_LIMIT, USUAL_BYTES);
    }

    public static HttpCall delete(Step step, URI uri) {
        return new HttpCall(step, "DELETE", uri, Map.of(), "", USUAL_LIMIT, USUAL_BYTES);
    }

    /** A form post in the order of the map. */
    public static HttpCall form(Step step, URI uri, Map<String, String> parameters) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        headers.put("Accept", "application/json");
        return new HttpCall(step, "POST", uri, headers, encode(parameters), USUAL_LIMIT, USUAL_BYTES);
    }

    public static HttpCall json(Step step, URI uri, String document) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json");
        return new HttpCall(step, "POST", uri, headers, document, USUAL_LIMIT, USUAL_BYTES);
    }

    /** Replaces or creates what is at this URL. */
    public static HttpCall put(Step step, URI uri, String document) {
        HttpCall post = json(step, uri, document);
        return new HttpCall(step, "PUT", uri, post.headers, document, USUAL_LIMIT, USUAL_BYTES);
    }

    /** The same call with one more header, or another value for it. */
    public HttpCall header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpCall(step, method, uri, more, body, limit, maxBytes);
    }

    public HttpCall within(Duration otherLimit, int otherBytes) {
        return new HttpCall(step, method, uri, headers, body, otherLimit, otherBytes);
    }

    /** {@code application/x-www-form-urlencoded}, as queries and form bodies need it. */
    public static String encode(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** One value in {@code application/x-www-form-urlencoded}. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
