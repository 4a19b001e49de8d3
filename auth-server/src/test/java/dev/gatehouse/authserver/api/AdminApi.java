package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A program that administers a test server over its interface. */
final class AdminApi {

    static final String READ = "gatehouse.admin.read";

    static final String WRITE = "gatehouse.admin.write";

    private static final JsonMapper JSON = new JsonMapper();

    private final TestServer server;

    private final Oauth oauth;

    private final @Nullable String token;

    private AdminApi(TestServer server, @Nullable String token) {
        this.server = server;
        this.oauth = new Oauth(server);
        this.token = token;
    }

    static AdminApi without(TestServer server) {
        return new AdminApi(server, null);
    }

    static AdminApi with(TestServer server, String token) {
        return new AdminApi(server, token);
    }

    /** The client {@code OPS}, acting for itself. */
    static AdminApi machine(TestServer server, String... scopes) {
        HttpResponse<String> answer = new Oauth(server)
                .post(
                        "/token",
                        Oauth.with(
                                List.of("grant_type=client_credentials"),
                                "resource=" + server.issuer() + "/admin/api",
                                "scope=" + String.join(" ", scopes)),
                        Oauth.basic("OPS", "ops-secret-ops-secret-ops-secret-ops"));
        return new AdminApi(server, accessToken(answer));
    }

    /** The client {@code OPSAPP}, for this person who signed in a moment ago. */
    static AdminApi person(TestServer server, String username, String... scopes) {
        Oauth oauth = new Oauth(server);
        Map<String, String> answer = granted(server, username, scopes);
        HttpResponse<String> tokens = oauth.token(
                String.valueOf(answer.get("code")),
                "client_id=OPSAPP",
                "redirect_uri=https://ops.test/cb",
                "resource=" + server.issuer() + "/admin/api");
        return new AdminApi(server, accessToken(tokens));
    }

    /** How the authorization request for it ends. */
    static Map<String, String> granted(TestServer server, String username, String... scopes) {
        Oauth oauth = new Oauth(server);
        UserAgent browser = oauth.signedIn(username);
        return oauth.consented(
                browser,
                List.of(scopes),
                "client_id=OPSAPP",
                "redirect_uri=https://ops.test/cb",
                "resource=" + server.issuer() + "/admin/api",
                "scope=" + String.join(" ", scopes));
    }

    private static String accessToken(HttpResponse<String> answer) {
        Object token = Oauth.json(answer).get("access_token");
        if (token == null) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return (String) token;
    }

    String token() {
        return String.valueOf(token);
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, null);
    }

    HttpResponse<String> put(String path, Object body, String... headers) {
        return send("PUT", path, body, headers);
    }

    HttpResponse<String> post(String path, @Nullable Object body, String... headers) {
        return send("POST", path, body, headers);
    }

    HttpResponse<String> delete(String path, String... headers) {
        return send("DELETE", path, null, headers);
    }

    /** @param body JSON as it is, or what becomes JSON */
    HttpResponse<String> send(String method, String path, @Nullable Object body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.url("/admin/api/v1" + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null && !Arrays.asList(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        String text = body == null ? "" : body instanceof String json ? json : JSON.writeValueAsString(body);
        request.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(text, StandardCharsets.UTF_8));
        return oauth.browser().send(request);
    }

    /** All rows that a program could have changed, and what the record says; not those that follow requests a little later. */
    static String stored(TestServer server) {
        StringBuilder rows = new StringBuilder();
        for (String table : List.of(
                "resource_server",
                "resource_alias",
                "resource_scope",
                "tool_scope",
                "client",
                "client_redirect_uri",
                "client_resource",
                "client_secret",
                "client_label",
                "approval_rule",
                "policy_rule",
                "setting",
                "app_user",
                "consent",
                "grant_family",
                "approval",
                "audit_entry")) {
            rows.append(table)
                    .append(server.jdbc().sql("select * from " + table).query().listOfRows());
        }
        return rows.toString().replaceAll("\\[B@[0-9a-f]+", "bytes");
    }

    /** How one of the things of this tag is named as the state that was seen. */
    static String[] seen(HttpResponse<String> answer) {
        return new String[] {"If-Match", answer.headers().firstValue("ETag").orElseThrow()};
    }

    static final String[] NEW = {"If-None-Match", "*"};

    static String server(String uri) {
        return "/servers/"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(uri.getBytes(StandardCharsets.UTF_8));
    }

    static String text(HttpResponse<String> answer, String name) {
        return String.valueOf(Oauth.json(answer).get(name));
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> items(HttpResponse<String> answer) {
        return (List<Map<String, Object>>) Oauth.json(answer).get("items");
    }

    /** Where the faults of a body are. */
    @SuppressWarnings("unchecked")
    static List<Object> pointers(HttpResponse<String> answer) {
        return ((List<Map<String, Object>>) Oauth.json(answer).getOrDefault("errors", List.of()))
                .stream().map(fault -> fault.get("pointer")).toList();
    }
}
