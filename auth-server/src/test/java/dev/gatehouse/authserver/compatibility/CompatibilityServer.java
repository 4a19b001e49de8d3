package dev.gatehouse.authserver.compatibility;

import dev.gatehouse.authserver.testing.Canary;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The server that the recorded clients meet, once for each database and shared by all tests of this JVM. It has pinned
 * copies of their documents, whose addresses are not ours to serve; {@link #CANARY} serves what must be fetched.
 */
final class CompatibilityServer {

    static final Canary CANARY = Canary.start();

    private static final Map<Database, TestServer> RUNNING = new EnumMap<>(Database.class);

    private CompatibilityServer() {}

    static synchronized Oauth on(Database database) {
        return new Oauth(RUNNING.computeIfAbsent(database, CompatibilityServer::start));
    }

    private static TestServer start(Database database) {
        Path folder = TestServer.temporaryFolder();
        List<String> arguments = new ArrayList<>(TestServer.arguments(database, folder));
        arguments.addAll(CANARY.arguments());
        RecordedClient.documented()
                .map(client -> Objects.requireNonNull(client.document()))
                .forEach(document -> {
                    String address = document.path("client_id").stringValue();
                    Path copy = folder.resolve(address.replaceAll("[^a-z]", "-") + ".json");
                    try {
                        Files.writeString(copy, document.toString());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    arguments.add("--gatehouse.registration.pinned-documents[" + address + "]=" + copy);
                });
        return TestServer.start(arguments, "clients");
    }
}
