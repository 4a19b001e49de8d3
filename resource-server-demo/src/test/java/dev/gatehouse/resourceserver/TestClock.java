package dev.gatehouse.resourceserver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** A clock that stands at a full minute near the present, so that keys and tokens of the tests hold, until it is moved. */
public final class TestClock implements InstantSource {

    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    private volatile Instant now = start;

    @Override
    public Instant instant() {
        return now;
    }

    public void advance(Duration duration) {
        now = now.plus(duration);
    }

    public void reset() {
        now = start;
    }
}
