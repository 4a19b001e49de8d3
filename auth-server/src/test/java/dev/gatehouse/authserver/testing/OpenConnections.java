package dev.gatehouse.authserver.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Connections to one port of this machine that stay open: some that send a byte now and then, and some that send nothing. */
public final class OpenConnections implements AutoCloseable {

    /** Well within the time after which a listener ends a connection that is silent in the middle of a request. */
    private static final long BETWEEN_BYTES = TimeUnit.SECONDS.toNanos(1);

    /** For a listener that takes no connection at once. */
    private static final int PATIENCE_MILLIS = 20_000;

    private final int port;

    private final List<Socket> slow = new ArrayList<>();

    private final List<Socket> idle = new ArrayList<>();

    private long dripped = System.nanoTime();

    public OpenConnections(int port) {
        this.port = port;
    }

    /** A connection that sends this. */
    public static Socket connect(int port, String start) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Opens so many that send the beginning of a request, and go on by {@link #drip}. */
    public void slow(int count, IntFunction<String> start) throws IOException {
        for (int i = 0; i < count; i++) {
            drip();
            slow.add(connect(port, start.apply(i)));
        }
    }

    /** Opens so many that send this and nothing more. */
    public void idle(int count, String request) throws IOException {
        for (int i = 0; i < count; i++) {
            drip();
            idle.add(connect(port, request));
        }
    }

    /** One byte more from each slow one, when it is time for that; fails when none of them is open any more. */
    public void drip() {
        if (System.nanoTime() - dripped < BETWEEN_BYTES) {
            return;
        }
        int ended = 0;
        for (Socket socket : slow) {
            try {
                socket.getOutputStream().write('x');
            } catch (IOException e) {
                ended++;
            }
        }
        if (ended > 0 && ended == slow.size()) {
            throw new AssertionError("The server ended all " + ended + " slow connections");
        }
        dripped = System.nanoTime();
    }

    @Override
    public void close() throws IOException {
        for (List<Socket> sockets : List.of(slow, idle)) {
            for (Socket socket : sockets) {
                socket.close();
            }
            sockets.clear();
        }
    }
}
