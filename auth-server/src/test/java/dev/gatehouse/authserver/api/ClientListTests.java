package dev.gatehouse.authserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a list of clients costs the database. */
class ClientListTests {

    @ParameterizedTest
    @EnumSource(Database.class)
    @DisplayName("a list of many clients is read in as many statements as a list of one")
    void readsAllAtOnce(Database database) {
        TestServer server = TestServer.on(database);
        AdminApi api = AdminApi.machine(server, AdminApi.READ);
        int one = statements(
                server,
                () -> assertThat(AdminApi.items(api.get("/clients?limit=1"))).hasSize(1));
        int many = statements(
                server,
                () -> assertThat(AdminApi.items(api.get("/clients?limit=200"))).hasSizeGreaterThan(10));
        assertThat(one).isPositive();
        assertThat(many).isEqualTo(one);
    }

    /** Those about clients; others run for the server itself meanwhile. */
    private static int statements(TestServer server, Runnable work) {
        Logger logger =
                (Logger) LoggerFactory.getLogger(server.bean(JdbcTemplate.class).getClass());
        Level before = logger.getLevel();
        ListAppender<ILoggingEvent> seen = new ListAppender<>();
        seen.start();
        logger.addAppender(seen);
        logger.setLevel(Level.DEBUG);
        try {
            work.run();
        } finally {
            logger.setLevel(before);
            logger.detachAppender(seen);
        }
        return (int) List.copyOf(seen.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(message -> message.contains("from client"))
                .count();
    }
}
