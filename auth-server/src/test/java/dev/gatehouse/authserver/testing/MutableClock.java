package dev.gatehouse.authserver.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** A clock that a test moves. It starts at the real time, to the microsecond as databases keep it, and stands still. */
public final class MutableClock implements InstantSource {

    private volatile Instant now = InstantSource.system().instant().truncatedTo(ChronoUnit.MICROS);

    @Override
    public Instant instant() {
        return now;
    }

    public void advance(Duration by) {
        now = now.plus(by);
    }
}
