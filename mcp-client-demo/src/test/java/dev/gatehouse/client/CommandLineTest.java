package dev.gatehouse.client;

import dev.gatehouse.client.Gatehouse.Surroundings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs commands in this process against servers of its own. The URL that a command prints is visited as a browser would. */
abstract class CommandLineTest {

    private static final HttpClient BROWSER =
            HttpClient.newBuilder().followRedirects(Redirect.ALWAYS).build();

    final TestAuthorizationServer as = new TestAuthorizationServer();
    final TestMcpServer mcp = new TestMcpServer(as);
    Optional<UnaryOperator<String>> terminal = Optional.empty();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder = Path.of("");

    record Outcome(int status, String out, String err) {}

    @AfterEach
    void stopServers() {
        as.close();
        mcp.close();
    }

    Path store() {
        return folder.resolve("config/credentials.json");
    }

    /** Runs with the store of this test; {@code --browser=none}, and whoever reads the printed URL opens it. */
    Outcome run(String... arguments) {
        return run(Map.of(), arguments);
    }

    Outcome run(Map<String, String> environment, String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        if (all.stream().noneMatch(argument -> argument.startsWith("--store"))) {
            all.add("--store=" + store());
        }
        boolean asksAPerson = !List.of("whoami", "logout", "doctor").contains(arguments[0]);
        if (asksAPerson && all.stream().noneMatch(argument -> argument.startsWith("--browser"))) {
            all.addAll(List.of("--browser=none", "--timeout=10"));
        }
        return execute(environment, all.toArray(String[]::new));
    }

    Outcome execute(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        PrintWriter visiting = new PrintWriter(err, true) {
            @Override
            public void println(Object printed) {
                super.println(printed);
                if (printed instanceof URI url) {
                    visit(url);
                }
            }
        };
        Surroundings surroundings =
                new Surroundings(new PrintWriter(out, true), visiting, environment, () -> now, terminal);
        int status = Gatehouse.commandLine(surroundings).execute(arguments);
        return new Outcome(status, out.toString(), err.toString());
    }

    private static void visit(URI url) {
        BROWSER.sendAsync(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding());
    }
}
