package dev.gatehouse.authserver.testing;

import dev.gatehouse.authserver.AuthServerApplication;
import dev.gatehouse.authserver.client.ClientCopies;
import dev.gatehouse.authserver.cluster.Invalidations;
import dev.gatehouse.authserver.cluster.SharedTime;
import dev.gatehouse.authserver.user.QuickPasswords;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole server, started once for each database and shared by all tests of this JVM. */
public final class TestServer {

    private static final Map<Database, TestServer> RUNNING = new EnumMap<>(Database.class);

    private final ConfigurableApplicationContext context;

    private final String issuer;

    private final String address;

    private final int managementPort;

    private TestServer(ConfigurableApplicationContext context, String issuer, String address, int managementPort) {
        this.context = context;
        this.issuer = issuer;
        this.address = address;
        this.managementPort = managementPort;
    }

    /** The shared server on this database, with the fixtures. */
    public static synchronized TestServer on(Database database) {
        return RUNNING.computeIfAbsent(database, wanted -> start(arguments(wanted, temporaryFolder())));
    }

    /** Keeps what the shared servers stored, as text for the tests that look for secrets in it. */
    static synchronized void keepAll() {
        RUNNING.values().forEach(TestServer::keep);
    }

    /** A server of one's own whose issuer has this path; the caller closes it. */
    public static TestServer startWithIssuerPath(String path) {
        return start(path, arguments(Database.H2, temporaryFolder()), "fixtures");
    }

    /** A server of one's own; the caller closes it. */
    public static TestServer start(List<String> arguments, String... profiles) {
        return start("", arguments, profiles.length == 0 ? new String[] {"fixtures"} : profiles);
    }

    private static TestServer start(String issuerPath, List<String> arguments, String... profiles) {
        int port = FreePort.next();
        int managementPort = FreePort.next();
        String issuer = "http://127.0.0.1:" + port + issuerPath;
        Map<String, String> all = new LinkedHashMap<>();
        all.put("--server.port", "" + port);
        all.put("--management.server.port", "" + managementPort);
        all.put("--gatehouse.issuer", issuer);
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            all.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        ConfigurableApplicationContext context = new SpringApplicationBuilder(
                        AuthServerApplication.class, Clocks.class, QuickPasswords.class)
                .profiles(profiles)
                .run(all.entrySet().stream().map(Object::toString).toArray(String[]::new));
        String called = Objects.requireNonNull(all.get("--gatehouse.issuer"));
        String address = "http://127.0.0.1:" + all.get("--server.port")
                + Objects.requireNonNullElse(URI.create(called).getRawPath(), "");
        return new TestServer(context, called, address, managementPort);
    }

    /** The arguments that put a server on a fresh database of this kind. */
    public static List<String> arguments(Database database, Path dataFolder) {
        List<String> arguments = new ArrayList<>();
        arguments.add("--gatehouse.data-dir=" + dataFolder);
        if (database == Database.POSTGRESQL) {
            TestDatabase.postgres().properties().forEach((name, value) -> arguments.add("--" + name + "=" + value));
        }
        return arguments;
    }

    /** The arguments by which a server trusts this machine as its proxy, which says where a request came from. */
    public static List<String> behindProxy() {
        return List.of(
                "--server.tomcat.remoteip.remote-ip-header=X-Forwarded-For",
                "--server.tomcat.remoteip.internal-proxies=127\\.0\\.0\\.1");
    }

    public static Path temporaryFolder() {
        try {
            Path folder = Files.createTempDirectory("gatehouse-test");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public String issuer() {
        return issuer;
    }

    /** Where the server is reached, whatever it calls itself. */
    public URI url(String path) {
        return URI.create(address + path);
    }

    public URI managementUrl(String path) {
        return URI.create("http://127.0.0.1:" + managementPort + path);
    }

    public MutableClock clock() {
        return context.getBean(MutableClock.class);
    }

    public JdbcClient jdbc() {
        return context.getBean(JdbcClient.class);
    }

    /** Drops what nodes remember of clients, after a test has changed their rows by hand. */
    public void forgetClients() {
        bean(Invalidations.class).changed(ClientCopies.TOPIC, "");
    }

    /** Every row of every table as text, bytes as such and as Base64. */
    public String dump() {
        StringBuilder text = new StringBuilder();
        List<String> tables = jdbc().sql(
                        "select table_name from information_schema.tables where lower(table_schema) = 'public'")
                .query(String.class)
                .list();
        for (String table : tables) {
            jdbc().sql("select * from " + table)
                    .query()
                    .listOfRows()
                    .forEach(row -> row.values()
                            .forEach(value -> text.append(text(value)).append('\n')));
        }
        return text.toString();
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] bytes
                ? new String(bytes, StandardCharsets.UTF_8)
                        + ' '
                        + Base64.getEncoder().encodeToString(bytes)
                : String.valueOf(value);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Closes the server; what it stored is kept as text for the tests that look for secrets in it. */
    public void close() {
        keep();
        context.close();
    }

    private void keep() {
        if (!context.isActive()) {
            return;
        }
        try {
            SecretsSeen.keep(dump());
        } catch (DataAccessException theStorageWasTakenAway) {
            // Then there is nothing to look at.
        }
    }

    /** Without an annotation, lest component scans find it. */
    static class Clocks {

        @Bean
        @Primary
        MutableClock mutableClock() {
            return new MutableClock();
        }

        /** What nodes agree on is decided by the clock that a test moves, too; to the microsecond, as databases have it. */
        @Bean
        @Primary
        SharedTime sharedTime(MutableClock clock) {
            return () -> clock.instant().truncatedTo(ChronoUnit.MICROS);
        }
    }
}
