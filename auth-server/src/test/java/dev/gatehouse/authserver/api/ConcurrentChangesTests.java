package dev.gatehouse.authserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Several programs change what all of them saw in one state. */
@ParameterizedClass
@EnumSource(Database.class)
class ConcurrentChangesTests {

    private static final int PROGRAMS = 6;

    private final TestServer server;

    ConcurrentChangesTests(Database database) {
        this.server = TestServer.on(database);
    }

    @Test
    @DisplayName("RFC 9110 13.1.1 of several changes of one state one is made, and all others are told")
    void oneIsMade() throws Exception {
        String uri = "https://" + UUID.randomUUID() + ".test/mcp";
        Map<String, Object> scope = Map.of("name", "a:b", "text", "Do it", "risk", "read");
        assertOneIsMade(
                "/clients/c-" + UUID.randomUUID(), "name", Map.of("redirect_uris", List.of("https://c.test/cb")));
        assertOneIsMade(AdminApi.server(uri), "name", Map.of("uri", uri, "scopes", List.of(scope)));
        assertOneIsMade("/rules/" + UUID.randomUUID(), "reason", Map.of("action", "ask", "domain", "c.test"));
        assertOneIsMade(
                "/policies/" + UUID.randomUUID(), "subject", Map.of("level", "client", "grant_lifetime", "PT1H"));
    }

    private void assertOneIsMade(String path, String field, Map<String, Object> body) throws Exception {
        AdminApi api = AdminApi.machine(server, AdminApi.READ, AdminApi.WRITE);
        Map<String, Object> named = new HashMap<>(body);
        named.put(field, "before");
        HttpResponse<String> made = api.put(path, named, AdminApi.NEW);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        List<Callable<Integer>> changes = new ArrayList<>();
        for (int i = 0; i < PROGRAMS; i++) {
            Map<String, Object> changed = new HashMap<>(body);
            changed.put(field, "program " + i);
            changes.add(() -> api.put(path, changed, AdminApi.seen(made)).statusCode());
        }
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService programs = Executors.newFixedThreadPool(PROGRAMS)) {
            for (Future<Integer> status : programs.invokeAll(changes)) {
                statuses.add(status.get());
            }
        }
        assertThat(statuses).as(path).containsOnly(200, 412).containsOnlyOnce(200);
    }
}
