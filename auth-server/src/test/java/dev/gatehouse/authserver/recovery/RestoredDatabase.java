package dev.gatehouse.authserver.recovery;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.FreePort;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A database, its key-encryption key, and how a server is started on it: at the same address each time. */
record RestoredDatabase(List<String> arguments) {

    /** One of its own, empty. */
    static RestoredDatabase fresh(Database database) {
        List<String> arguments = new ArrayList<>(TestServer.arguments(database, TestServer.temporaryFolder()));
        int port = FreePort.next();
        arguments.add("--server.port=" + port);
        arguments.add("--gatehouse.issuer=http://127.0.0.1:" + port);
        return new RestoredDatabase(arguments);
    }

    Started start() {
        return new Started(this, new Oauth(TestServer.start(arguments)));
    }

    /** A server that runs on it. */
    record Started(RestoredDatabase database, Oauth oauth) {

        /** Stops the server and copies the database as it is then. */
        RestoredDatabase copy() {
            oauth.server().close();
            return database.argument("spring.datasource.url").isEmpty()
                    ? database.copyFolder()
                    : database.copyDatabase();
        }
    }

    private String argument(String name) {
        String start = "--" + name + "=";
        return arguments.stream()
                .filter(argument -> argument.startsWith(start))
                .map(argument -> argument.substring(start.length()))
                .findFirst()
                .orElse("");
    }

    private RestoredDatabase with(String old, String replacement) {
        return new RestoredDatabase(arguments.stream()
                .map(argument -> argument.replace(old, replacement))
                .toList());
    }

    private RestoredDatabase copyFolder() {
        Path from = Path.of(argument("gatehouse.data-dir"));
        Path to = TestServer.temporaryFolder();
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return with(from.toString(), to.toString());
    }

    private RestoredDatabase copyDatabase() {
        String url = argument("spring.datasource.url");
        String name = url.replaceFirst(".*/([^/?]+).*", "$1");
        String other = url.replace(name, "postgres");
        try (Connection connection = DriverManager.getConnection(
                        other, argument("spring.datasource.username"), argument("spring.datasource.password"));
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + "_copy template " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return with(name, name + "_copy");
    }
}
