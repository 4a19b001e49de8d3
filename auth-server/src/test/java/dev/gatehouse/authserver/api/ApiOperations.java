package dev.gatehouse.authserver.api;

import static dev.gatehouse.authserver.api.ApiDescription.ordered;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;

/** The document of OpenAPI that the controllers and records have; what they do not say stands here in words. */
final class ApiOperations {

    /** What only a person can say of a route: the words, and the body that it reads. */
    private record Said(String words, @Nullable Class<?> body, boolean required) {

        Said(String words, @Nullable Class<?> body) {
            this(words, body, true);
        }
    }

    private static final Map<String, Said> SAID = said();

    private static Map<String, Said> said() {
        Map<String, Said> said = new LinkedHashMap<>();
        noun(said, "/servers", "MCP servers", "an MCP server", ServerBody.class);
        noun(said, "/rules", "rules about clients", "a rule about clients", RuleBody.class);
        noun(said, "/policies", "rules of policy", "a rule of policy", PolicyBody.class);
        noun(said, "/clients", "clients", "a client", ClientBody.class);
        said.put("GET /servers/{id}/drift", new Said("Read where what a server publishes differs", null));
        said.put(
                "POST /servers/{id}/look",
                new Said("Ask a server what it is, and keep the answer", DriftApi.LookBody.class, false));
        said.put("POST /rules/{id}/restore", new Said("Put a deleted rule in force again", null));
        said.put("POST /policies/{id}/restore", new Said("Put a deleted rule in force again", null));
        said.put("POST /simulate", new Said("Ask what a client would get", SimulateApi.SimulationBody.class));
        said.put("GET /mode", new Said("Read which clients pass that nobody decided about", null));
        said.put("PUT /mode", new Said("Set the mode", ModeApi.ModeBody.class));
        said.put("GET /approvals", new Said("List clients that wait, or were decided about", null));
        said.put("GET /approvals/{id}", new Said("Read one of them", null));
        said.put("POST /approvals/{id}/decision", new Said("Decide about a client", DecisionBody.class));
        said.put("POST /approvals/{id}/undo", new Said("Put back what the last decision replaced", null));
        said.put("GET /people", new Said("List people", null));
        said.put("POST /people", new Said("Invite somebody; the answer has the link", PersonBody.class));
        said.put("GET /people/{id}", new Said("Read a person", null));
        said.put("PUT /people/{id}", new Said("Set roles, groups and status of a person", PersonBody.class));
        said.put("POST /people/{id}/reset", new Said("Take a password away; the answer has the link", null));
        said.put("GET /grants", new Said("List grants", null));
        said.put("GET /grants/{id}", new Said("Read a grant", null));
        said.put("POST /grants/{id}/revoke", new Said("End a grant", null));
        said.put("POST /grants/revoke", new Said("End all grants that fit", GrantsApi.RevokeBody.class));
        said.put("GET /audit", new Said("List what changed, newest first", null));
        said.put("GET /overview", new Said("Read the numbers", null));
        said.put("GET /keys", new Said("List signing keys", null));
        said.put("POST /keys/rotate", new Said("Let the next signing keys sign", null));
        said.put("GET /handshakes", new Said("List attempts of clients to connect", null));
        said.put("GET /handshakes/{id}", new Said("Read the steps of one", null));
        return said;
    }

    private static void noun(Map<String, Said> said, String path, String many, String one, Class<?> body) {
        said.put("GET " + path, new Said("List " + many, null));
        said.put("GET " + path + "/{id}", new Said("Read " + one, null));
        said.put("PUT " + path + "/{id}", new Said("Make or replace " + one, body));
        said.put("DELETE " + path + "/{id}", new Said("Remove " + one, null));
    }

    private final ApiDescription description = new ApiDescription();

    private final Map<String, Map<String, Object>> paths = new TreeMap<>();

    /** @param route method and path below the version */
    void add(String route, HandlerMethod handler) {
        String[] parts = route.split(" ");
        Said words = SAID.get(route);
        if (words == null) {
            throw new AssertionError("Say in ApiOperations what this is for: " + route);
        }
        Map<String, Object> operation = ordered("summary", words.words());
        List<Object> parameters = parameters(parts[0], handler.getMethod());
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        if (words.body() != null) {
            operation.put(
                    "requestBody",
                    ordered("required", words.required(), "content", json(description.schema(words.body()))));
        }
        operation.put("responses", responses(route, handler.getMethod()));
        boolean reads = parts[0].equals("GET") || route.equals("POST /simulate");
        operation.put(
                "security",
                List.of(Map.of("oauth", List.of(reads ? "gatehouse.admin.read" : "gatehouse.admin.write"))));
        paths.computeIfAbsent(parts[1], path -> new TreeMap<>())
                .put(parts[0].toLowerCase(java.util.Locale.ROOT), operation);
    }

