package dev.gatehouse.authserver.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Stands between two programs on this machine and lets a test do to their connection what networks do. */
final class TcpProxy implements AutoCloseable {

    /** What happens to bytes that arrive. */
    enum Mode {
        PASS,
        /** Nothing comes through, and nobody is told: a partition, or a peer that stands still. */
        STALL,
        /** Connections end, and new ones end at once. */
        CUT
    }

    private final ServerSocket server;

    private final int target;

    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private volatile Mode mode = Mode.PASS;

    private volatile Duration delay = Duration.ZERO;

    private volatile double lostAnswers;

    TcpProxy(int target) {
        this.target = target;
        try {
            this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    void set(Mode wanted) {
        mode = wanted;
        if (wanted == Mode.CUT) {
            open.forEach(TcpProxy::end);
        }
    }

    /** What has been stalled until now never arrives: as after a partition, both sides find their connection gone. */
    void heal() {
        open.forEach(TcpProxy::end);
        mode = Mode.PASS;
    }

    void delay(Duration each) {
        delay = each;
    }

    /** How large a part of the answers never arrives, although the request was served. */
    void loseAnswers(double part) {
        lostAnswers = part;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Thread.ofVirtual().start(() -> connect(near));
            } catch (IOException e) {
                // Closed, or a connection that ended before it was taken.
            }
        }
    }

    private void connect(Socket near) {
        Socket far = new Socket();
        try {
            if (mode == Mode.CUT) {
                near.close();
                return;
            }
            open.add(near);
            open.add(far);
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 2000);
            Thread.ofVirtual().start(() -> pump(far, near, true));
            pump(near, far, false);
        } catch (IOException e) {
            end(near);
            end(far);
        } finally {
            open.remove(near);
            open.remove(far);
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                hold();
                if (answers && lostAnswers > 0 && ThreadLocalRandom.current().nextDouble() < lostAnswers) {
                    return;
                }
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // One of the two went away, and so does the other.
        }
    }

    private void hold() throws IOException {
        try {
            if (!delay.isZero()) {
                Thread.sleep(delay);
            }
            while (mode == Mode.STALL) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It was closed.
        }
    }

    @Override
    public void close() {
        mode = Mode.CUT;
        try {
            server.close();
        } catch (IOException e) {
            // It was closed.
        }
        open.forEach(TcpProxy::end);
    }
}
