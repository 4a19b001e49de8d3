package dev.gatehouse.authserver.reliability;

import dev.gatehouse.authserver.testing.FreePort;
import dev.gatehouse.authserver.testing.TestServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of a test's own, which it stops, starts and pauses. As durable as in production: what it said was
 * committed is there after any stop.
 */
final class OwnPostgres implements AutoCloseable {

    private final Path data;

    private final int port = FreePort.next();

    private EmbeddedPostgres running;

    private OwnPostgres(Path data) {
        this.data = data;
    }

    static OwnPostgres start() {
        return start(TestServer.temporaryFolder());
    }

    /** @param data where its files are, a folder without any */
    static OwnPostgres start(Path data) {
        OwnPostgres postgres = new OwnPostgres(data);
        postgres.up();
        return postgres;
    }

    /** A copy that follows this server, which from now on acknowledges nothing that the copy has not. */
    OwnPostgres follower() {
        OwnPostgres follower = new OwnPostgres(TestServer.temporaryFolder());
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('follower', true)");
            copy(follower.data);
            try (ResultSet stopped = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                stopped.next();
                Files.writeString(follower.data.resolve("backup_label"), stopped.getString(1));
            }
            Files.createFile(follower.data.resolve("standby.signal"));
            Files.writeString(
                    follower.data.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres'\n");
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("PostgreSQL could not be copied", e);
        }
        follower.up();
        execute("alter system set synchronous_standby_names = '*'", "select pg_reload_conf()");
        return follower;
    }

    private void copy(Path to) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(data.relativize(file).toString());
                if (!file.equals(data) && !file.getFileName().toString().startsWith("postmaster.")) {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    /** Takes over from the server that it follows. */
    void promote() {
        execute("select pg_promote()");
    }

    /** {@code kill -9} of all of it. */
    void kill() {
        ProcessHandle postmaster = postmaster();
        List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
        all.addFirst(postmaster);
        Signals.send("KILL", all);
        postmaster.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        stopFast();
        try {
            Files.deleteIfExists(data.resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return port;
    }

    /** The JDBC URL of the database by way of this port, such as a proxy's. */
    String url(int by) {
        return "jdbc:postgresql://127.0.0.1:" + by + "/postgres";
    }

    /** The arguments that put a server on the database at this JDBC URL, of this server or of one that follows it. */
    static List<String> arguments(String url) {
        return List.of(
                "--spring.datasource.url=" + url,
                "--spring.datasource.username=postgres",
                "--spring.datasource.password=postgres",
                "--gatehouse.secret.key-encryption-key=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
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
