package dev.gatehouse.authserver.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.recovery.CutOffTests.Printed;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** On PostgreSQL nodes may go on running, and so may what holds the rows. */
class CutOffBesideNodesTests {

    /** Longer than a request waits for a statement. */
    private static final Duration HELD = Duration.ofMillis(4_500);

    @Test
    @DisplayName("L12 end-grants takes as long as it takes, and a node that runs refuses what it ended")
    void waitsForTheRows() throws Exception {
        RestoredDatabase.Started server =
                RestoredDatabase.fresh(Database.POSTGRESQL).start();
        Oauth oauth = server.oauth();
        Map<String, Object> tokens = oauth.tokens();
        CompletableFuture<Printed> command;
        try (Connection connection = oauth.server().bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local idle_in_transaction_session_timeout = 0");
            statement.execute("select id from grant_family for update");
            command = CompletableFuture.supplyAsync(
                    () -> CutOffTests.command(server.database().arguments(), "--before=" + Instant.now()));
            awaitWaiting(oauth);
            Thread.sleep(HELD);
            connection.rollback();
        }

        assertThat(command.get().status()).as(command.get().err()).isZero();
        assertThat(oauth.refresh((String) tokens.get("refresh_token")).statusCode())
                .isEqualTo(400);
        oauth.server().close();
    }

    private static void awaitWaiting(Oauth oauth) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(60);
        while (oauth.server()
                        .jdbc()
                        .sql("select count(*) from pg_stat_activity where datname = current_database()"
                                + " and wait_event_type = 'Lock'")
                        .query(Integer.class)
                        .single()
                == 0) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(100);
        }
    }
}
