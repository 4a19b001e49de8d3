package dev.gatehouse.authserver.testing;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** A browser without scripts: one cookie jar, no redirects followed unless asked, forms read from the page. */
public final class UserAgent {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Map<String, String> cookies = new LinkedHashMap<>();

    private final String[] ownHeaders;

    /** @param ownHeaders of each request, names and values in turn */
    public UserAgent(String... ownHeaders) {
        this.ownHeaders = ownHeaders.clone();
    }

    public HttpResponse<String> get(URI uri, String... headers) {
        return send(HttpRequest.newBuilder(uri).GET(), headers);
    }

    public HttpResponse<String> post(URI uri, List<Map.Entry<String, String>> form, String... headers) {
        SecretsSeen.posted(form);
        return send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(encode(form))),
                headers);
    }

    public HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    String.join(
                            "; ",
                            cookies.entrySet().stream().map(Object::toString).toList()));
        }
        if (ownHeaders.length > 0) {
            request.headers(ownHeaders);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response =
                    HTTP.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
            response.headers().allValues("Set-Cookie").forEach(this::keep);
            SecretsSeen.answered(response);
            return response;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void keep(String setCookie) {
        String pair = setCookie.split(";", 2)[0];
        int equals = pair.indexOf('=');
        String value = pair.substring(equals + 1);
        if (value.isEmpty() || setCookie.contains("Max-Age=0")) {
            cookies.remove(pair.substring(0, equals));
        } else {
            cookies.put(pair.substring(0, equals), value);
        }
    }

    public Map<String, String> cookies() {
        return cookies;
    }

    /** Where a redirect leads, as an absolute URI where it is one of ours. */
    public static String location(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError("No Location in the answer " + response.statusCode() + " of "
                        + response.uri() + ":\n" + response.body()));
    }

    /** Follows redirects on the server's own origin and returns the first answer that leads elsewhere or nowhere. */
    public HttpResponse<String> follow(HttpResponse<String> response) {
        HttpResponse<String> current = response;
        for (int i = 0; i < 10 && current.statusCode() / 100 == 3; i++) {
            URI next =
                    current.uri().resolve(location(current).replace("[", "%5B").replace("]", "%5D"));
            if (!current.uri().getAuthority().equals(next.getAuthority())) {
                return current;
            }
            current = get(next);
        }
        return current;
    }

    /** Fills in the first form of the page: its hidden fields and its preselected radios, then the given values. */
    public HttpResponse<String> submit(HttpResponse<String> page, Map<String, List<String>> values) {
        Document document = Jsoup.parse(page.body(), page.uri().toString());
        Element form = document.selectFirst("form[method=post]");
        if (form == null) {
            throw new AssertionError("No form in " + page.uri() + " (" + page.statusCode() + "):\n" + document.text());
        }
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (Element field : form.select("input[type=hidden], input[type=radio][checked]")) {
            if (!values.containsKey(field.attr("name"))) {
                fields.add(Map.entry(field.attr("name"), field.attr("value")));
            }
        }
        values.forEach((name, all) -> all.forEach(value -> fields.add(Map.entry(name, value))));
        String action =
                form.hasAttr("action") ? form.absUrl("action") : page.uri().toString();
        return post(URI.create(action), fields);
    }

    public static String encode(List<Map.Entry<String, String>> form) {
        List<String> pairs = new ArrayList<>();
        form.forEach(field -> pairs.add(URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8) + "="
                + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8)));
        return String.join("&", pairs);
    }
}
