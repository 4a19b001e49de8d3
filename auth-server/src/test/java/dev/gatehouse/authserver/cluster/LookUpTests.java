package dev.gatehouse.authserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Look-ups that arrive together on PostgreSQL, where they share a statement. */
@Timeout(60)
class LookUpTests {

    private static final String UNREADABLE = "unreadable";

    private static final DataSource DATA_SOURCE = TestDatabase.postgres().migrated();

    private final JdbcTemplate jdbc = new JdbcTemplate(DATA_SOURCE);

    private final LookUp<Found> lookUp = new LookUps(jdbc, DatabaseProduct.POSTGRESQL).by("""
                    select id, text, statement_timestamp() as asked, pg_backend_pid() as backend from looked_up
                    where id = ? and text <> ? and at < ?""", (row, index) -> {
        String text = row.getString("text");
        if (text.equals(UNREADABLE)) {
            throw new IllegalArgumentException(text);
        }
        return new Found(
                row.getObject("id", UUID.class),
                text,
                row.getObject("asked", OffsetDateTime.class),
                row.getInt("backend"));
    });

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private record Found(UUID id, String text, OffsetDateTime asked, int backend) {}

    @BeforeEach
    void empty() {
        jdbc.execute("drop table if exists looked_up");
        jdbc.execute("create table looked_up (id uuid, text varchar(200), at timestamp with time zone default now())");
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private UUID row(String text) {
        UUID id = UUID.randomUUID();
        jdbc.update("insert into looked_up (id, text) values (?, ?)", id, text);
        return id;
    }

    private Optional<Found> find(UUID id, String otherThan) {
        return lookUp.find(id, otherThan, OffsetDateTime.now().plusHours(1));
    }

    private Optional<Found> find(UUID id) {
        return find(id, "nothing");
    }

    private <T> List<Future<T>> whileOneWaits(List<Callable<T>> questions) throws Exception {
        return whileOneWaits(questions, 0);
    }

    /**
     * Asks all of it while one look-up waits, so that they arrive before the next.
     *
     * @param alone how many of them are asked alone
     */
    private <T> List<Future<T>> whileOneWaits(List<Callable<T>> questions, int alone) throws Exception {
        List<Future<T>> running = new ArrayList<>();
        try (Connection other = DATA_SOURCE.getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("lock table looked_up");
            threads.submit(() -> find(UUID.randomUUID()));
            while (waitingForTheTable() == 0) {
                Thread.sleep(Duration.ofMillis(5));
            }
            questions.forEach(question -> running.add(threads.submit(question)));
            // From there to the queue is a few steps, which nothing tells of.
            Thread.sleep(Duration.ofMillis(200));
            assertThat(waitingForTheTable()).isEqualTo(1 + alone);
            other.rollback();
        }
        return running;
    }

    private int waitingForTheTable() {
        return jdbc.queryForObject(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%looked_up%'",
                Integer.class);
    }

    @Test
    void shareAStatementAndEachGetsItsOwn() throws Exception {
        List<Callable<Optional<Found>>> questions = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            UUID id = i % 4 == 0 ? UUID.randomUUID() : row("row " + i);
            questions.add(() -> find(id));
        }

        List<Future<Optional<Found>>> answers = whileOneWaits(questions);

        Set<OffsetDateTime> statements = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            Optional<Found> found = answers.get(i).get();
            assertThat(found.map(Found::text)).isEqualTo(i % 4 == 0 ? Optional.empty() : Optional.of("row " + i));
            found.map(Found::asked).ifPresent(statements::add);
        }
        assertThat(statements).hasSize(1);
    }

    @Test
    void severalGetTheSameRow() throws Exception {
        UUID id = row("one");
        List<Callable<Optional<Found>>> questions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String otherThan = i == 3 ? "one" : "another";
            questions.add(() -> find(id, otherThan));
        }

        List<Future<Optional<Found>>> answers = whileOneWaits(questions);

        for (int i = 0; i < 10; i++) {
            assertThat(answers.get(i).get().isPresent()).isEqualTo(i != 3);
        }
    }

    @Test
    void nobodyFailsForARowThatAnotherCannotRead() throws Exception {
        UUID unreadable = row(UNREADABLE);
        assertFailsAmongOthers(() -> find(unreadable), IllegalArgumentException.class);
    }

    @Test
    void nobodyFailsForARowThatAnotherFindsTwice() throws Exception {
        UUID twice = row("twice");
        jdbc.update("insert into looked_up (id, text) values (?, 'twice')", twice);
        assertFailsAmongOthers(() -> find(twice), IncorrectResultSizeDataAccessException.class);
    }

    @Test
    void nobodyFailsForWhatTheDatabaseRefusesAnother() throws Exception {
        UUID id = row("one");
        // No text of this database holds the character zero.
        assertFailsAmongOthers(() -> find(id, "\0"), DataAccessException.class);
    }

    private void assertFailsAmongOthers(Callable<Optional<Found>> failing, Class<? extends Exception> how)
            throws Exception {
        UUID id = row("other");
        List<Callable<Optional<Found>>> questions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            questions.add(i == 4 ? failing : () -> find(id));
        }

        List<Future<Optional<Found>>> answers = whileOneWaits(questions);

        assertThatThrownBy(answers.remove(4)::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(how);
        for (Future<Optional<Found>> answer : answers) {
            assertThat(answer.get()).isPresent();
        }
    }

    @Test
    void seeWhatTheirTransactionChanged() {
        new TransactionTemplate(new DataSourceTransactionManager(DATA_SOURCE)).executeWithoutResult(status -> {
            UUID id = row("not committed");
            assertThat(find(id)).isPresent();
            status.setRollbackOnly();
        });
    }

    @Test
    void askInTheirTransactionAlthoughOthersWait() throws Exception {
        UUID id = row("one");
        List<Callable<Boolean>> questions = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            questions.add(i % 2 == 0 ? () -> find(id).isPresent() : () -> asksInItsTransaction(id));
        }

        for (Future<Boolean> answer : whileOneWaits(questions, 4)) {
            assertThat(answer.get()).isTrue();
        }
    }

    private boolean asksInItsTransaction(UUID id) {
        return Boolean.TRUE.equals(new TransactionTemplate(new DataSourceTransactionManager(DATA_SOURCE))
                .execute(status -> {
                    Integer backend = jdbc.queryForObject("select pg_backend_pid()", Integer.class);
                    return find(id).map(Found::backend).equals(Optional.ofNullable(backend));
                }));
    }

    @Test
    void nobodyIsToldWhatWasTrueBefore() throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            running.add(threads.submit(() -> {
                UUID id = row("0");
                for (int version = 1; version <= 100; version++) {
                    String text = String.valueOf(version);
                    jdbc.update("update looked_up set text = ? where id = ?", text, id);
                    assertThat(find(id).map(Found::text)).contains(text);
                }
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
    }
}
