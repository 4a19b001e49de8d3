package dev.gatehouse.client.browser;

import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.WebUrl;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Cookies of one visit, kept by origin. Enough of RFC 6265 for a sign-in: name, value, and removal. */
final class CookieJar {

    private final Map<String, Map<String, String>> cookies = new HashMap<>();

    HttpCall with(HttpCall call) {
        Map<String, String> own = cookies.getOrDefault(WebUrl.origin(call.uri()), Map.of());
        if (own.isEmpty()) {
            return call;
        }
        return call.header(
                "Cookie",
                own.entrySet().stream()
                        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                        .collect(Collectors.joining("; ")));
    }

    void take(URI from, HttpAnswer answer) {
        Map<String, String> own = cookies.computeIfAbsent(WebUrl.origin(from), origin -> new LinkedHashMap<>());
        for (String field : answer.headers("set-cookie")) {
            String[] parts = field.split(";");
            String[] cookie = parts[0].split("=", 2);
            boolean removed = cookie.length < 2
                    || cookie[1].isBlank()
                    || field.toLowerCase(Locale.ROOT).replace(" ", "").contains(";max-age=0");
            if (removed) {
                own.remove(cookie[0].strip());
            } else {
                own.put(cookie[0].strip(), cookie[1].strip());
            }
        }
    }
}
