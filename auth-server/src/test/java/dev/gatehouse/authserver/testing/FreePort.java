package dev.gatehouse.authserver.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers of tests. Each JVM of a run has its own thousands, below those from which the kernel takes ports of
 * connections: between the choice and the start of the server nobody else gets it.
 */
public final class FreePort {

    private static final int EACH = 6000;

    private static final int FIRST = 10_000 + EACH * jvm();

    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() % EACH));

    private FreePort() {}

    private static int jvm() {
        String digits = System.getProperty("gatehouse.test.fork", "").replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits) % 3;
    }

    public static int next() {
        for (int tries = 0; tries < EACH; tries++) {
            int port = FIRST + NEXT.getAndIncrement() % EACH;
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // The next may be free.
            }
        }
        throw new IllegalStateException("No port is free");
    }
}
