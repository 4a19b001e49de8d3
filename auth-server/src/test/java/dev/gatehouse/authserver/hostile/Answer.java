package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.RawRequest;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jsoup.Jsoup;

/**
 * What came back, and what had been sent. The verdicts of the list of attacks are its methods; each returns the answer.
 *
 * @param path of the request
 * @param headers by lower-case name
 * @param sent the values of all parameters and JSON texts of the request
 */
record Answer(String path, int status, Map<String, List<String>> headers, String body, List<String> sent) {

    static Answer of(HttpResponse<String> response) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        String query =
                Optional.ofNullable(response.request().uri().getRawQuery()).orElse("");
        List<String> sent = new ArrayList<>(values(query));
        String body = body(response.request());
        sent.addAll(body.startsWith("{") ? SentTexts.ofJson(body) : values(body));
        return new Answer(response.request().uri().getPath(), response.statusCode(), headers, response.body(), sent);
    }

    static Answer of(String path, RawRequest.Answer raw, String... sent) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String line : raw.head().split("\r\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        }
        return new Answer(path, raw.status(), headers, whole(headers, raw.body()), List.of(sent));
    }

    /** What two answers to the same thing have in common. */
    String bodyButForReference() {
        return body.replaceAll("\"reference\":\"[^\"]*\"", "");
    }

    /** The body without the lengths of its chunks. */
    private static String whole(Map<String, List<String>> headers, String body) {
        if (!headers.containsKey("transfer-encoding")) {
            return body;
        }
        StringBuilder whole = new StringBuilder();
        int at = 0;
        while (at < body.length()) {
            int line = body.indexOf("\r\n", at);
            int length =
                    line < 0 ? 0 : Integer.parseInt(body.substring(at, line).strip(), 16);
            if (length == 0) {
                break;
            }
            // Lengths count bytes; whatever this server sends in chunks to such requests is ASCII but for a dot or two.
            int end = Math.min(line + 2 + length, body.length());
            int next = body.indexOf("\r\n", Math.max(line + 2, end - 64));
            whole.append(body, line + 2, next < 0 ? end : next);
            at = next < 0 ? body.length() : next + 2;
        }
        return whole.toString();
    }

    private static String body(HttpRequest request) {
        return request.bodyPublisher().map(SentTexts::published).orElse("");
    }

    private static List<String> values(String form) {
        List<String> values = new ArrayList<>();
        for (String pair : form.split("&")) {
            String value = pair.substring(pair.indexOf('=') + 1);
            try {
                values.add(URLDecoder.decode(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                values.add(value);
            }
        }
        return values;
    }

    Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    boolean isJson() {
        return header("Content-Type").orElse("").startsWith("application/json");
    }

    Map<String, Object> json() {
        return Oauth.json(body);
    }

    /** {@code P400}: a page at the server with this status, and no redirect of whatever kind. */
    Answer isPage(int... statuses) {
        assertThat(statuses).as("%s of %s: %s", status, path, body).contains(status);
        assertThat(headers).doesNotContainKeys("location", "refresh");
        assertThat(header("Content-Type").orElse("")).startsWith("text/html");
        var document = Jsoup.parse(body);
        assertThat(document.select(
                        "meta[http-equiv=refresh], script:not([src]), [onload], [onerror], form[action^=http]"))
                .isEmpty();
        assertThat(document.select("h1")).isNotEmpty();
        assertThat(header("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'");
        return this;
    }

    Answer isPage400() {
        return isPage(400);
    }

    /** {@code R(e)}: a redirect to the registered URI with one of these errors, this state, the issuer, and no code. */
    Answer isRedirect(String registered, String state, String... errors) {
        assertThat(status).as("%s of %s: %s", status, path, body).isIn(302, 303);
        String location = header("Location").orElseThrow();
        assertThat(location).startsWith(registered).doesNotContain("#");
        Map<String, String> parameters = Oauth.query(location);
        assertThat(parameters.get("error")).isIn((Object[]) errors);
        assertThat(parameters).doesNotContainKeys("code", "access_token", "id_token");
        assertThat(parameters).containsEntry("iss", HostileServer.ISSUER);
        if (state.isEmpty()) {
            assertThat(parameters).doesNotContainKey("state");
        } else {
            assertThat(parameters).containsEntry("state", state);
        }
        return this;
    }

    /** {@code J(s,e)}: JSON with this status and one of these errors, not stored, without a token. */
    Answer isJson(int wanted, String... errors) {
        assertThat(status).as(body).isEqualTo(wanted);
        assertThat(isJson()).as(body).isTrue();
        assertThat(headers.get("cache-control")).containsExactly("no-store");
        assertThat(json().get("error")).isIn((Object[]) errors);
        assertThat(json()).doesNotContainKeys("access_token", "refresh_token", "client_secret");
        return this;
    }

    /** Refused as one of several statuses. */
    Answer is(Integer... statuses) {
        assertThat(status).as("%s: %s", path, body).isIn((Object[]) statuses);
        return this;
    }
}
