package dev.gatehouse.authserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class DatabaseSettingsTests {

    @Test
    @DisplayName("PostgreSQL plans a look-up once, by indexes alone, however small its tables are")
    void plansOnce() {
        JdbcClient jdbc = TestServer.on(Database.POSTGRESQL).jdbc();
        assertThat(jdbc.sql("show plan_cache_mode").query(String.class).single())
                .isEqualTo("force_generic_plan");

        List<String> plan =
                jdbc.sql("""
                        explain select f.id, u.status from token t join grant_family f on f.id = t.family_id
                        left join app_user u on u.id = f.user_id where t.purge_on = current_date and t.hash = ?""").param(new byte[] {1}).query(String.class).list();

        assertThat(plan)
                .anyMatch(line -> line.contains("Index Scan using"))
                .noneMatch(line -> line.contains("Seq Scan"));
    }

    @Test
    @DisplayName("L04 PostgreSQL ends what takes longer than a request may wait")
    void boundsWaits() {
        JdbcClient jdbc = TestServer.on(Database.POSTGRESQL).jdbc();
        assertThat(jdbc.sql("show statement_timeout").query(String.class).single())
                .isEqualTo("4s");
        assertThat(jdbc.sql("show idle_in_transaction_session_timeout")
                        .query(String.class)
                        .single())
                .isEqualTo("10s");
    }
}
