package dev.gatehouse.authserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.TransactionException;

/** Units that share a transaction on PostgreSQL where rows are held, statements are alike, and connections are lost. */
@Timeout(60)
class SharedRowsTests {

    private static final String INSERT = "insert into node_lock (name) values (?)";

    private static final String NUMBER = "update sample set number = ? where id = ? and not used";

    private static final String USE = "update sample set used = true where id = ? and not used";

    private static final UUID LOW = UUID.fromString("00000000-0000-4000-8000-000000000000");

    private static final UUID HIGH = UUID.fromString("ffffffff-0000-4000-8000-000000000000");

    private static final DataSource DATA_SOURCE = dataSource();

    private final JdbcClient jdbc = JdbcClient.create(DATA_SOURCE);

    private final Changes changes = TestCluster.changes(DATA_SOURCE);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Statements are planned as the server has them planned: rows are taken in the order in which they are given. */
    private static DataSource dataSource() {
        DriverManagerDataSource dataSource =
                (DriverManagerDataSource) TestDatabase.postgres().migrated();
        Properties properties = new Properties();
        properties.setProperty("options", DatabaseSettings.PLANS);
        dataSource.setConnectionProperties(properties);
        return dataSource;
    }

    @BeforeEach
    void empty() {
        jdbc.sql("delete from node_lock").update();
        jdbc.sql("drop table if exists sample").update();
        jdbc.sql("create table sample (id uuid primary key, used boolean default false not null, number integer)")
                .update();
        jdbc.sql("insert into sample (id) values (?), (?)").params(LOW, HIGH).update();
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private boolean insert(String name) {
        return changes.<Boolean>together(() -> {
            changes.apply(INSERT, name);
            return true;
        });
    }

    private boolean number(int number, UUID id) {
        return changes.<Boolean>together(() -> changes.changesOne(NUMBER, number, id));
    }

    private List<String> names() {
        return jdbc.sql("select name from node_lock order by name")
                .query(String.class)
                .list();
    }

    /** A transaction of somebody else, who holds what the statement changes. */
    private static Connection held(String statement) throws SQLException {
        Connection other = DATA_SOURCE.getConnection();
        other.setAutoCommit(false);
        other.createStatement().execute(statement);
        return other;
    }

    /** Waits until somebody's statement for many rows waits for this transaction; returns the session. */
    private int awaitWaitingFor(Connection other) throws Exception {
        try (ResultSet own = other.createStatement().executeQuery("select pg_backend_pid()")) {
            own.next();
            String waiting = "select pid from pg_stat_activity where query like '%unnest%' and " + own.getInt(1)
                    + " = any(pg_blocking_pids(pid))";
            List<Integer> found = List.of();
            while (found.isEmpty()) {
                Thread.sleep(Duration.ofMillis(2));
                found = jdbc.sql(waiting).query(Integer.class).list();
            }
            return found.getFirst();
        }
    }

    /** Lets all of them wait for the transaction that is under way. */
    private List<Future<Boolean>> queued(List<Callable<Boolean>> units) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(units.size());
        List<Future<Boolean>> running = new ArrayList<>();
        for (Callable<Boolean> unit : units) {
            running.add(threads.submit(() -> {
                begun.countDown();
                return unit.call();
            }));
        }
        begun.await();
        // From there to the queue is a few steps, which nothing tells of.
        Thread.sleep(Duration.ofMillis(100));
        return running;
    }

