package dev.gatehouse.authserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The published description says what the interface does, no more and no less. */
class OpenApiTests {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final TestServer server = TestServer.on(Database.H2);

    private final AdminApi api = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE);

    @Test
    @DisplayName("the description has every route, parameter and property; where it has not, target/openapi.json does")
    void saysWhatThereIs() throws IOException {
        ApiOperations operations = new ApiOperations();
        server.bean(RequestMappingHandlerMapping.class).getHandlerMethods().forEach((info, handler) -> {
            for (String pattern : info.getPatternValues()) {
                if (pattern.startsWith("/admin/api/v1/") && !pattern.endsWith("/openapi.json")) {
                    info.getMethodsCondition()
                            .getMethods()
                            .forEach(method ->
                                    operations.add(method + " " + pattern.replace("/admin/api/v1", ""), handler));
                }
            }
        });
        String document = JSON.writeValueAsString(operations.document()) + "\n";
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/openapi.json"), document);
        HttpResponse<String> published = AdminApi.without(server).get("/openapi.json");
        assertThat(published.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(JSON.readTree(published.body())).isEqualTo(JSON.readTree(document));
    }

    @Test
    @DisplayName("what the server answers is as the description has it")
    void answersAreAsDescribed() {
        new Oauth(server).tokens();
        Map<String, Object> document = Oauth.json(api.get("/openapi.json"));
        List<String> read = new ArrayList<>();
        for (String path : at(document, "paths").keySet()) {
            Map<String, Object> one = at(document, "paths", path);
            if (one.containsKey("get") && !path.contains("{")) {
                HttpResponse<String> list = api.get(path);
                assertAsDescribed(document, path, "200", list);
                read.add(path);
                String item = at(document, "paths").containsKey(path + "/{id}") ? first(path, list) : "";
                if (!item.isEmpty()) {
                    assertAsDescribed(document, path + "/{id}", "200", api.get(path + "/" + item));
                    read.add(path + "/{id}");
                }
            }
        }
        assertThat(read).contains("/servers/{id}", "/clients/{id}", "/grants/{id}", "/people/{id}", "/mode", "/audit");
        HttpResponse<String> refused =
                api.put("/policies/" + UUID.randomUUID(), Map.of("level", "global"), AdminApi.NEW);
        assertValid(document, "Problem", "", schema(document, "#/components/schemas/Problem"), Oauth.json(refused));
    }

    /** How the first of a list is named in a path. */
    private static String first(String path, HttpResponse<String> list) {
        return AdminApi.items(list).stream()
                .findFirst()
                .map(item -> switch (path) {
                    case "/servers" ->
                        AdminApi.server(String.valueOf(item.get("uri"))).substring("/servers/".length());
                    case "/clients" -> String.valueOf(item.get("client_id"));
                    default -> String.valueOf(item.get("id"));
                })
                .orElse("");
    }

    private void assertAsDescribed(
            Map<String, Object> document, String path, String status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(path).isEqualTo(Integer.parseInt(status));
        Map<String, Object> schema =
                at(document, "paths", path, "get", "responses", status, "content", "application/json", "schema");
        assertValid(document, path, "", schema, Oauth.json(answer));
    }

    private static void assertValid(
            Map<String, Object> document, String path, String place, Map<String, Object> schema, Object value) {
        String where = path + " " + place + " " + value;
        if (schema.containsKey("$ref")) {
            assertValid(document, path, place, schema(document, (String) schema.get("$ref")), value);
            return;
        }
        switch ((String) schema.get("type")) {
            case "object" -> assertObject(document, path, place, schema, value);
            case "array" -> {
                assertThat(value).as(where).isInstanceOf(List.class);
                ((List<?>) value).forEach(item -> assertValid(document, path, place + "[]", at(schema, "items"), item));
            }
            case "integer" -> assertThat(value).as(where).isInstanceOf(Integer.class);
            case "boolean" -> assertThat(value).as(where).isInstanceOf(Boolean.class);
            default -> assertText(schema, where, value);
        }
    }

    private static void assertObject(
            Map<String, Object> document, String path, String place, Map<String, Object> schema, Object value) {
        assertThat(value).as(path + " " + place).isInstanceOf(Map.class);
        Map<String, Object> properties = schema.containsKey("properties") ? at(schema, "properties") : Map.of();
        List<?> required = (List<?>) schema.getOrDefault("required", List.of());
        required.forEach(name -> assertThat(((Map<?, ?>) value).containsKey(name))
                .as(path + place + "/" + name)
                .isTrue());
        ((Map<?, ?>) value).forEach((name, member) -> {
            Object other = schema.get("additionalProperties");
            if (!properties.containsKey(String.valueOf(name))) {
                assertThat(other).as(path + " " + place + "/" + name).isInstanceOf(Map.class);
            }
            assertValid(
                    document,
                    path,
                    place + "/" + name,
                    properties.containsKey(String.valueOf(name))
                            ? at(properties, String.valueOf(name))
                            : at(schema, "additionalProperties"),
                    member);
        });
    }

    private static void assertText(Map<String, Object> schema, String where, Object value) {
        assertThat(value).as(where).isInstanceOf(String.class);
        if (schema.get("enum") instanceof List<?> words) {
            assertThat(words.contains(value)).as(where).isTrue();
        }
        if ("date-time".equals(schema.get("format"))) {
            Instant.parse((String) value);
        }
        if ("duration".equals(schema.get("format"))) {
            Duration.parse((String) value);
        }
    }

    private static Map<String, Object> schema(Map<String, Object> document, String reference) {
        return at(document, reference.substring(2).split("/"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> at(Map<String, Object> map, String... steps) {
        Map<String, Object> found = map;
        for (String step : steps) {
            assertThat(found).as(String.join(" > ", steps)).containsKey(step);
            found = (Map<String, Object>) found.get(step);
        }
        return found;
    }
}
