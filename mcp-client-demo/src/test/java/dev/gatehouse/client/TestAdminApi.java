package dev.gatehouse.client;

import com.sun.net.httpserver.HttpExchange;
import dev.gatehouse.client.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The admin API beside a test's authorization server: keeps what is put there, by path, each with a version. */
final class TestAdminApi {

    private static final String BASE = "/admin/api/v1/";
    private static final Set<String> COLLECTIONS = Set.of("servers", "clients", "policies", "rules");

    /** By path, {@code rules/1b4e...}. */
    final Map<String, ObjectNode> things = new TreeMap<>();

    /** What was asked, {@code PUT rules/1b4e... dry_run If-Match}. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** Paths whose changes are refused, and by which problem. */
    final Map<String, String> refusals = new HashMap<>();

    /** Runs before a change that is not a dry run. */
    Runnable beforeChange = () -> {};

    int pageSize = 200;
    boolean forbidsChanges;
    private final TestAuthorizationServer as;
    private final Map<String, Integer> versions = new HashMap<>();

    TestAdminApi(TestAuthorizationServer as) {
        this.as = as;
        things.put("mode", object("{'mode':'by-rule'}"));
        as.http.on("/.well-known/oauth-protected-resource", exchange -> TestHttp.json(exchange, 200, metadata()));
        as.http.on("/admin/api", this::handle);
    }

    String resource() {
        return as.issuer() + "/admin/api";
    }

    /** JSON with single quotes. */
    static ObjectNode object(String json) {
        return Json.MAPPER.readTree(json.replace('\'', '"')).asObject();
    }

    static String serverPath(String uri) {
        return "servers/"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(uri.getBytes(StandardCharsets.UTF_8));
    }

    /** The requests that were to change something. */
    List<String> changes() {
        return requests.stream()
                .filter(request -> !request.startsWith("GET") && !request.contains("dry_run"))
                .toList();
    }

    synchronized void put(String path, ObjectNode body) {
        things.put(path, body);
        versions.merge(path, 1, Integer::sum);
    }

    private String metadata() {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("resource", resource());
        document.putArray("authorization_servers").add(as.issuer());
        return document.toString();
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getRawPath().substring(BASE.length());
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        String scope = scope(exchange);
        if (scope == null) {
            exchange.getResponseHeaders()
                    .set(
                            "WWW-Authenticate",
                            "Bearer resource_metadata=\"" + as.http.origin()
                                    + "/.well-known/oauth-protected-resource/admin/api\"");
            problem(exchange, 401, "{'title':'Unauthorized'}");
            return;
        }
        requests.add(method + " " + path + (query.contains("dry_run=true") ? " dry_run" : "") + condition(exchange));
        String needed = method.equals("GET") ? "gatehouse.admin.read" : "gatehouse.admin.write";
        boolean allowed = List.of(scope.split(" ")).contains(needed);
        if (!allowed || (forbidsChanges && !method.equals("GET"))) {
            problem(exchange, 403, "{'title':'Forbidden','detail':'This needs the scope " + needed + ".'}");
        } else if (method.equals("GET")) {
            read(exchange, path, TestHttp.form(query));
        } else {
            change(exchange, path, query.contains("dry_run=true"));
        }
    }

    private @Nullable String scope(HttpExchange exchange) {
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        return as.accessTokens.get(authorization.replaceFirst("(Bearer|DPoP) ", ""));
    }

    private static String condition(HttpExchange exchange) {
        for (String name : List.of("If-Match", "If-None-Match")) {
            if (exchange.getRequestHeaders().containsKey(name)) {
                return " " + name;
            }
        }
        return "";
    }

    private void read(HttpExchange exchange, String path, Map<String, String> query) throws IOException {
        if (COLLECTIONS.contains(path)) {
            list(exchange, path, query);
        } else if (things.containsKey(path)) {
            answer(exchange, 200, path, things.get(path));
        } else {
            problem(exchange, 404, "{'title':'Not found'}");
        }
    }

    private void list(HttpExchange exchange, String path, Map<String, String> query) throws IOException {
        List<ObjectNode> all = new ArrayList<>();
        things.forEach((key, body) -> {
            boolean wanted = !query.containsKey("source")
                    || body.path("source").asString("administrator").equals(query.get("source"));
            if (key.startsWith(path + "/") && wanted) {
                all.add(body);
            }
        });
        int from = Integer.parseInt(query.getOrDefault("after", "0"));
        int to = Math.min(from + pageSize, all.size());
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.putArray("items").addAll(all.subList(from, to));
        if (to < all.size()) {
            answer.put("next", "" + to);
        }
        TestHttp.json(exchange, 200, answer);
    }

    private void change(HttpExchange exchange, String path, boolean dryRun) throws IOException {
        if (!dryRun) {
            beforeChange.run();
        }
        String match = exchange.getRequestHeaders().getFirst("If-Match");
        boolean isThere = things.containsKey(path);
        if (match == null && !exchange.getRequestHeaders().containsKey("If-None-Match")) {
            problem(exchange, 428, "{'title':'Precondition required'}");
        } else if (match == null ? isThere : !match.equals(etag(path))) {
            problem(exchange, 412, "{'title':'Precondition failed'}");
        } else if (refusals.containsKey(path)) {
            problem(exchange, 422, refusals.get(path));
        } else if (exchange.getRequestMethod().equals("DELETE")) {
            if (!dryRun) {
                things.remove(path);
            }
            TestHttp.json(exchange, 200, "{\"consents_ended\":1,\"grants_ended\":2,\"complete\":true}");
        } else {
            store(exchange, path, dryRun);
        }
    }

    private void store(HttpExchange exchange, String path, boolean dryRun) throws IOException {
        JsonNode body = Json.MAPPER.readTree(TestHttp.body(exchange));
        if (!dryRun) {
            put(path, body.asObject());
        }
        answer(exchange, 200, path, body.asObject());
    }

    private void answer(HttpExchange exchange, int status, String path, ObjectNode body) throws IOException {
        exchange.getResponseHeaders().set("ETag", etag(path));
        ObjectNode shown = body.deepCopy();
        shown.remove("secret");
        TestHttp.json(exchange, status, shown.put("live_grants", 0));
    }

    private String etag(String path) {
        return "\"" + versions.getOrDefault(path, 0) + "\"";
    }

    private static void problem(HttpExchange exchange, int status, String json) throws IOException {
        TestHttp.answer(exchange, status, "application/problem+json", json.replace('\'', '"'));
    }
}
