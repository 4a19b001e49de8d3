package dev.gatehouse.authserver.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.TestDatabase;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Since V10 there are owners where there were administrators. */
@ParameterizedClass
@EnumSource(Database.class)
class RolesMigrationTests {

    /** Of "alice-password-1". */
    private static final String HASH = "{bcrypt}$2b$10$mG3X73EsC4egoORTZhIcD.LqkSQkNKcUMhg.lsBh2l2Fya.ZHRBD2";

    @Parameter
    Database kind;

    @Test
    @DisplayName("L11 who administered before V10 is an owner afterwards and may do what owners do; nobody else is")
    void makesOwnersOfAdministrators() {
        TestDatabase database = kind == Database.H2 ? TestDatabase.h2() : TestDatabase.postgres();
        DataSource dataSource = new DriverManagerDataSource(database.url(), database.username(), database.password());
        flyway(dataSource, "9").migrate();
        JdbcClient jdbc = JdbcClient.create(dataSource);
        add(jdbc, "ada", "ADMINISTRATOR PERSON");
        add(jdbc, "only", "ADMINISTRATOR");
        add(jdbc, "alice", "PERSON");
        flyway(dataSource, "latest").migrate();
        assertThat(jdbc.sql("select username, roles from app_user order by username")
                        .query((row, number) -> row.getString(1) + ": " + row.getString(2))
                        .list())
                .containsExactly("ada: OWNER PERSON", "alice: PERSON", "only: OWNER");

        List<String> arguments = new ArrayList<>(List.of("--gatehouse.data-dir=" + TestServer.temporaryFolder()));
        database.properties().forEach((name, value) -> arguments.add("--" + name + "=" + value));
        TestServer server = TestServer.start(arguments);
        try {
            assertThat(page(server, "ada").body()).contains("Invite a person");
            assertThat(page(server, "alice").statusCode()).isEqualTo(403);
        } finally {
            server.close();
        }
    }

    private Flyway flyway(DataSource dataSource, String target) {
        return Flyway.configure()
                .dataSource(dataSource)
                .locations(
                        "classpath:db/migration/common",
                        "classpath:db/migration/" + kind.name().toLowerCase(Locale.ROOT))
                .target(target)
                .load();
    }

    private static void add(JdbcClient jdbc, String username, String roles) {
        jdbc.sql("""
                insert into app_user (id, username, display_name, password_hash, roles, status, created_at, password_changed_at)
                values (?, ?, ?, ?, ?, 'ACTIVE', timestamp with time zone '2026-01-01 00:00:00Z',
                    timestamp with time zone '2026-01-01 00:00:00Z')""").params(UUID.randomUUID(), username, username, HASH, roles).update();
    }

    private static HttpResponse<String> page(TestServer server, String username) {
        UserAgent browser = new UserAgent();
        HttpResponse<String> signedIn = browser.submit(
                browser.get(server.url("/sign-in")),
                Map.of("username", List.of(username), "password", List.of("alice-password-1")));
        assertThat(signedIn.statusCode()).as(signedIn.body()).isEqualTo(303);
        return browser.get(server.url("/admin/people"));
    }
}
