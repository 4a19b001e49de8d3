package dev.gatehouse.authserver.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is kept to be sent, and who sends it. */
@ParameterizedClass
@EnumSource(Database.class)
class OutboxTests {

    private static final Notice NOTICE = new Notice("notice.tested", "A test", "Of this.", Map.of());

    private static final int MOST = 10_000;

    @Parameter
    Database database;

    private final Map<String, Integer> deliveries = new ConcurrentHashMap<>();

    private HttpServer hook;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        hook.createContext("/hook", exchange -> {
            exchange.getRequestBody().readAllBytes();
            deliveries.merge(exchange.getRequestHeaders().getFirst("Gatehouse-Delivery"), 1, Integer::sum);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        hook.start();
        Path folder = TestServer.temporaryFolder();
        List<String> arguments = new ArrayList<>(TestServer.arguments(database, folder));
        arguments.addAll(List.of(
                "--spring.mail.host=127.0.0.1",
                "--spring.mail.port=9",
                "--gatehouse.notice.webhook=http://127.0.0.1:"
                        + hook.getAddress().getPort() + "/hook",
                "--gatehouse.notice.webhook-secret-file="
                        + Files.writeString(folder.resolve("secret"), "a-secret-of-the-webhook-that-is-long-enough"),
                "--gatehouse.outbound.private-hosts=127.0.0.1"));
        server = TestServer.start(arguments);
    }

    @AfterEach
    void stop() {
        server.close();
        hook.stop(0);
    }

    private Notices notices() {
        return server.bean(Notices.class);
    }

    private int kept() {
        return server.jdbc()
                .sql("select count(*) from notice")
                .query(Integer.class)
                .single();
    }

    @Test
    @DisplayName("H3 mail goes to a username that is one address, never to several and never with a header of its own")
    void mailsToAddressesAlone() {
        for (String username : List.of(
                "alice",
                "a@b.test,c@d.test",
                "a@b.test\r\nBcc: c@d.test",
                "A <a@b.test>",
                "a@b.test ",
                "@b.test",
                "a@" + "b".repeat(254))) {
            notices().tellPerson(username, NOTICE);
            assertThat(kept()).as(username).isZero();
        }
        notices().tellPerson("carol@app.test", NOTICE);
        assertThat(server.jdbc()
                        .sql("select recipient from notice")
                        .query(String.class)
                        .list())
                .containsExactly("carol@app.test");
    }

    @Test
    @DisplayName("R1 no more than ten thousand wait to be sent")
    void isBounded() {
        OffsetDateTime later = server.clock().instant().plus(Duration.ofDays(1)).atOffset(ZoneOffset.UTC);
        List<Object[]> rows = IntStream.range(0, MOST - 1)
                .mapToObj(n -> new Object[] {UUID.randomUUID(), later, later})
                .toList();
        server.bean(JdbcTemplate.class)
                .batchUpdate(
                        "insert into notice (id, channel, subject, body, created_at, due_at, attempts)"
                                + " values (?, 'WEBHOOK', 'x', '{}', ?, ?, 0)",
                        rows);
        notices().tellAdministrators(NOTICE);
        assertThat(kept()).isEqualTo(MOST);
        notices().tellAdministrators(NOTICE);
        assertThat(kept()).isEqualTo(MOST);
    }

    @Test
    @DisplayName("several that send at once send each notice once, while none of them fails")
    void sendsEachOnce() throws Exception {
        int count = 40;
        for (int n = 0; n < count; n++) {
            notices().tellAdministrators(NOTICE);
        }
        int senders = 6;
        CyclicBarrier together = new CyclicBarrier(senders);
        try (ExecutorService threads = Executors.newFixedThreadPool(senders)) {
            List<Future<?>> running = new ArrayList<>();
            for (int n = 0; n < senders; n++) {
                running.add(threads.submit(() -> {
                    together.await();
                    server.bean(NoticeJob.class).run();
                    return null;
                }));
            }
            for (Future<?> sender : running) {
                sender.get();
            }
        }
        assertThat(deliveries)
                .hasSize(count)
                .allSatisfy((id, times) -> assertThat(times).as(id).isEqualTo(1));
        assertThat(kept()).isZero();
    }
}
