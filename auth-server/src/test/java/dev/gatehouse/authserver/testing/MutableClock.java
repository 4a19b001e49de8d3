package dev.gatehouse.authserver.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test moves. It starts at the real time and stands still. */
public final class MutableClock implements InstantSource {

    private volatile Instant now = InstantSource.system().instant();

    @Override
    public Instant instant() {
        return now;
    }

    public void advance(Duration by) {
        now = now.plus(by);
    }
}