    private static List<Object> parameters(String verb, Method method) {
        List<Object> parameters = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            RequestParam query = parameter.getAnnotation(RequestParam.class);
            if (parameter.isAnnotationPresent(PathVariable.class)) {
                parameters.add(parameter("id", "path", true));
            } else if (query != null) {
                parameters.add(parameter(query.name(), "query", false));
            }
        }
        String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
        boolean held = List.of("ApprovalsApi.decide", "ApprovalsApi.undo", "PeopleApi.reset")
                .contains(name);
        if (verb.equals("DELETE") || verb.equals("PUT") || held) {
            boolean makes = verb.equals("PUT")
                    && !List.of("PeopleApi.put", "ModeApi.put").contains(name);
            parameters.add(parameter("If-Match", "header", !makes));
            if (makes) {
                parameters.add(parameter("If-None-Match", "header", false));
            }
        }
        return parameters;
    }

    private static Map<String, Object> parameter(String name, String in, boolean required) {
        return ordered("name", name, "in", in, "required", required, "schema", Map.of("type", "string"));
    }

    private Map<String, Object> responses(String route, Method method) {
        Map<String, Object> responses = new LinkedHashMap<>();
        boolean tagged = method.getReturnType() == ResponseEntity.class;
        Type answer = method.getGenericReturnType();
        if (tagged) {
            answer = ((ParameterizedType) answer).getActualTypeArguments()[0];
        }
        if (answer == Void.class) {
            responses.put("204", ordered("description", "Done"));
        } else {
            Map<String, Object> schema = answer == Object.class
                    ? ordered(
                            "anyOf",
                            List.of(description.schema(EndedBody.class), description.schema(GrantsApi.WouldEnd.class)))
                    : description.schema(answer);
            Map<String, Object> done = ordered("description", "Done", "content", json(schema));
            if (tagged) {
                done.put("headers", Map.of("ETag", Map.of("schema", Map.of("type", "string"))));
            }
            if (!route.equals("POST /people")) {
                responses.put("200", done);
            }
            if (route.equals("POST /people") || route.matches("PUT /(servers|rules|policies|clients)/.*")) {
                responses.put("201", done);
            }
        }
        responses.put("default", Map.of("$ref", "#/components/responses/Problem"));
        return responses;
    }

    private static Map<String, Object> json(Map<String, Object> schema) {
        return Map.of("application/json", Map.of("schema", schema));
    }

    Map<String, Object> document() {
        return ordered(
                "openapi",
                "3.1.0",
                "info",
                ordered(
                        "title",
                        "Gatehouse administration",
                        "version",
                        "1",
                        "description",
                        "What administrators do in the console, for programs. See docs/admin-api.md."),
                "servers",
                List.of(Map.of("url", ".")),
                "paths",
                paths,
                "components",
                ordered(
                        "schemas",
                        schemas(),
                        "responses",
                        Map.of(
                                "Problem",
                                ordered(
                                        "description",
                                        "Refused; nothing was changed (RFC 9457)",
                                        "content",
                                        Map.of(
                                                "application/problem+json",
                                                Map.of("schema", Map.of("$ref", "#/components/schemas/Problem"))))),
                        "securitySchemes",
                        Map.of("oauth", security())));
    }

    private Map<String, Object> schemas() {
        Map<String, Object> text = Map.of("type", "string");
        description
                .schemas()
                .put(
                        "Problem",
                        ordered(
                                "type",
                                "object",
                                "properties",
                                ordered(
                                        "type",
                                        text,
                                        "title",
                                        text,
                                        "status",
                                        Map.of("type", "integer"),
                                        "detail",
                                        text,
                                        "errors",
                                        ordered("type", "array", "items", description.schema(Fault.class))),
                                "required",
                                List.of("type", "title", "status", "detail"),
                                "additionalProperties",
                                false));
        return description.schemas();
    }

    /** As {@code Problem.Fault}. */
    private record Fault(String pointer, String detail) {}

    private static Map<String, Object> security() {
        Map<String, Object> scopes = ordered(
                "gatehouse.admin.read",
                "See all that administrators see here",
                "gatehouse.admin.write",
                "Change clients, rules, MCP servers and people here, and end grants");
        return ordered(
                "type",
                "oauth2",
                "flows",
                ordered(
                        "clientCredentials",
                        ordered("tokenUrl", "../../../token", "scopes", scopes),
                        "authorizationCode",
                        ordered(
                                "authorizationUrl",
                                "../../../authorize",
                                "tokenUrl",
                                "../../../token",
                                "scopes",
                                scopes)));
    }
}
