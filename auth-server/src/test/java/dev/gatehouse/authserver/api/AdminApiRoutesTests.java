package dev.gatehouse.authserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every route of the interface of administrators with who may use it; one that nobody lists here fails (L3, row W11). */
class AdminApiRoutesTests {

    /** Who may use a route, a token with the right scope taken for granted. */
    enum Needs {
        NOTHING,
        ANY_ROLE,
        APPROVER,
        OWNER
    }

    static final Map<String, Needs> ROUTES = routes();

    private static Map<String, Needs> routes() {
        Map<String, Needs> routes = new LinkedHashMap<>();
        routes.put("GET /openapi.json", Needs.NOTHING);
        for (String list : new String[] {
            "/servers", "/rules", "/policies", "/clients", "/approvals", "/people", "/grants", "/handshakes"
        }) {
            routes.put("GET " + list, Needs.ANY_ROLE);
            routes.put("GET " + list + "/{id}", Needs.ANY_ROLE);
        }
        for (String list : new String[] {"/mode", "/audit", "/keys", "/overview"}) {
            routes.put("GET " + list, Needs.ANY_ROLE);
        }
        for (String list : new String[] {"/servers", "/rules", "/policies", "/clients"}) {
            routes.put("PUT " + list + "/{id}", Needs.OWNER);
            routes.put("DELETE " + list + "/{id}", Needs.OWNER);
        }
        routes.put("GET /servers/{id}/drift", Needs.ANY_ROLE);
        routes.put("POST /servers/{id}/look", Needs.OWNER);
        routes.put("POST /simulate", Needs.ANY_ROLE);
        routes.put("POST /rules/{id}/restore", Needs.OWNER);
        routes.put("POST /policies/{id}/restore", Needs.OWNER);
        routes.put("PUT /mode", Needs.OWNER);
        routes.put("POST /approvals/{id}/decision", Needs.APPROVER);
        routes.put("POST /approvals/{id}/undo", Needs.APPROVER);
        routes.put("POST /people", Needs.OWNER);
        routes.put("PUT /people/{id}", Needs.OWNER);
        routes.put("POST /people/{id}/reset", Needs.OWNER);
        routes.put("POST /grants/{id}/revoke", Needs.OWNER);
        routes.put("POST /grants/revoke", Needs.OWNER);
        routes.put("POST /keys/rotate", Needs.OWNER);
        return routes;
    }

    private final TestServer server = TestServer.on(Database.H2);

    private final Oauth oauth = new Oauth(server);

    @Test
    @DisplayName("L3 every route of the interface is listed here, with who may use it")
    void listsEveryRoute() {
        Set<String> mapped = new TreeSet<>();
        server.bean(RequestMappingHandlerMapping.class).getHandlerMethods().forEach((info, handler) -> {
            if (handler.getBeanType().getPackageName().endsWith(".api")) {
                for (String pattern : info.getPatternValues()) {
                    info.getMethodsCondition()
                            .getMethods()
                            .forEach(method -> mapped.add(method + " " + pattern.replace("/admin/api/v1", "")));
                }
            }
        });
        // Not below the chain, since whoever has no token reads it.
        assertThat(mapped.remove("GET /.well-known/oauth-protected-resource/admin/api"))
                .isTrue();
        assertThat(mapped).containsExactlyInAnyOrderElementsOf(ROUTES.keySet());
    }

    @Test
    @DisplayName("L3 W11 whoever has no token is told where to get one, and changes nothing")
    void refusesWithoutToken() {
        String before = AdminApi.stored(server);
        ROUTES.forEach((route, needs) -> {
            HttpResponse<String> answer = call(AdminApi.without(server), route);
            if (needs == Needs.NOTHING) {
                assertThat(answer.statusCode()).as(route).isEqualTo(200);
            } else {
                assertThat(answer.statusCode()).as(route).isEqualTo(401);
                assertThat(challenge(answer))
                        .as(route)
                        .startsWith("Bearer resource_metadata=\"" + server.issuer()
                                + "/.well-known/oauth-protected-resource/admin/api\", scope=\"")
                        .doesNotContain("error=");
            }
        });
        assertThat(AdminApi.stored(server)).isEqualTo(before);
    }

    @Test
    @DisplayName("L3 X1 a token for an MCP server, a cookie and a Basic header open nothing")
    void refusesOtherCredentials() {
        AdminApi elsewhere = AdminApi.with(server, (String) oauth.tokens().get("access_token"));
        ROUTES.forEach((route, needs) -> {
            if (needs != Needs.NOTHING) {
                HttpResponse<String> answer = call(elsewhere, route);
                assertThat(answer.statusCode()).as(route).isEqualTo(401);
                assertThat(challenge(answer)).as(route).contains("error=\"invalid_token\"");
            }
        });
        assertThat(oauth.signedIn("root")
                        .get(server.url("/admin/api/v1/clients"))
                        .statusCode())
                .isEqualTo(401);
        HttpResponse<String> basic = AdminApi.without(server)
                .send("GET", "/clients", null, Oauth.basic("OPS", "ops-secret-ops-secret-ops-secret-ops"));
        assertThat(basic.statusCode()).isEqualTo(401);
    }

