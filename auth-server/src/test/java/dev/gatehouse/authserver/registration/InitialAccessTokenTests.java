package dev.gatehouse.authserver.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.MutableClock;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A server at which only whoever has an initial access token registers clients (RFC 7591 section 3). */
@ParameterizedClass
@EnumSource(Database.class)
class InitialAccessTokenTests {

    private record Running(TestServer server, List<String> arguments) {}

    private static final Map<Database, Running> SERVERS = new EnumMap<>(Database.class);

    @Parameter
    Database database;

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(running -> running.server().close());
        SERVERS.clear();
    }

    private Running running() {
        return SERVERS.computeIfAbsent(database, wanted -> {
            Path folder = TestServer.temporaryFolder();
            List<String> arguments = new ArrayList<>(TestServer.arguments(wanted, folder));
            arguments.add("--gatehouse.registration.initial-access-token-required=true");
            return new Running(TestServer.start(arguments), arguments);
        });
    }

    private record Printed(int status, String out, String err) {}

    /** Runs the command as an administrator does, on this server's database. */
    private Printed command(String... options) {
        return commandOn(running().arguments(), options);
    }

    private static Printed commandOn(List<String> database, String... options) {
        List<String> arguments = new ArrayList<>(database);
        arguments.add("--spring.profiles.active=fixtures");
        arguments.addAll(List.of(options));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = InitialAccessTokenProgram.run(
                arguments.toArray(String[]::new), new PrintStream(out, true), new PrintStream(err, true));
        return new Printed(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private String token(String... options) {
        Printed printed = command(options);
        assertThat(printed.status()).as(printed.err()).isZero();
        return printed.out().strip();
    }

    private HttpResponse<String> register(String authorization, String... redirectUris) {
        return register(running().server(), authorization, redirectUris);
    }

    private static HttpResponse<String> register(TestServer server, String authorization, String... redirectUris) {
        String uris = "\""
                + String.join("\",\"", redirectUris.length == 0 ? new String[] {"https://app.test/cb"} : redirectUris)
                + "\"";
        HttpRequest.Builder request = HttpRequest.newBuilder(server.url("/register"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"client_name\":\"Permitted\",\"token_endpoint_auth_method\":\"none\",\"redirect_uris\":["
                                + uris + "]}"));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return new UserAgent().send(request);
    }

    private long clients() {
        return running()
                .server()
                .jdbc()
                .sql("select count(*) from client where source = 'DCR'")
                .query(Long.class)
                .single();
    }

    private void assertRefused(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(401);
        assertThat(Oauth.json(response)).containsEntry("error", "invalid_token");
        assertThat(response.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    @DisplayName("P01: a token registers as many clients as it has uses, and one that was refused takes none")
    void registersAsOftenAsItMay() {
        String token = token("--uses=2", "--label=Partner");
        assertThat(register("Bearer " + token, "http://evil.test/cb").statusCode())
                .isEqualTo(400);
        assertThat(register("Bearer " + token).statusCode()).isEqualTo(201);
        assertThat(register("bearer " + token).statusCode()).isEqualTo(201);
        long before = clients();
        assertRefused(register("Bearer " + token));
        assertThat(clients()).isEqualTo(before);
        assertThat(running().server().dump()).contains("Partner");
    }

    @Test
    @DisplayName("P01: of twenty registrations at once with one use, one goes through")
    void isUsedOnce() throws Exception {
        String token = token();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> calls = IntStream.range(0, 20)
                    .mapToObj(i -> (Callable<Integer>)
                            () -> register("Bearer " + token).statusCode())
                    .toList();
            List<Integer> answers =
                    threads.invokeAll(calls).stream().map(Future::resultNow).toList();
            assertThat(answers).filteredOn(status -> status == 201).hasSize(1);
            assertThat(answers).filteredOn(status -> status == 401).hasSize(19);
        }
    }

    @Test
    @DisplayName("a token ends when it was said to")
    void ends() {
        String token = token("--expires-in=1h");
        MutableClock clock = running().server().clock();
        // The command went by the real time, which the server's clock may be behind by now.
        clock.advance(Duration.between(clock.instant(), Instant.now()).plusMinutes(61));
        assertRefused(register("Bearer " + token));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer a b",
                "Bearer\t x",
                "Basic YTpi",
                "Bearer %s%s",
                "Token %s",
                "%s"
            })
    @DisplayName("A05: whatever is no token is answered with 401, and nothing is registered")
    void refusesWhatIsNoToken(String authorization) {
        long before = clients();
        String token = token();
        assertRefused(register(authorization.formatted(token, token)));
        assertThat(clients()).isEqualTo(before);
    }

    @Test
    @DisplayName("redirect hosts are limited, at the registration and at every change of it")
    void limitsHosts() {
        String token = token("--uses=9", "--redirect-host=app.test", "--redirect-host=127.0.0.1");
        for (String elsewhere : List.of("https://evil.test/cb", "https://sub.app.test/cb", "http://localhost/cb")) {
            HttpResponse<String> response = register("Bearer " + token, "https://app.test/cb", elsewhere);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(Oauth.json(response)).containsEntry("error", "invalid_redirect_uri");
        }
        HttpResponse<String> registered =
                register("Bearer " + token, "https://app.test:8443/cb", "http://127.0.0.1:4711/cb");
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);

        Map<String, Object> client = Oauth.json(registered);
        HttpResponse<String> changed = new UserAgent()
                .send(
                        HttpRequest.newBuilder(URI.create((String) client.get("registration_client_uri")))
                                .PUT(HttpRequest.BodyPublishers.ofString("{\"client_id\":\"" + client.get("client_id")
                                        + "\",\"token_endpoint_auth_method\":\"none\","
                                        + "\"redirect_uris\":[\"https://evil.test/cb\"]}")),
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        "Bearer " + client.get("registration_access_token"));
        assertThat(changed.statusCode()).isEqualTo(400);
        assertThat(Oauth.json(changed)).containsEntry("error", "invalid_redirect_uri");
    }

    @Test
    @DisplayName("an IPv6 address and a scheme of an app's own are hosts too")
    void takesWhatARedirectUriCanHave() {
        String token = token("--uses=9", "--redirect-host=[::1]", "--redirect-host=Cursor:");
        String app = "cursor://anysphere.cursor-mcp/oauth/callback";
        assertThat(register("Bearer " + token, "http://[::1]:4711/cb", app).statusCode())
                .isEqualTo(201);
        assertThat(register("Bearer " + token, "https://app.test/cb").statusCode())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("resources are limited: the echo names their scopes alone, and any other is invalid_target")
    void limitsResources() {
        String token = token("--resource=" + Oauth.RS2);
        Map<String, Object> client = Oauth.json(register("Bearer " + token));
        assertThat(client).containsEntry("scope", "files:read offline_access");
        Oauth oauth = new Oauth(running().server());
        String id = "client_id=" + client.get("client_id");
        UserAgent browser = oauth.signedIn("alice");
        assertThat(Oauth.query(UserAgent.location(oauth.authorize(browser, id))))
                .containsEntry("error", "invalid_target");
        assertThat(oauth.authorize(browser, id, "resource=" + Oauth.RS2, "scope=files:read")
                        .headers()
                        .firstValue("Location")
                        .orElse(""))
                .contains("/consent");
    }

    @Test
    @DisplayName("P11: neither the database nor the message holds the value")
    void keepsAHash() {
        String token = token();
        assertThat(token).matches("[A-Za-z0-9_-]{43}");
        assertThat(running().server().dump()).doesNotContain(token);
    }

    private static String idOf(String list, String label) {
        return list.lines()
                .map(line -> line.split("\t"))
                .filter(columns -> columns[1].equals(label))
                .findFirst()
                .orElseThrow()[0];
    }

    private List<String> facts(String type, String id) {
        return running()
                .server()
                .jdbc()
                .sql("select event_json from audit_entry where type = ? and event_json like ?")
                .params(type, "%" + id + "%")
                .query(String.class)
                .list();
    }

    @Test
    @DisplayName("tokens are listed without their value, and the record says which one was used")
    void lists() {
        String value = token("--label=Listed", "--uses=3", "--resource=" + Oauth.RS2, "--redirect-host=app.test");
        assertThat(register("Bearer " + value).statusCode()).isEqualTo(201);

        String list = command("--list").out();

        String id = idOf(list, "Listed");
        assertThat(list)
                .contains(id + "\tListed\t2\t", Oauth.RS2 + "\tapp.test")
                .doesNotContain(value);
        assertThat(facts("initial_access_token.created", id)).hasSize(1);
        assertThat(facts("client.registered", id)).hasSize(1);
        assertThat(running()
                        .server()
                        .jdbc()
                        .sql("select count(*) from client where permitted_by = ?")
                        .param(UUID.fromString(id))
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("a revoked token registers nothing more, and is on record")
    void revokes() {
        String value = token("--label=Revoked", "--uses=3");
        String id = idOf(command("--list").out(), "Revoked");

        assertThat(command("--revoke=" + id).status()).isZero();

        assertRefused(register("Bearer " + value));
        assertThat(facts("initial_access_token.revoked", id)).hasSize(1);
        assertThat(command("--list").out()).doesNotContain(id);
        Printed again = command("--revoke=" + id);
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains(id);
        assertThat(facts("initial_access_token.revoked", id)).hasSize(1);
        assertThat(command("--list", "--uses=2").status()).isEqualTo(2);
    }

    @Test
    @DisplayName("a token that expired or was used up is forgotten after thirty days")
    void forgetsEndedTokens() {
        List<String> arguments = TestServer.arguments(database, TestServer.temporaryFolder());
        TestServer server = TestServer.start(arguments);
        try {
            commandOn(arguments, "--label=Expires", "--expires-in=1h");
            String value = commandOn(arguments, "--label=UsedUp", "--expires-in=300d")
                    .out()
                    .strip();
            commandOn(arguments, "--label=Live", "--expires-in=300d");
            assertThat(register(server, "Bearer " + value).statusCode()).isEqualTo(201);
            UnusedClientCleanup cleanup = server.bean(UnusedClientCleanup.class);

            server.clock().advance(Duration.ofDays(29));
            cleanup.run();
            assertThat(commandOn(arguments, "--list").out()).contains("Expires", "UsedUp", "Live");
            server.clock().advance(Duration.ofDays(2));
            cleanup.run();
            assertThat(commandOn(arguments, "--list").out())
                    .doesNotContain("Expires", "UsedUp")
                    .contains("Live");
        } finally {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--uses=0",
                "--uses=many",
                "--uses=100000",
                "--expires-in=never",
                "--expires-in=0s",
                "--expires-in=10000d",
                "--resource=https://nope.test/resource",
                "--redirect-host=https://app.test/",
                "--redirect-host=https:",
                "--redirect-host=app.test:8443",
                "--redirect-host=[::1]:8443",
                "--redirect-host=[::1",
                "--redirect-host=app.test/path",
                "--redirect-host=*.app.test",
                "--redirect-host=",
                "--redirect-hosts=app.test",
                "--resources=https://nope.test/resource",
                "--use=3",
                "--debug",
                "--list=all",
                "--revoke",
                "--revoke=1-1-1-1-1",
                "--uses",
                "surplus"
            })
    @DisplayName("wrong usage is told, and nothing is made")
    void tellsWrongUsage(String option) {
        Printed printed = command(option);
        assertThat(printed.status()).isEqualTo(2);
        assertThat(printed.out()).isEmpty();
        assertThat(printed.err())
                .contains(option.startsWith("--") ? option.substring(2).split("=")[0] : option);
    }

    @Test
    @DisplayName("on a database that is not there, or empty, nothing is made")
    void makesNoDatabase() {
        Path folder = TestServer.temporaryFolder();
        List<String> arguments = TestServer.arguments(database, folder);

        assertNamesDatabase(commandOn(arguments), arguments);

        assertThat(folder).isEmptyDirectory();
        if (database == Database.POSTGRESQL) {
            assertThat(connect(arguments)
                            .sql("select count(*) from information_schema.tables where table_schema = 'public'")
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "999"})
    @DisplayName("a schema of an older or newer version is left as it is")
    void migratesNoDatabase(String version) {
        List<String> arguments = TestServer.arguments(database, TestServer.temporaryFolder());
        JdbcClient jdbc = connect(arguments);
        FluentConfiguration flyway =
                Flyway.configure().dataSource(dataSource(arguments)).locations("classpath:db/migration/common");
        if (version.equals("999")) {
            flyway.load().migrate();
            jdbc.sql("""
                    insert into "flyway_schema_history" (installed_rank, version, description, type, script, checksum,
                        installed_by, execution_time, success)
                    select 999, '999', 'later', 'SQL', 'V999__later.sql', 1, 'later', 1, true""").update();
        } else {
            flyway.target(version).load().migrate();
        }
        String history = "select count(*) from \"flyway_schema_history\"";
        long before = jdbc.sql(history).query(Long.class).single();

        Printed printed = commandOn(arguments);

        assertNamesDatabase(printed, arguments);
        assertThat(printed.err()).contains("another version").contains(version);
        assertThat(jdbc.sql(history).query(Long.class).single()).isEqualTo(before);
    }

    private static void assertNamesDatabase(Printed printed, List<String> arguments) {
        assertThat(printed.status()).as(printed.err()).isEqualTo(1);
        assertThat(printed.out()).isEmpty();
        String url = dataSource(arguments).getUrl();
        assertThat(printed.err()).contains(url.split("[;?]")[0]).doesNotContain("assword");
    }

    private static JdbcClient connect(List<String> arguments) {
        return JdbcClient.create(dataSource(arguments));
    }

    /** As the server is led to it by these arguments. */
    private static DriverManagerDataSource dataSource(List<String> arguments) {
        Map<String, String> named = new HashMap<>();
        arguments.forEach(argument -> named.put(argument.split("=", 2)[0], argument.split("=", 2)[1]));
        return new DriverManagerDataSource(
                named.getOrDefault(
                        "--spring.datasource.url",
                        "jdbc:h2:file:" + named.get("--gatehouse.data-dir")
                                + "/gatehouse;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"),
                named.getOrDefault("--spring.datasource.username", ""),
                named.getOrDefault("--spring.datasource.password", ""));
    }
}
