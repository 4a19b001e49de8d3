package dev.gatehouse.authserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Units of work that arrive together on PostgreSQL, where each may share a transaction with others. */
@Timeout(60)
class SharedTransactionTests {

    private static final String INSERT = "insert into node_lock (name) values (?)";

    private static final String USE = "update sample set used = true where id = ? and not used";

    private static final DataSource DATA_SOURCE = TestDatabase.postgres().migrated();

    private final JdbcClient jdbc = JdbcClient.create(DATA_SOURCE);

    private final Changes changes = TestCluster.changes(DATA_SOURCE);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void empty() {
        jdbc.sql("delete from node_lock").update();
        jdbc.sql("drop table if exists sample").update();
        jdbc.sql("""
                create table sample (id uuid primary key, used boolean default false not null, text varchar(200),
                                     bytes bytea, at timestamp with time zone, day date, number integer)""").update();
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

    /** Runs all of them while one of the same shape waits for a row, so that they arrive before the next transaction. */
    private <T> List<Future<T>> whileOneWaits(List<Callable<T>> units) throws Exception {
        List<Future<T>> running = new ArrayList<>();
        try (Connection other = DATA_SOURCE.getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("insert into node_lock (name) values ('gate')");
            threads.submit(() -> insert("gate"));
            awaitWaiting();
            CountDownLatch begun = new CountDownLatch(units.size());
            for (Callable<T> unit : units) {
                running.add(threads.submit(() -> {
                    begun.countDown();
                    return unit.call();
                }));
            }
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            // From there to the queue is a few steps, which nothing tells of.
            Thread.sleep(Duration.ofMillis(200));
            other.rollback();
        }
        return running;
    }

    private void awaitWaiting() throws InterruptedException {
        String waiting =
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like 'insert into node_lock%'";
        while (jdbc.sql(waiting).query(Integer.class).single() == 0) {
            Thread.sleep(Duration.ofMillis(5));
        }
    }

    private static List<Callable<Boolean>> many(int count, java.util.function.IntFunction<Callable<Boolean>> unit) {
        return java.util.stream.IntStream.range(0, count).mapToObj(unit).toList();
    }

    @Test
    void shareOneTransactionWhenTheyArriveWhileAnotherIsUnderWay() throws Exception {
        for (Future<Boolean> unit : whileOneWaits(many(40, i -> () -> insert("unit-" + i)))) {
            assertThat(unit.get()).isTrue();
        }

        assertThat(jdbc.sql("select count(*) from node_lock where name like 'unit-%'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(40);
        // Each row names the transaction that made it.
        assertThat(jdbc.sql("select count(distinct xmin::text) from node_lock where name like 'unit-%'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void beginAnotherWhereOneIsFull() throws Exception {
        int more = SharedTurn.MOST + 1;
        for (Future<Boolean> unit : whileOneWaits(many(more, i -> () -> insert("unit-" + i)))) {
            assertThat(unit.get()).isTrue();
        }

        assertThat(jdbc.sql("select count(distinct xmin::text) from node_lock where name like 'unit-%'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void doNotFailWithTheOneThatFails() throws Exception {
        insert("taken");

        List<Future<Boolean>> units = whileOneWaits(many(10, i -> () -> insert(i == 5 ? "taken" : "unit-" + i)));

        for (int i = 0; i < units.size(); i++) {
            Future<Boolean> unit = units.get(i);
            if (i == 5) {
                assertThatThrownBy(unit::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(DuplicateKeyException.class);
            } else {
                assertThat(unit.get()).isTrue();
            }
        }
        assertThat(jdbc.sql("select count(*) from node_lock where name like 'unit-%'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(9);
    }

    @Test
    void letOneOfThemUseARowUp() throws Exception {
        UUID row = sample();
        UUID others = sample();

        List<Callable<Boolean>> units = new ArrayList<>(many(20, i -> () -> use(row)));
        units.add(() -> use(others));
        List<Future<Boolean>> running = new ArrayList<>();
        for (Callable<Boolean> unit : units) {
            running.add(threads.submit(unit));
        }

        int used = 0;
        for (Future<Boolean> unit : running.subList(0, 20)) {
            used += unit.get() ? 1 : 0;
        }
        assertThat(used).isEqualTo(1);
        assertThat(running.getLast().get()).isTrue();
        assertThat(jdbc.sql("select count(*) from sample where used")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void letOneOfThemSeeSomethingFirst() throws Exception {
        String seen = "insert into node_lock (name) values (?) on conflict do nothing";
        List<Future<Boolean>> running = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String with = "with-" + i;
            running.add(threads.submit(() -> changes.<Boolean>together(() -> {
                boolean first = changes.changesOne(seen, "proof");
                if (first) {
                    changes.apply(INSERT, with);
                }
                return first;
            })));
        }

        int first = 0;
        for (Future<Boolean> unit : running) {
            first += unit.get() ? 1 : 0;
        }
        assertThat(first).isEqualTo(1);
        assertThat(names()).hasSize(2).contains("proof");
    }

    @Test
    void areKeptUpByARowThatSomebodyHoldsForAMomentOnly() throws Exception {
        UUID held = sample();
        List<UUID> free = List.of(sample(), sample(), sample());
        try (Connection other = DATA_SOURCE.getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("select 1 from sample where id = '" + held + "' for update");
            Future<Boolean> waiting = threads.submit(() -> use(held));

            for (UUID row : free) {
                assertThat(threads.submit(() -> use(row)).get(2, TimeUnit.SECONDS))
                        .isTrue();
            }

            assertThat(waiting.isDone()).isFalse();
            other.rollback();
            assertThat(waiting.get()).isTrue();
        }
    }

    @Test
    void areDoneInOneTransactionWhereTheyChangeARowByOtherMeans() {
        JdbcTemplate guarded = new GuardedJdbcTemplate(DATA_SOURCE);

        assertThatThrownBy(() -> changes.<Boolean>together(() -> {
                    guarded.update(INSERT, "direct");
                    changes.apply(INSERT, "put off");
                    throw new IllegalArgumentException("refused");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(names()).isEmpty();

        changes.<Boolean>together(() -> {
            guarded.update(INSERT, "direct");
            changes.apply(INSERT, "put off");
            return true;
        });
        assertThat(names()).containsExactly("direct", "put off");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "NULL",
                "null",
                "{}",
                "{a,b}",
                ",",
                "\"",
                "\\",
                "\\\\\"",
                "'; --",
                "?",
                "@",
                "$1",
                "two\nlines",
                "ä€😀"
            })
    void storeTextAsItIs(String text) {
        UUID id = UUID.randomUUID();
        byte[] bytes = {0, -1, 92, 120, 34};
        OffsetDateTime at = OffsetDateTime.parse("2026-03-01T12:13:14.123456Z");
        changes.<Boolean>together(() -> {
            changes.apply(
                    "insert into sample (id, text, bytes, at, day, number) values (?, ?, ?, ?, ?, ?)",
                    id,
                    text,
                    bytes,
                    at,
                    at.toLocalDate(),
                    -5);
            changes.apply(
                    "insert into sample (id, text, bytes, at, day, number) values (?, ?, ?, ?, ?, ?)",
                    UUID.randomUUID(),
                    null,
                    null,
                    null,
                    null,
                    null);
            return true;
        });

        jdbc.sql("select text, bytes, at, day, number from sample where id = ?")
                .param(id)
                .query(row -> {
                    assertThat(row.getString(1)).isEqualTo(text);
                    assertThat(row.getBytes(2)).isEqualTo(bytes);
                    assertThat(row.getObject(3, OffsetDateTime.class)).isEqualTo(at);
                    assertThat(row.getObject(4, java.time.LocalDate.class)).isEqualTo(at.toLocalDate());
                    assertThat(row.getInt(5)).isEqualTo(-5);
                });
        assertThat(jdbc.sql("select count(*) from sample where text is null and bytes is null and at is null")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    private UUID sample() {
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into sample (id) values (?)").param(id).update();
        return id;
    }

    private boolean use(UUID id) {
        return changes.<Boolean>together(() -> changes.changesOne(USE, id));
    }

    private List<String> names() {
        return jdbc.sql("select name from node_lock order by name")
                .query(String.class)
                .list();
    }
}