    @Test
    @DisplayName("rows are taken in the order of what finds them, whatever is written to them")
    void takeRowsInTheSameOrder() throws Exception {
        UUID gate = UUID.randomUUID();
        jdbc.sql("insert into sample (id) values (?)").param(gate).update();
        String hold = "select 1 from sample where id = '%s' for update";
        try (Connection first = held(hold.formatted(gate));
                Connection second = held(hold.formatted(LOW))) {
            threads.submit(() -> number(0, gate));
            awaitWaitingFor(first);
            // One after the other, or chance could put them in order.
            List<Future<Boolean>> units = new ArrayList<>(queued(List.of(() -> number(1, HIGH))));
            units.addAll(queued(List.of(() -> number(2, LOW))));

            awaitWaitingFor(second);

            assertThat(jdbc.sql("select count(*) from (" + hold.formatted(HIGH) + " skip locked) as free")
                            .query(Integer.class)
                            .single())
                    .as("nobody who waits for the first row holds a later one")
                    .isEqualTo(1);
            first.rollback();
            second.rollback();
            for (Future<Boolean> unit : units) {
                assertThat(unit.get()).isTrue();
            }
        }
    }

    @Test
    @DisplayName(
            "P01 what decides is counted, also where the same statement was sent before by work that decides nothing")
    void countWhatDecides() {
        changes.<Boolean>together(() -> {
            changes.apply(USE, LOW);
            return true;
        });

        assertThat(changes.<Boolean>together(() -> changes.changesOne(USE, LOW)))
                .isFalse();
        assertThat(changes.<Boolean>together(() -> changes.changesOne(USE, HIGH)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pg_terminate_backend", "pg_cancel_backend"})
    @DisplayName(
            "P17 all who share a transaction are refused when it is ended from outside, and nothing of theirs stands")
    void areRefusedTogether(String end) throws Exception {
        try (Connection first = held("insert into node_lock (name) values ('gate')");
                Connection second = held("insert into node_lock (name) values ('unit-2')")) {
            threads.submit(() -> insert("gate"));
            awaitWaitingFor(first);
            List<Future<Boolean>> units = queued(List.of(
                    () -> insert("unit-0"), () -> insert("unit-1"), () -> insert("unit-2"), () -> insert("unit-3")));
            first.rollback();
            int session = awaitWaitingFor(second);

            jdbc.sql("select " + end + "(?)")
                    .param(session)
                    .query(Boolean.class)
                    .single();

            for (Future<Boolean> unit : units) {
                assertThatThrownBy(() -> unit.get(10, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOfAny(DataAccessException.class, TransactionException.class);
            }
            second.rollback();
        }
        assertThat(names()).containsExactly("gate");
    }

    @Test
    @DisplayName("P17 whoever waits two seconds for those before is refused, and is not done later")
    void areRefusedWhenThoseBeforeTakeTooLong() throws Exception {
        try (Connection other = held("insert into node_lock (name) values ('gate')")) {
            Future<Boolean> before = threads.submit(() -> insert("gate"));
            awaitWaitingFor(other);

            Future<Boolean> unit = threads.submit(() -> insert("unit"));

            assertThatThrownBy(() -> unit.get(6, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(TransientDataAccessResourceException.class);
            other.rollback();
            assertThat(before.get()).isTrue();
        }
        assertThat(insert("next")).isTrue();
        assertThat(names()).containsExactly("gate", "next");
    }

    @Test
    @DisplayName("one that was interrupted before does not fail, nor those with it, and stays interrupted")
    void areDoneByOneThatWasInterrupted() throws Exception {
        Future<Boolean> unit = threads.submit(() -> {
            Thread.currentThread().interrupt();
            insert("unit");
            return Thread.interrupted();
        });

        assertThat(unit.get()).isTrue();
        assertThat(names()).containsExactly("unit");
    }

    @Test
    @DisplayName("those who waited are told at once when their transaction is done")
    void areToldAtOnce() throws Exception {
        try (Connection other = held("insert into node_lock (name) values ('gate')")) {
            threads.submit(() -> insert("gate"));
            awaitWaitingFor(other);
            List<Future<Boolean>> units = queued(List.of(() -> insert("unit-0"), () -> insert("unit-1")));

            other.rollback();

            for (Future<Boolean> unit : units) {
                assertThat(unit.get(1, TimeUnit.SECONDS)).isTrue();
            }
        }
    }
}
