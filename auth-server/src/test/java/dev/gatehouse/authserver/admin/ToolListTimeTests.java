package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Canary;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How long an MCP server may take to list its tools, all calls together. No database has a part in it. */
class ToolListTimeTests {

    /** Below what one call may take, so that only all of them together take too long. */
    private static final Duration CALL = Duration.ofSeconds(3);

    @Test
    @DisplayName("P10 a server that answers each call in time, but slowly, is asked for 20 seconds and no longer")
    void endsAfterTwentySeconds() {
        Canary mcp = Canary.start();
        AtomicInteger calls = new AtomicInteger();
        mcp.serve("/slow", exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int call = calls.incrementAndGet();
            // The pace is what is tested: seven calls of this length take longer than 20 seconds, and ten are made at
            // most.
            pause(CALL);
            byte[] page = ("{\"id\":" + request.replaceAll("(?s).*\"id\":([0-9]+).*", "$1")
                            + ",\"result\":{\"tools\":[{\"name\":\"t" + call + "\"}],\"nextCursor\":\"n\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
        });
        List<String> arguments = new ArrayList<>(TestServer.arguments(Database.H2, TestServer.temporaryFolder()));
        arguments.addAll(mcp.arguments());
        arguments.add("--gatehouse.outbound.timeout=10s");
        TestServer server = TestServer.start(arguments);
        try {
            UserAgent root = new Oauth(server).signedIn("root");
            HttpResponse<String> empty = root.get(server.url("/admin/servers/add"));
            HttpResponse<String> page = root.post(
                    server.url("/admin/servers/add"),
                    List.of(
                            Map.entry(
                                    "form_token",
                                    Jsoup.parse(empty.body())
                                            .select("input[name=form_token]")
                                            .val()),
                            Map.entry("uri", mcp.url("/slow")),
                            Map.entry("access_token", "pasted-token")));

            assertThat(Jsoup.parse(page.body()).text()).contains("It took longer than 20 seconds to list its tools");
            assertThat(calls).hasValueBetween(5, 7);
        } finally {
            server.close();
            mcp.stop();
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
