package dev.gatehouse.authserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a connection to the database is waited for, by a peer that says what the test wants. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchedSocketTests {

    private static final int USUAL = 700;

    private ServerSocket listener;

    private Socket socket;

    private Socket peer;

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        socket = new DatabaseSockets(String.valueOf(USUAL)).createSocket();
        socket.connect(listener.getLocalSocketAddress(), 1000);
        peer = listener.accept();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        peer.close();
        listener.close();
    }

    @Test
    @DisplayName("L04 a database that says nothing is given up, and its connection closed")
    void givesUp() throws Exception {
        socket.setSoTimeout(USUAL);
        InputStream in = socket.getInputStream();
        peer.getOutputStream().write(42);
        assertThat(in.read()).isEqualTo(42);

        long began = System.nanoTime();
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> in.read(new byte[10], 0, 10));

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(USUAL));
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    @DisplayName("L04 a virtual thread is given up for as well")
    void givesUpVirtually() throws Exception {
        socket.setSoTimeout(USUAL);
        FutureTask<Integer> read =
                new FutureTask<>(() -> socket.getInputStream().read(new byte[10], 0, 10));
        Thread.startVirtualThread(read);

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(read::get)
                .withCauseInstanceOf(SocketTimeoutException.class);
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    @DisplayName("L16 a node that stood still takes the answer that has come meanwhile")
    void looksTwice() throws Exception {
        int longer = 60_000;
        Socket patient = new DatabaseSockets(String.valueOf(longer)).createSocket();
        patient.connect(listener.getLocalSocketAddress(), 1000);
        try (patient;
                Socket database = listener.accept()) {
            patient.setSoTimeout(longer);
            FutureTask<Integer> read =
                    new FutureTask<>(() -> patient.getInputStream().read());
            Thread reading = Thread.ofPlatform().start(read);
            Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> isReading(reading));

            ((Watch.Watched) patient)
                    .look(System.nanoTime() + Duration.ofMinutes(2).toNanos());
            database.getOutputStream().write(42);

            assertThat(read.get()).isEqualTo(42);
            assertThat(patient.isClosed()).isFalse();
        }
    }

    private static boolean isReading(Thread thread) {
        for (StackTraceElement element : thread.getStackTrace()) {
            if (element.getMethodName().equals("readWatched")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void waitsForNoLongerThanUsualWhereItIsReadFromAgainAndAgain() throws Exception {
        socket.setSoTimeout(USUAL);
        InputStream in = socket.getInputStream();
        for (int i = 0; i < 5; i++) {
            Thread.sleep(USUAL / 3);
            peer.getOutputStream().write(i);
            assertThat(in.read()).isEqualTo(i);
        }
        // Nobody reads.
        Thread.sleep(2 * USUAL);
        assertThat(socket.isClosed()).isFalse();
    }

    @Test
    void anyOtherTimeIsTheSocketsOwnAndHarmsNothing() throws Exception {
        socket.setSoTimeout(USUAL);
        socket.setSoTimeout(50);
        InputStream in = socket.getInputStream();
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(in::read);

        assertThat(socket.getSoTimeout()).isEqualTo(50);
        socket.setSoTimeout(0);
        peer.getOutputStream().write(7);
        assertThat(in.read()).isEqualTo(7);
        socket.setSoTimeout(USUAL);
        assertThat(socket.getSoTimeout()).isEqualTo(USUAL);
    }

    @Test
    @DisplayName("L03 a connection that the database closes has not timed out")
    void endsAsUsual() throws Exception {
        socket.setSoTimeout(USUAL);
        peer.close();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
}
