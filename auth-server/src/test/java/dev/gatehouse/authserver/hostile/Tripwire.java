package dev.gatehouse.authserver.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A port of this machine to which nobody may connect ({@code NOHIT}); each connection counts, whatever it says. */
final class Tripwire implements AutoCloseable {

    private final ServerSocket socket;

    private final AtomicInteger hits = new AtomicInteger();

    private Tripwire(ServerSocket socket) {
        this.socket = socket;
    }

    static Tripwire open() {
        try {
            // All addresses of this machine.
            Tripwire wire = new Tripwire(new ServerSocket(0, 50, InetAddress.ofLiteral("::")));
            Thread.ofVirtual().start(wire::count);
            return wire;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void count() {
        while (!socket.isClosed()) {
            try {
                socket.accept().close();
                hits.incrementAndGet();
            } catch (IOException e) {
                return;
            }
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    int hits() {
        return hits.get();
    }

    /** The port's address in the spellings by which a check is misled. */
    List<String> urls() {
        return List.of(
                "https://localhost:" + port() + "/c",
                "https://127.0.0.1:" + port() + "/c",
                "https://[::1]:" + port() + "/c",
                "https://[::ffff:127.0.0.1]:" + port() + "/c",
                "https://2130706433:" + port() + "/c",
                "https://0x7f.1:" + port() + "/c",
                "https://0177.0.0.1:" + port() + "/c",
                "https://127.1:" + port() + "/c",
                "https://\u2460\u2461\u2466.0.0.1:" + port() + "/c",
                "https://0.0.0.0:" + port() + "/c",
                "https://127.0.0.1.:" + port() + "/c",
                "https://ip6-localhost:" + port() + "/c",
                "https://ip6-loopback:" + port() + "/c",
                "https://user@localhost:" + port() + "/c",
                "https://canary.test@localhost:" + port() + "/c",
                "http://localhost:" + port() + "/c",
                "http://127.0.0.1:" + port() + "/c");
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
