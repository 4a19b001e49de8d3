package dev.gatehouse.authserver.cluster;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A socket whose usual timeout is kept by the {@link Watch}: a read that takes longer ends within half a second more, and
 * the socket is closed. Any other timeout is the socket's own, after which it can be read from again.
 */
final class WatchedSocket extends Socket implements Watch.Watched {

    private static final long NOT_READING = 0;

    private final Duration usual;

    private volatile boolean watched;

    /** Since when, by {@link System#nanoTime()}, which may be any number: those that would be taken for none are moved. */
    private volatile long readingSince = NOT_READING;

    /** The watch's own: the read that it found to take too long when it looked last. */
    private long suspected = NOT_READING;

    private volatile boolean overdue;

    WatchedSocket(Duration usual) {
        this.usual = usual;
    }

    @Override
    public void setSoTimeout(int milliseconds) throws SocketException {
        watched = milliseconds == usual.toMillis();
        super.setSoTimeout(watched ? 0 : milliseconds);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return watched ? (int) usual.toMillis() : super.getSoTimeout();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return watched ? readWatched(in, into, offset, length) : in.read(into, offset, length);
            }

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }
        };
    }

    private int readWatched(InputStream in, byte[] into, int offset, int length) throws IOException {
        readingSince = System.nanoTime() | 1;
        try {
            return in.read(into, offset, length);
        } catch (SocketException e) {
            if (overdue) {
                throw timedOut(e);
            }
            throw e;
        } finally {
            readingSince = NOT_READING;
        }
    }

    private SocketTimeoutException timedOut(SocketException closed) {
        SocketTimeoutException timedOut = new SocketTimeoutException("No answer within " + usual);
        timedOut.initCause(closed);
        return timedOut;
    }

    @Override
    public void look(long now) {
        long since = readingSince;
        if (since == NOT_READING || now - since < usual.toNanos()) {
            return;
        }
        if (since != suspected) {
            // All of this process may have stood still (L16), and the answer be there: the reader comes first.
            suspected = since;
            return;
        }
        overdue = true;
        try {
            close();
        } catch (IOException e) {
            // It is of no use any more in either case.
        }
    }
}
