package dev.gatehouse.authserver.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The server's clock, which a test can move forward; never back, since tests share the server. */
public final class TestClock implements InstantSource {

    private volatile Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
        return InstantSource.system().instant().plus(ahead);
    }

    public void advance(Duration by) {
        ahead = ahead.plus(by);
    }
}
