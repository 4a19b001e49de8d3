package dev.gatehouse.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.SecretsSeen;
import dev.gatehouse.authserver.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs after all others: no secret that any test sent or was given stands in a database or in the log, in clear or in Base64
 * (promise P11, requirement L1).
 */
class LeakTests {

    @BeforeAll
    static void readsWhatTheOthersSaw() throws IOException {
        assertThat(SecretsSeen.readAll()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    @DisplayName("P11 no row of a database holds a secret; one in clear would be found")
    void storesNoSecret(Database database) {
        Oauth oauth = new Oauth(TestServer.on(database));
        Map<String, Object> tokens = oauth.tokens();
        assertThat(SecretsSeen.in("x " + tokens.get("refresh_token") + "\n")).isNotEmpty();
        assertThat(SecretsSeen.count()).isGreaterThan(4);

        assertThat(new TreeSet<>(SecretsSeen.in(oauth.server().dump()))).isEmpty();
    }

    @Test
    @DisplayName("P11 no row of any database of the suite holds a secret of the suite")
    void noneOfTheSuiteStoredOne() throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path rows : SecretsSeen.rows()) {
            found.addAll(SecretsSeen.in(Files.readString(rows)));
        }

        assertThat(found).isEmpty();
    }

    @Test
    @DisplayName("L1 P11 no line of the log holds a secret of the suite")
    void logsNoSecret() throws IOException {
        TestServer.start(TestServer.arguments(Database.H2, TestServer.temporaryFolder()))
                .close();
        Set<String> found = new TreeSet<>();
        List<Path> logs = SecretsSeen.logs();
        for (Path log : logs) {
            assertThat(Files.readString(log)).contains(SecretsSeen.BEGINNING);
            try (Stream<String> lines = Files.lines(log)) {
                lines.forEach(line -> found.addAll(SecretsSeen.in(line)));
            }
        }

        assertThat(logs).isNotEmpty();
        assertThat(found).isEmpty();
    }
}
