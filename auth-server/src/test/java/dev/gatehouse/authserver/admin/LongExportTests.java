package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Exports of lists that are longer than what is read at once. */
class LongExportTests {

    /** More than is read at once, twice. */
    private static final int MANY = 2_100;

    @ParameterizedTest
    @EnumSource(Database.class)
    @DisplayName("L3 an export has all of a long list, each once")
    void hasAll(Database database) {
        TestServer server = TestServer.start(TestServer.arguments(database, TestServer.temporaryFolder()));
        try {
            fill(server);
            UserAgent auditor = new Oauth(server).signedIn("auditor");
            for (String list : List.of("clients", "people", "grants", "audit")) {
                List<String> rows = auditor.get(server.url("/admin/export/" + list))
                        .body()
                        .lines()
                        .filter(line -> line.contains("many-"))
                        .map(line -> line.replaceAll(".*(many-[0-9]+).*", "$1"))
                        .toList();
                assertThat(rows).as(list).hasSize(MANY).doesNotHaveDuplicates();
            }
        } finally {
            server.close();
        }
    }

    private static void fill(TestServer server) {
        JdbcTemplate jdbc = server.bean(JdbcTemplate.class);
        Instant now = server.clock().instant();
        Timestamp at = Timestamp.from(now);
        Timestamp end = Timestamp.from(now.plus(Duration.ofHours(8)));
        List<UUID> ids =
                IntStream.range(0, MANY).mapToObj(n -> UUID.randomUUID()).toList();
        jdbc.batchUpdate("""
                insert into client (id, client_id, client_name, source, status, auth_method, grant_types, metadata_json,
                    dpop_required, created_at, version)
                values (?, ?, ?, 'DCR', 'ACTIVE', 'none', 'authorization_code', '{}', false, ?, 1)""", rows(n -> new Object[] {ids.get(n), "many-" + n, "Client", at}));
        jdbc.batchUpdate("""
                insert into app_user (id, username, display_name, password_hash, roles, status, created_at)
                values (?, ?, 'Somebody', 'none', 'PERSON', 'ACTIVE', ?)""", rows(n -> new Object[] {ids.get(n), "many-" + n, at}));
        jdbc.batchUpdate("""
                insert into grant_family (id, client_id, user_id, resource_uri, scope, created_at, absolute_expires_at)
                values (?, ?, ?, ?, 'tools:read', ?, ?)""", rows(n -> new Object[] {ids.get(n), ids.get(n), ids.get(n), Oauth.RS1, at, end}));
        AuditLog audit = server.bean(AuditLog.class);
        for (int n = 0; n < MANY; n++) {
            audit.append(AuditEvent.done("client.added").by("system").client("many-" + n));
        }
    }

    private static List<Object[]> rows(java.util.function.IntFunction<Object[]> row) {
        return IntStream.range(0, MANY).mapToObj(row).toList();
    }
}
