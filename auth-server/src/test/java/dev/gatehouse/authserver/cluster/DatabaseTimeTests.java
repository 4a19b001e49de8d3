package dev.gatehouse.authserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatabaseTimeTests {

    @ParameterizedTest
    @EnumSource(Database.class)
    @DisplayName("nodes share the database's time, whatever their own clocks say")
    void isTheDatabases(Database database) {
        Instant now = TestServer.on(database).bean(DatabaseTime.class).now();
        assertThat(Duration.between(now, Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
    }
}
