package dev.gatehouse.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.SecretsSeen;
import dev.gatehouse.authserver.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs last: no secret that any test sent or was given stands in a database or in the log, in clear or in Base64 (promise
 * P11, requirement L1).
 */
class LeakTests {

    @ParameterizedTest
    @EnumSource(Database.class)
    @DisplayName("P11 no row of any database holds a secret of the suite")
    void storesNoSecret(Database database) {
        Oauth oauth = new Oauth(TestServer.on(database));
        Map<String, Object> tokens = oauth.tokens();
        assertThat(SecretsSeen.in("x " + tokens.get("refresh_token") + "\n")).isNotEmpty();
        assertThat(SecretsSeen.count()).isGreaterThan(4);

        Set<String> found = new TreeSet<>(SecretsSeen.in(oauth.server().dump()));
        SecretsSeen.dumps().forEach(dump -> found.addAll(SecretsSeen.in(dump)));

        assertThat(found).isEmpty();
    }

    @Test
    @DisplayName("L1 P11 no line of the log holds a secret of the suite")
    void logsNoSecret() throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<String> lines = Files.lines(Path.of("target/test.log"))) {
            lines.forEach(line -> found.addAll(SecretsSeen.in(line)));
        }

        assertThat(found).isEmpty();
    }
}
