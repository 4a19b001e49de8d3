package dev.gatehouse.authserver.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.regex.Pattern;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The PostgreSQL server of this JVM, started when it is first asked for. */
final class PostgresServer {

    private static final String URL = "GATEHOUSE_TEST_POSTGRES_URL";

    /** Host, port and database of a JDBC URL, and what follows. */
    private static final Pattern DATABASE = Pattern.compile("(jdbc:postgresql://[^/]+/)([^?]*)(\\?.*)?");

    private final String url;

    private final String username;

    private final String password;

    private PostgresServer(String url, String username, String password) {
        if (!DATABASE.matcher(url).matches()) {
            throw new IllegalArgumentException(URL + " must look like jdbc:postgresql://host:port/database");
        }
        this.url = url;
        this.username = username;
        this.password = password;
    }

    static PostgresServer get() {
        return Holder.SERVER;
    }

    static String freshName() {
        return "gatehouse_" + UUID.randomUUID().toString().replace("-", "");
    }

    TestDatabase createDatabase() {
        String name = freshName();
        try (Connection connection = DriverManager.getConnection(url, username, password);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("No database could be created on the PostgreSQL server for tests", e);
        }
        return new TestDatabase(
                "PostgreSQL", DATABASE.matcher(url).replaceFirst("$1" + name + "$3"), username, password);
    }

    private static PostgresServer start() {
        String given = System.getenv(URL);
        if (given != null && !given.isBlank()) {
            return new PostgresServer(given, environment(URL, "_USERNAME"), environment(URL, "_PASSWORD"));
        }
        if (DockerClientFactory.instance().isDockerAvailable()) {
            PostgreSQLContainer container = new PostgreSQLContainer("postgres:18-alpine");
            container.start();
            return new PostgresServer(container.getJdbcUrl(), container.getUsername(), container.getPassword());
        }
        return embedded();
    }

    /** The process ends with the JVM. */
    @SuppressWarnings("resource")
    private static PostgresServer embedded() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("fsync", "off")
                    .start();
            return new PostgresServer(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
        } catch (IOException e) {
            throw new IllegalStateException("The embedded PostgreSQL did not start; set " + URL + " to another", e);
        }
    }

    private static String environment(String prefix, String suffix) {
        String value = System.getenv(prefix.replace("_URL", suffix));
        return value == null ? "postgres" : value;
    }

    private static final class Holder {
        static final PostgresServer SERVER = start();
    }
}
