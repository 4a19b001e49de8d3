package dev.gatehouse.authserver.cluster;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.SocketFactory;

/**
 * Makes what PostgreSQL's driver connects by. It names this class, so it is public; nobody else uses it.
 *
 * <p>How long the driver usually waits for an answer ({@code socketTimeout}) is kept by a {@link Watch}.
 */
public final class DatabaseSockets extends SocketFactory {

    private final Duration usual;

    /** @param milliseconds the driver's {@code socketTimeout}, as the text that its {@code socketFactoryArg} is */
    public DatabaseSockets(String milliseconds) {
        this.usual = Duration.ofMillis(Long.parseLong(milliseconds));
    }

    @Override
    public Socket createSocket() {
        WatchedSocket socket = new WatchedSocket(usual);
        Watch.over(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw unbounded();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw unbounded();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw unbounded();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw unbounded();
    }

    private static UnsupportedOperationException unbounded() {
        return new UnsupportedOperationException("A connection is made within a time");
    }
}
