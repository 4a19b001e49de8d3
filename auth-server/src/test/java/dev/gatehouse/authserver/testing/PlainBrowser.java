package dev.gatehouse.authserver.testing;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** A browser without script: keeps cookies, sends forms, follows no redirect. Not safe for several threads. */
public final class PlainBrowser {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    private final String origin;

    private final Map<String, String> cookies = new LinkedHashMap<>();

    private final Map<String, String> headers = new HashMap<>(Map.of("Accept", "text/html"));

    public PlainBrowser(int port) {
        this.origin = "http://127.0.0.1:" + port;
    }

    /** Sends this header with every request from now on. */
    public PlainBrowser with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    public Map<String, String> cookies() {
        return cookies;
    }

    public String cookie(String name) {
        return Objects.requireNonNull(cookies.get(name), "no cookie " + name);
    }

    public Page get(String path) {
        return send(HttpRequest.newBuilder(URI.create(origin + path)).GET());
    }

    public Page request(String method, String path) {
        return send(
                HttpRequest.newBuilder(URI.create(origin + path)).method(method, HttpRequest.BodyPublishers.noBody()));
    }

    public Page post(String path, Map<String, String> form) {
        return post(path, encode(form));
    }

    public Page post(String path, String form) {
        return send(HttpRequest.newBuilder(URI.create(origin + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** Opens the page and sends its first form of method post with these values over what the form already holds. */
    public Page submit(String path, Map<String, String> values) {
        return submit(get(path), values);
    }

    public Page submit(Page page, Map<String, String> values) {
        Element form = page.document().selectFirst("form[method=post]");
        if (form == null) {
            throw new AssertionError("No form at " + page.path() + ": " + page.body());
        }
        Map<String, String> all = new LinkedHashMap<>();
        for (Element input : form.select("input[name]")) {
            boolean box = input.attr("type").matches("checkbox|radio");
            if (!box || input.hasAttr("checked")) {
                all.put(input.attr("name"), input.attr("value"));
            }
        }
        all.putAll(values);
        return post(form.attr("action"), all);
    }

    public Page signIn(String username, String password) {
        return submit("/sign-in", Map.of("username", username, "password", password));
    }

    private Page send(HttpRequest.Builder builder) {
        headers.forEach(builder::setHeader);
        if (!cookies.isEmpty()) {
            builder.setHeader(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            response.headers().allValues("Set-Cookie").forEach(this::keep);
            return new Page(request.uri().getRawPath(), response);
        } catch (IOException e) {
            throw new AssertionError(request.method() + " " + request.uri() + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void keep(String setCookie) {
        String pair = setCookie.split(";", 2)[0];
        int equals = pair.indexOf('=');
        if (setCookie.contains("Max-Age=0")) {
            cookies.remove(pair.substring(0, equals));
        } else {
            cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
    }

    public static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What the server answered. */
    public record Page(String path, HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public String body() {
            return response.body();
        }

        public Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        public String location() {
            return header("Location").orElse("");
        }

        public Document document() {
            return Jsoup.parse(body());
        }

        /** The text of the first heading. */
        public String heading() {
            Element heading = document().selectFirst("h1");
            return heading == null ? "" : heading.text();
        }
    }
}