    @Test
    @DisplayName("L3 W11 each role does what it does in the console, and no more")
    void refusesEachWrongRole() {
        Map<String, AdminApi> callers = new LinkedHashMap<>();
        for (String person : new String[] {"auditor", "approver", "root"}) {
            callers.put(person, AdminApi.person(server, person, AdminApi.READ, AdminApi.WRITE));
        }
        callers.put("machine", AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE));
        ROUTES.forEach((route, needs) -> callers.forEach((caller, api) -> {
            boolean allowed = switch (needs) {
                case NOTHING, ANY_ROLE -> true;
                case APPROVER -> !caller.equals("auditor");
                case OWNER -> caller.equals("root") || caller.equals("machine");
            };
            // It would do so: OperationsApiTests is about it.
            if (allowed && route.equals("POST /keys/rotate")) {
                return;
            }
            HttpResponse<String> answer = call(api, route);
            String what = caller + ": " + route + " " + answer.body();
            if (allowed) {
                assertThat(answer.statusCode()).as(what).isIn(200, 404, 415);
            } else {
                assertThat(answer.statusCode()).as(what).isEqualTo(403);
                assertThat(answer.body()).as(what).contains("Your roles do not let you do this");
            }
        }));
    }

    @Test
    @DisplayName(
            "L3 a token that only reads changes nothing, one that only changes reads nothing, and each is told why")
    void refusesTheWrongScope() {
        AdminApi reads = AdminApi.machine(server, AdminApi.READ);
        AdminApi writes = AdminApi.machine(server, AdminApi.WRITE);
        ROUTES.forEach((route, needs) -> {
            boolean reading = route.startsWith("GET") || route.equals("POST /simulate");
            HttpResponse<String> answer = needs == Needs.NOTHING ? null : call(reading ? writes : reads, route);
            if (answer != null) {
                assertThat(answer.statusCode()).as(route).isEqualTo(403);
                assertThat(challenge(answer))
                        .as(route)
                        .contains("error=\"insufficient_scope\"")
                        .contains("scope=\"" + (reading ? AdminApi.READ : AdminApi.WRITE) + "\"");
            }
        });
    }

    @Test
    @DisplayName("L3 what is not there is a problem with a token, and nothing without")
    void unknownRoutes() {
        AdminApi reads = AdminApi.machine(server, AdminApi.READ);
        assertThat(reads.get("/nothing").statusCode()).isEqualTo(404);
        assertThat(reads.get("/nothing").headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(AdminApi.without(server).get("/nothing").statusCode()).isEqualTo(401);
    }

    @Test
    @DisplayName("RFC 9110 15.5.6 what cannot be done to what is there is told with what can, and done to nothing")
    void refusesOtherMethods() {
        AdminApi owner = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE);
        String before = AdminApi.stored(server);
        Map<String, Set<String>> paths = new LinkedHashMap<>();
        ROUTES.keySet()
                .forEach(route -> paths.computeIfAbsent(route.split(" ")[1], path -> new TreeSet<>())
                        .add(route.split(" ")[0]));
        paths.forEach((path, methods) -> {
            Set<String> allowed = new TreeSet<>(methods);
            if (allowed.contains("GET")) {
                allowed.add("HEAD");
            }
            // It could be an id as well.
            if (path.equals("/grants/revoke")) {
                allowed.addAll(Set.of("GET", "HEAD"));
            }
            for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH")) {
                if (!allowed.contains(method)) {
                    HttpResponse<String> answer = call(owner, method + " " + path);
                    String what = method + " " + path + " " + answer.body();
                    assertThat(answer.statusCode()).as(what).isEqualTo(405);
                    assertThat(answer.headers().firstValue("Allow")).as(what).contains(String.join(", ", allowed));
                    assertThat(answer.headers().firstValue("Content-Type"))
                            .as(what)
                            .contains("application/problem+json");
                }
            }
        });
        for (String unknown : List.of("POST /nothing", "PUT /mode/x", "DELETE /servers/{id}/drift/x", "GET /")) {
            HttpResponse<String> answer = call(owner, unknown);
            assertThat(answer.statusCode()).as(unknown).isEqualTo(404);
            assertThat(answer.headers().firstValue("Allow")).as(unknown).isEmpty();
        }
        assertThat(call(AdminApi.without(server), "POST /mode").statusCode()).isEqualTo(401);
        assertThat(AdminApi.stored(server)).isEqualTo(before);
    }

    @Test
    @DisplayName("who reads no JSON is told before anything is done, and scripts of other sites are told nothing")
    void answersJsonAlone() {
        AdminApi owner = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE);
        String[] seen = AdminApi.seen(owner.get("/mode"));
        HttpResponse<String> page =
                owner.put("/mode", Map.of("mode", "by-rule"), seen[0], seen[1], "Accept", "text/html");
        assertThat(page.statusCode()).isEqualTo(406);
        assertThat(page.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(AdminApi.text(owner.get("/mode"), "mode")).isEqualTo("open");
        HttpResponse<String> script = owner.send(
                "OPTIONS", "/mode", null, "Origin", "https://else.test", "Access-Control-Request-Method", "GET");
        assertThat(script.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    private static String challenge(HttpResponse<String> answer) {
        return answer.headers().firstValue("WWW-Authenticate").orElse("");
    }

    private static HttpResponse<String> call(AdminApi api, String route) {
        String[] parts = route.split(" ");
        String path = parts[1].replace("{id}", UUID.randomUUID().toString());
        return api.send(parts[0], path, null);
    }
}
