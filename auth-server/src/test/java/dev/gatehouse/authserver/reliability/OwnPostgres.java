package dev.gatehouse.authserver.reliability;

import dev.gatehouse.authserver.testing.TestServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server of a test's own, which it stops, starts and pauses. As durable as in production: what it said was
 * committed is there after any stop.
 */
final class OwnPostgres implements AutoCloseable {

    private final Path data = TestServer.temporaryFolder();

    private final int port = TwoNodes.freePort();

    private EmbeddedPostgres running;

    static OwnPostgres start() {
        OwnPostgres postgres = new OwnPostgres();
        postgres.up();
        return postgres;
    }

    int port() {
        return port;
    }

    /** The JDBC URL of the database by way of this port, such as a proxy's. */
    String url(int by) {
        return "jdbc:postgresql://127.0.0.1:" + by + "/postgres";
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(port), "postgres", "postgres");
    }

    /** One after the other in one session. */
    void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void up() {
        try {
            running = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setServerConfig("max_connections", "40")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("fsync", "on")
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("The embedded PostgreSQL did not start", e);
        }
    }

    /** Lets transactions be ended in order: {@code pg_ctl stop -m fast}. */
    void stopFast() {
        try {
            running.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Drops everything at once, so that the next start recovers: {@code pg_ctl stop -m immediate}. */
    void stopImmediately() {
        ProcessHandle postmaster = postmaster();
        Signals.send("QUIT", List.of(postmaster));
        postmaster.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        // There is nothing left to stop, but its folder must be let go.
        stopFast();
    }

    /** Ends every session but the one that asks. */
    void endSessions() {
        execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where backend_type = 'client backend' and pid <> pg_backend_pid()");
    }

    /** Stands still as a whole: connections are taken by the kernel, and nothing answers. */
    void pause() {
        ProcessHandle postmaster = postmaster();
        Signals.send("STOP", List.of(postmaster));
        Signals.send("STOP", postmaster.descendants().toList());
    }

    void resume() {
        ProcessHandle postmaster = postmaster();
        List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
        all.add(postmaster);
        Signals.send("CONT", all);
    }

    private ProcessHandle postmaster() {
        try {
            long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid"))
                    .getFirst()
                    .strip());
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL does not run", e);
        }
    }

    @Override
    public void close() {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            resume();
            stopFast();
        }
    }
}
