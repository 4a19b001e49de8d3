package dev.gatehouse.authserver.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Growth: what has expired leaves, and nothing else does. */
@ParameterizedClass
@EnumSource(Database.class)
class TokenPartitionsTests {

    @Parameter
    Database database;

    private TestServer server;

    private Oauth start() {
        server = TestServer.start(TestServer.arguments(database, TestServer.temporaryFolder()));
        return new Oauth(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void cleanUp() {
        server.bean(ExpiredTokens.class).delete();
    }

    private LocalDate today() {
        return server.clock().instant().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private long rows(String table) {
        return server.jdbc()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    private List<String> partitions() {
        return server.jdbc()
                .sql("select table_name from information_schema.tables where table_name like 'token\\_2%' order by 1")
                .query(String.class)
                .list();
    }

    private static String name(LocalDate day) {
        return "token_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    @Test
    @DisplayName("F03 expired tokens leave, and the replay of a refresh token is seen as long as its family lives")
    void deletesWhatHasExpired() {
        Oauth oauth = start();
        Map<String, Object> tokens = oauth.tokens();
        String used = (String) tokens.get("refresh_token");
        Map<String, Object> next = Oauth.json(oauth.refresh(used));
        long before = rows("token");

        server.clock().advance(Duration.ofHours(1));
        cleanUp();
        assertThat(rows("token")).isEqualTo(before);
        assertThat(Oauth.json(oauth.refresh(used))).containsEntry("error", "invalid_grant");
        assertThat(Oauth.json(oauth.refresh((String) next.get("refresh_token"))))
                .containsEntry("error", "invalid_grant");

        server.clock().advance(Duration.ofDays(400));
        cleanUp();
        assertThat(rows("token")).isZero();
        assertThat(rows("grant_family")).isZero();
        assertThat(oauth.clientCredentials().statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName(
            "on PostgreSQL each day has its partition, made ahead and dropped whole; what has none is deleted by rows")
    void keepsAPartitionForEachDay() {
        Oauth oauth = start();
        if (database == Database.H2) {
            assertThat(partitions()).isEmpty();
            return;
        }
        LocalDate first = today();
        assertThat(partitions()).contains(name(first), name(first.plusDays(1)), name(first.plusDays(2)));
        oauth.tokens();
        assertThat(rows("token_default")).isZero();

        server.clock().advance(Duration.ofDays(50));
        // No job has run for weeks: nothing is lost, it only stands elsewhere.
        assertThat(oauth.clientCredentials().statusCode()).isEqualTo(200);
        assertThat(rows("token_default")).isPositive();
        cleanUp();
        assertThat(partitions()).doesNotContain(name(first), name(first.plusDays(2)));
        assertThat(partitions()).contains(name(today().plusDays(2)));
        assertThat(rows("token_default")).isPositive();

        server.clock().advance(Duration.ofDays(5));
        cleanUp();
        assertThat(rows("token_default")).isZero();
    }
}
