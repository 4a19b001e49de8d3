package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.OpenConnections;
import dev.gatehouse.authserver.testing.RawRequest;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Letter W, row W15, as near as one machine comes to it: 5,000 connections that send their head or their body byte by
 * byte, 900 more that stay open after a request, and 2,000 that are reset in the middle of one. The row's 20,000 idle
 * connections are more than the 6,000 that the listener holds; beyond those, others wait for its time-outs (10 s without a
 * byte, 60 s between requests). HTTP/2 is not spoken, so there is no rapid reset but that of whole connections.
 *
 * <p>Honest requests, each on a connection of its own, may take twice as long as before at the 99th percentile of 300,
 * and 50 ms more, since attackers and server share the processors here; fresh ones are counted twice when they do not.
 */
class SlowSenderAttacksTests extends AbstractHostileTests {

    private static final int SLOW = 5_000;

    private static final int IDLE = 900;

    private static final int RESET = 2_000;

    private static final int HONEST = 300;

    private static final long SHARED_MACHINE = 50_000_000;

    private static final String FORM_HEAD =
            "POST /token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\na=";

    private OpenConnections open;

    private long before;

    @BeforeEach
    void measure() {
        open = new OpenConnections(server().port());
        percentile();
        before = percentile();
    }

    @AfterEach
    void hangUp() throws IOException {
        open.close();
    }

    /** How long 99 of 100 honest requests took at the most, in nanoseconds, while the slow ones go on sending. */
    private long percentile() {
        return LongStream.range(0, HONEST)
                .map(i -> {
                    open.drip();
                    long start = System.nanoTime();
                    int status = RawRequest.send(server().port(), "GET /sign-in HTTP/1.1", "")
                            .status();
                    assertThat(status).isEqualTo(200);
                    return System.nanoTime() - start;
                })
                .sorted()
                .skip(HONEST * 99 / 100 - 1)
                .findFirst()
                .orElseThrow();
    }

    private void assertServesOthers() {
        after().refused(() -> caller().token("x")).isJson(400, "invalid_grant");
        long limit = 2 * before + SHARED_MACHINE;
        List<Long> measured = new ArrayList<>();
        for (int attempt = 0; attempt < 3 && measured.stream().noneMatch(time -> time <= limit); attempt++) {
            measured.add(percentile());
        }
        assertThat(measured).as("beside %s before", before).anyMatch(time -> time <= limit);
    }

    @Test
    @DisplayName("W15 thousands who send slowly, or not at all, keep nobody waiting")
    void outlastsSlowSenders() throws IOException {
        open.slow(SLOW, i -> i % 2 == 0 ? "GET /sign-in HTTP/1.1\r\nHost: x\r\nX-Slow: " : FORM_HEAD);
        open.idle(IDLE, "GET /jwks HTTP/1.1\r\nHost: x\r\n\r\n");
        assertServesOthers();
    }

    @Test
    @DisplayName("W15 thousands of connections that are reset in the middle of a request leave nothing behind")
    void outlastsResets() throws IOException {
        for (int i = 0; i < RESET; i++) {
            try (Socket socket = OpenConnections.connect(
                    server().port(), i % 2 == 0 ? "GET /sign-in HTTP/1.1\r\nHost: x\r\n" : FORM_HEAD)) {
                // Closing sends a reset then.
                socket.setSoLinger(true, 0);
            }
        }
        assertServesOthers();
    }
}
