package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.gatehouse.authserver.testing.Canary;
import dev.gatehouse.authserver.testing.Database;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Letter M, row M07: metadata documents that come large, slowly, or never; the server may read from this machine. */
class DocumentTransferAttacksTests extends AbstractHostileTests {

    private static final Canary CANARY = Canary.start();

    private static final Map<Database, HostileServer> READING = new EnumMap<>(Database.class);

    private static final String REDIRECT = "redirect_uri=https://app.test/cb";

    /** Five seconds for the document, and what an answer takes besides. */
    private static final Duration LONGEST = Duration.ofSeconds(8);

    @AfterAll
    static void stop() {
        READING.values().forEach(HostileServer::close);
        READING.clear();
        CANARY.stop();
    }

    @Override
    HostileServer server() {
        return READING.computeIfAbsent(database, wanted -> HostileServer.start(wanted, CANARY.arguments()));
    }

    private String path(String name) {
        return "/" + database + "/" + name + ".json";
    }

    private static byte[] document(String path, String more) {
        return "{\"client_id\":\"%s\",\"client_name\":\"M\",\"redirect_uris\":[\"https://app.test/cb\"],\"token_endpoint_auth_method\":\"none\"%s}"
                .formatted(CANARY.url(path), more)
                .getBytes(StandardCharsets.UTF_8);
    }

    private void send(HttpExchange exchange, String path, String kind) throws IOException {
        byte[] good = document(path, "");
        byte[] large = document(path, ",\"pad\":\"" + "x".repeat(6000) + "\"");
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        switch (kind) {
            case "6 KB, declared" -> {
                exchange.sendResponseHeaders(200, large.length);
                exchange.getResponseBody().write(large);
            }
            case "6 KB, in chunks" -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(large);
            }
            case "no end" -> {
                exchange.sendResponseHeaders(200, 0);
                endless(exchange.getResponseBody());
            }
            case "20 MB declared, nothing sent" -> {
                exchange.sendResponseHeaders(200, 20_000_000);
                pause(12_000);
            }
            case "a byte now and then" -> {
                exchange.sendResponseHeaders(200, good.length);
                drip(exchange.getResponseBody(), good);
            }
            case "gzip bomb" -> {
                byte[] bomb = gzip(20_000_000);
                exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                exchange.sendResponseHeaders(200, bomb.length);
                exchange.getResponseBody().write(bomb);
            }
            case "large headers" -> {
                for (int i = 0; i < 200; i++) {
                    exchange.getResponseHeaders().set("X-Large-" + i, "x".repeat(8000));
                }
                exchange.sendResponseHeaders(200, good.length);
                exchange.getResponseBody().write(good);
            }
            case "fewer bytes than declared" -> {
                exchange.sendResponseHeaders(200, good.length + 10);
                exchange.getResponseBody().write(good);
            }
            default -> throw new IllegalStateException(kind);
        }
    }

    private static void endless(OutputStream body) throws IOException {
        byte[] spaces = " ".repeat(1024).getBytes(StandardCharsets.US_ASCII);
        // A reader that never stopped would get 100 MB.
        for (int i = 0; i < 100_000; i++) {
            body.write(spaces);
        }
    }

    private static void drip(OutputStream body, byte[] bytes) throws IOException {
        for (byte one : bytes) {
            body.write(one);
            body.flush();
            pause(400);
        }
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] gzip(int length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(new byte[length]);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest(name = "M07 {0}")
    @ValueSource(
            strings = {
                "6 KB, declared",
                "6 KB, in chunks",
                "no end",
                "20 MB declared, nothing sent",
                "a byte now and then",
                "gzip bomb",
                "large headers",
                "fewer bytes than declared"
            })
    @DisplayName("M07 M6 stops at 5 KB and at 5 seconds, whatever the host goes on to send, with the page of any fault")
    void boundsTheTransfer(String kind) {
        String path = path(kind.replaceAll("[^A-Za-z0-9]", "-"));
        CANARY.serve(path, exchange -> {
            try {
                send(exchange, path, kind);
            } catch (IOException e) {
                // The reader hung up, as it should.
            }
        });
        after().within(LONGEST)
                .refused(() -> caller().authorize(alice(), "client_id=" + CANARY.url(path), REDIRECT))
                .isPage400();
    }

    @Test
    @DisplayName("M07 a host that accepts and says nothing is left after 5 seconds, and keeps nobody else waiting")
    void leavesTheSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            String client = "client_id=https://localhost:" + silent.getLocalPort() + "/c.json";
            alice();
            List<Future<Integer>> stalled = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                stalled.add(pool.submit(
                        () -> caller().authorize(alice(), client, REDIRECT).statusCode()));
            }
            long start = System.nanoTime();
            after().honest();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
            for (Future<Integer> one : stalled) {
                assertThat(one.get()).isIn(400, 429, 503);
            }
            after().within(LONGEST)
                    .refused(() -> caller().authorize(alice(), client, REDIRECT))
                    .isPage400();
        }
    }
}
