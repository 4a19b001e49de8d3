package dev.gatehouse.authserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.gatehouse.authserver.api.AdminApiRoutesTests.Needs;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The interface of administrators when the storage is gone, or stands still behind the door. */
class ApiStorageLossTests {

    /** A wait for a connection and one for an answer, on a machine that does other things. */
    private static final Duration SOON = Duration.ofSeconds(12);

    private static final String ID = UUID.randomUUID().toString();

    private static final String NEW_SERVER = "https://new.test/mcp";

    /** What the caller's token is read from. */
    private static final List<String> FOR_TOKENS = List.of("token", "grant_family", "client", "app_user");

    private static final Map<String, Object> BODIES = Map.of(
            "PUT /servers/{id}",
            Map.of(
                    "uri",
                    NEW_SERVER,
                    "name",
                    "New",
                    "scopes",
                    List.of(Map.of("name", "a.read", "text", "Read a", "risk", "read"))),
            "PUT /rules/{id}",
            Map.of("action", "allow", "domain", "tools.example.com"),
            "PUT /policies/{id}",
            Map.of("level", "global", "token_lifetime", "PT5M"),
            "PUT /clients/{id}",
            Map.of(
                    "name",
                    "New",
                    "auth_method",
                    "client_secret_basic",
                    "grant_types",
                    List.of("client_credentials"),
                    "secret",
                    "made-secret-made-secret-made-secret-1"),
            "PUT /mode",
            Map.of("mode", "by-rule"),
            "PUT /people/{id}",
            Map.of("roles", List.of()),
            "POST /people",
            Map.of("username", "newcomer", "display_name", "New Comer"),
            "POST /grants/revoke",
            Map.of("resource", Oauth.RS1),
            "POST /simulate",
            Map.of("client", "PUB", "resource", Oauth.RS1),
            "POST /approvals/{id}/decision",
            Map.of("decision", "block"));

    private static HttpResponse<String> call(AdminApi api, String route) {
        String[] parts = route.split(" ");
        String path = parts[1].startsWith("/servers/")
                ? AdminApi.server(NEW_SERVER) + parts[1].substring("/servers/{id}".length())
                : parts[1].replace("{id}", ID);
        boolean makes = route.matches("PUT /(servers|rules|policies|clients)/.*");
        return api.send(parts[0], path, BODIES.get(route), makes ? "If-None-Match" : "If-Match", makes ? "*" : "\"1\"");
    }

    /** All routes at once, since each may wait for what does not come. */
    private static Map<String, HttpResponse<String>> answers(AdminApi api) throws Exception {
        Map<String, HttpResponse<String>> answers = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Future<HttpResponse<String>>> running = new LinkedHashMap<>();
            AdminApiRoutesTests.ROUTES.forEach((route, needs) -> {
                if (needs != Needs.NOTHING) {
                    running.put(route, threads.submit(() -> call(api, route)));
                }
            });
            for (Map.Entry<String, Future<HttpResponse<String>>> answer : running.entrySet()) {
                answers.put(answer.getKey(), answer.getValue().get());
            }
        }
        return answers;
    }

    private static void assertUnavailable(String route, HttpResponse<String> answer) {
        String what = route + " " + answer.body();
        assertThat(answer.statusCode()).as(what).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).as(what).isPresent();
        assertThat(answer.headers().firstValue("Content-Type")).as(what).contains("application/problem+json");
        assertThat(answer.body()).doesNotContain("Exception", "SQL", "Hikari");
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    @DisplayName("P17 without storage each route answers 503 as a problem, at once; the description is there")
    void storageGone(Database database) throws Exception {
        TestServer server = TestServer.start(TestServer.arguments(database, TestServer.temporaryFolder()));
        try {
            AdminApi api = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE);
            server.bean(HikariDataSource.class).close();
            Instant start = Instant.now();
            answers(api).forEach(ApiStorageLossTests::assertUnavailable);
            assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
            assertThat(AdminApi.without(server).get("/openapi.json").statusCode())
                    .isEqualTo(200);
            assertThat(AdminApi.without(server).get("/clients").statusCode()).isEqualTo(401);
        } finally {
            server.close();
        }
    }

    @Test
    @DisplayName(
            "P17 where tables stand still behind the door, each route answers 503 as a problem, soon, and goes on later")
    void tablesLocked() throws Exception {
        TestServer server = TestServer.start(TestServer.arguments(Database.POSTGRESQL, TestServer.temporaryFolder()));
        try {
            AdminApi api = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE);
            assertThat(api.get("/clients").statusCode()).isEqualTo(200);
            try (Connection other = server.bean(DataSource.class).getConnection();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("set idle_in_transaction_session_timeout = 0");
                statement.execute("lock table " + String.join(", ", others(server)) + " in access exclusive mode");
                Instant start = Instant.now();
                Map<String, HttpResponse<String>> answers = answers(api);
                Duration waited = Duration.between(start, Instant.now());
                other.rollback();
                // People and grants can be read, so that a caller gets in.
                assertThat(answers).hasSizeGreaterThan(30);
                Map<String, Integer> answered = new TreeMap<>();
                answers.forEach((route, answer) -> {
                    if (answer.statusCode() < 500) {
                        answered.put(route, answer.statusCode());
                    } else {
                        assertUnavailable(route, answer);
                    }
                });
                assertThat(answered.keySet()).allMatch(route -> route.matches(".* /(people|grants).*"));
                assertThat(waited).isLessThan(SOON);
            }
            assertThat(api.get("/clients").statusCode()).isEqualTo(200);
            assertThat(answers(api).values())
                    .extracting(HttpResponse::statusCode)
                    .allMatch(status -> status < 500)
                    .contains(200, 201);
        } finally {
            server.close();
        }
    }

    @Test
    @DisplayName("P17 who reads handshakes while their tables stand still waits for no other reader")
    void handshakesLocked() throws Exception {
        TestServer server = TestServer.start(TestServer.arguments(Database.POSTGRESQL, TestServer.temporaryFolder()));
        try {
            AdminApi api = AdminApi.machine(server, AdminApi.READ);
            try (Connection other = server.bean(DataSource.class).getConnection();
                    Statement statement = other.createStatement();
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                other.setAutoCommit(false);
                statement.execute("set idle_in_transaction_session_timeout = 0");
                statement.execute("lock table node_lock in access exclusive mode");
                // Refused, which is a step to be written.
                new Oauth(server).refresh("no-token");
                Instant start = Instant.now();
                List<Future<HttpResponse<String>>> readers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    readers.add(threads.submit(() -> api.get("/handshakes")));
                }
                for (Future<HttpResponse<String>> reader : readers) {
                    assertThat(reader.get().statusCode()).isEqualTo(200);
                }
                assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(8));
                other.rollback();
            }
        } finally {
            server.close();
        }
    }

    private static List<String> others(TestServer server) {
        return server
                .jdbc()
                .sql("select table_name from information_schema.tables where table_schema = 'public'"
                        + " and table_type = 'BASE TABLE' and table_name not like 'token%'")
                .query(String.class)
                .list()
                .stream()
                .filter(table -> !FOR_TOKENS.contains(table))
                .toList();
    }
}
