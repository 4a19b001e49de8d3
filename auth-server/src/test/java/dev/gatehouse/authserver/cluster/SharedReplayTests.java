package dev.gatehouse.authserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who shares a transaction on PostgreSQL with those who ask for something that was used up before. */
@Timeout(60)
class SharedReplayTests {

    private final TestServer server = TestServer.on(Database.POSTGRESQL);

    private final Oauth oauth = new Oauth(server);

    @Test
    @DisplayName("a refresh token that was rotated is presented in a transaction of its own, which no other falls with")
    void replaysShareNoTransaction() throws Exception {
        String used = (String) oauth.tokens().get("refresh_token");
        assertThat(oauth.refresh(used).statusCode()).isEqualTo(200);
        String unused = (String) oauth.tokens().get("refresh_token");

        assertThat(waiting(used, 400)).doesNotContain("unnest");
        assertThat(waiting(unused, 200)).as("one that was not").contains("unnest");
    }

    /** The statement by which a refresh waits for its grant, which somebody else holds. */
    private String waiting(String refreshToken, int answered) throws Exception {
        try (Connection other = server.bean(DataSource.class).getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select 1 from grant_family for update");
            CompletableFuture<HttpResponse<String>> answer =
                    CompletableFuture.supplyAsync(() -> oauth.refresh(refreshToken));
            String query = awaitWaitingFor(statement);
            other.rollback();
            assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(answered);
            return query;
        }
    }

    private String awaitWaitingFor(Statement holder) throws Exception {
        int session;
        try (ResultSet own = holder.executeQuery("select pg_backend_pid()")) {
            own.next();
            session = own.getInt(1);
        }
        while (true) {
            List<String> found = server.jdbc()
                    .sql("select query from pg_stat_activity where ? = any(pg_blocking_pids(pid))")
                    .param(session)
                    .query(String.class)
                    .list();
            if (!found.isEmpty()) {
                return found.getFirst();
            }
            Thread.sleep(Duration.ofMillis(2));
        }
    }
}
