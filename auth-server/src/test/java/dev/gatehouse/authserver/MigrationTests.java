package dev.gatehouse.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.StoredRows;
import dev.gatehouse.authserver.testing.TestDatabase;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A database that is as old as Gatehouse: at each version it gets what a server of that version stored ({@code
 * migrations/V<version>.sql}), and is then migrated to the next. So each migration meets the rows of all versions before it.
 * Whoever adds a migration adds its rows.
 */
@ParameterizedClass
@EnumSource(Database.class)
class MigrationTests {

    @Parameter
    Database kind;

    private TestDatabase database;

    private DataSource dataSource;

    private final List<Integer> versions = new ArrayList<>();

    private TestServer server;

    @BeforeEach
    void migrateStepByStep() {
        database = kind == Database.H2 ? TestDatabase.h2() : TestDatabase.postgres();
        dataSource = new DriverManagerDataSource(database.url(), database.username(), database.password());
        for (int version : all()) {
            StoredRows before = StoredRows.read(dataSource);
            flyway("" + version).migrate();
            before.assertStillIn(dataSource, version);
            StoredRows.fill(dataSource, "migrations/V" + version + ".sql", kind);
            versions.add(version);
        }
        List<String> arguments = new ArrayList<>(List.of("--gatehouse.data-dir=" + TestServer.temporaryFolder()));
        database.properties().forEach((name, value) -> arguments.add("--" + name + "=" + value));
        server = TestServer.start(arguments);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private Flyway flyway(String target) {
        return Flyway.configure()
                .dataSource(dataSource)
                .locations(
                        "classpath:db/migration/common",
                        "classpath:db/migration/" + kind.name().toLowerCase(Locale.ROOT))
                .target(target)
                .load();
    }

    private List<Integer> all() {
        return Arrays.stream(flyway("latest").info().all())
                .map(migration -> Integer.valueOf(migration.getVersion().getVersion()))
                .toList();
    }

    /** As {@code migrations/V<version>.sql} has it. */
    private static String refreshToken(String what, int version) {
        String start = "AN6S" + what + "-under-V" + version;
        return start + "-".repeat(47 - start.length());
    }

    private static String opaque(String start) {
        return start + "-".repeat(43 - start.length());
    }

    @Test
    @DisplayName("L11 what every version stored is there after all migrations since, and works")
    void keepsWhatEveryVersionStored() {
        Oauth oauth = new Oauth(server);
        assertThat(StoredRows.read(dataSource).emptyTables())
                .as("each table has a row of some version")
                .isEmpty();

        for (int version : versions) {
            HttpResponse<String> answer = oauth.refresh(refreshToken("issued", version));
            assertThat(answer.statusCode()).as("V%d %s", version, answer.body()).isEqualTo(200);
            Map<String, Object> refreshed = Oauth.json(answer);
            assertThat(oauth.active(refreshed.get("access_token"))).isTrue();
            // Reuse is remembered across versions, and ends the whole grant.
            assertThat(oauth.refresh(refreshToken("rotated", version)).statusCode())
                    .isEqualTo(400);
            assertThat(oauth.active(refreshed.get("access_token"))).isFalse();
        }

        assertThat(oauth.follow(oauth.signedIn("alice")).statusCode()).isEqualTo(200);
        UserAgent signedInLongAgo = new UserAgent("Cookie", "gatehouse=" + opaque("signed-in-under-V1"));
        assertThat(signedInLongAgo.get(server.url("/account")).statusCode()).isEqualTo(200);
        assertRegistrationWorks();
    }

    private void assertRegistrationWorks() {
        UserAgent client = new UserAgent();
        HttpResponse<String> managed = client.get(
                server.url("/register/REGISTERED"), "Authorization", "Bearer " + opaque("registered-under-V3"));
        assertThat(managed.statusCode()).as(managed.body()).isEqualTo(200);
        HttpResponse<String> permitted = client.send(
                HttpRequest.newBuilder(server.url("/register"))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"redirect_uris\":[\"https://a.test/cb\"]}")),
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + opaque("permitted-under-V4"));
        assertThat(permitted.statusCode()).as(permitted.body()).isEqualTo(201);
        assertThat(server.jdbc()
                        .sql("select uses_left from initial_access_token")
                        .query(Integer.class)
                        .single())
                .isEqualTo(3);
    }
}
