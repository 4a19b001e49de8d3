package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.gatehouse.authserver.testing.Canary;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the token goes that an owner pastes to list a server's tools, and for how long and how far the answers are read. */
@ParameterizedClass
@EnumSource(Database.class)
class ToolTokenTests {

    private static final Canary MCP = Canary.start();

    private static final Map<Database, TestServer> SERVERS = new EnumMap<>(Database.class);

    @Parameter
    Database database;

    private TestServer server;

    private UserAgent root;

    @BeforeEach
    void signIn() {
        server = SERVERS.computeIfAbsent(database, wanted -> {
            List<String> arguments = new ArrayList<>(TestServer.arguments(wanted, TestServer.temporaryFolder()));
            arguments.addAll(MCP.arguments());
            arguments.add("--gatehouse.outbound.timeout=2s");
            return TestServer.start(arguments);
        });
        root = new Oauth(server).signedIn("root");
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    /** What is said of its tools to whoever asks with a token. */
    private String ask(String uri) {
        HttpResponse<String> empty = root.get(server.url("/admin/servers/add"));
        String formToken =
                Jsoup.parse(empty.body()).select("input[name=form_token]").val();
        HttpResponse<String> page = root.post(
                server.url("/admin/servers/add"),
                List.of(
                        Map.entry("form_token", formToken),
                        Map.entry("uri", uri),
                        Map.entry("access_token", "pasted-token")));
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("pasted-token");
        return Jsoup.parse(page.body()).text();
    }

    /** Why its tools could not be read. */
    private String problem(String uri) {
        String text = ask(uri);
        String begin = "Its tools could not be read.";
        assertThat(text).contains(begin);
        return text.substring(text.indexOf(begin));
    }

    @Test
    @DisplayName("P10 the token is sent to no address of special use, by name or by number, and to none in clear")
    void isSentToPublicAddressesOnly() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            listener.setSoTimeout(50);
            String port = ":" + listener.getLocalPort() + "/mcp";
            // One name may lead there, as it does to the tests' own server; no other way of writing it may.
            for (String host :
                    List.of("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1", "169.254.169.254")) {
                assertThat(problem("https://" + host + port))
                        .as(host)
                        .containsAnyOf("leads to an address of special use", "Only https addresses");
            }
            assertThat(problem("http://localhost" + port)).contains("Only https addresses without a user are called");
            assertThat(problem("https://someone@localhost" + port))
                    .contains("Only https addresses without a user are called");
            assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    private static void events(HttpExchange exchange, int bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(":".repeat(bytes).getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    @Test
    @DisplayName("P10 an answer is given up as soon as it is too large, and not read until it ends")
    void readsNoFurtherThanItMust() {
        MCP.serve("/large", exchange -> {
            events(exchange, 520_000);
            // Longer than a call is waited for, so that one that waits for the end is too late.
            pause(3_000);
        });

        assertThat(problem(MCP.url("/large"))).contains("The answer is larger than 500000 bytes");
    }

    @Test
    @DisplayName("of a list without end two hundred tools are shown")
    void showsTwoHundred() {
        String tools = IntStream.range(0, 250)
                .mapToObj(i -> "{\"name\":\"tool-" + i + "\"}")
                .collect(Collectors.joining(","));
        String path = "/many-" + database;
        MCP.serveJson(path, "{\"id\":1,\"result\":{\"tools\":[" + tools + "],\"nextCursor\":\"more\"}}");

        assertThat(ask(MCP.url(path))).contains("200 tools", "tool-199").doesNotContain("tool-200");
        assertThat(MCP.hits(path)).isEqualTo(1);
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
