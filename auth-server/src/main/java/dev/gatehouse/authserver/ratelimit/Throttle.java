package dev.gatehouse.authserver.ratelimit;

import dev.gatehouse.authserver.cluster.NodeMemory;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/**
 * Slows down whoever tries the same thing too often: a bucket of attempts for each key, filled again evenly over the
 * period. Bounded in memory; kept by this node alone. Safe for any thread.
 */
public final class Throttle {

    private static final int MOST_KEYS = 100_000;

    private final NodeMemory<String, Bucket> buckets;

    private final Bandwidth limit;

    /**
     * @param attempts how many are let through at once
     * @param period in what time as many are given back
     */
    public Throttle(int attempts, Duration period) {
        this.limit = Bandwidth.builder()
                .capacity(attempts)
                .refillGreedy(attempts, period)
                .build();
        this.buckets = NodeMemory.sinceAsked(MOST_KEYS, period);
    }

    /**
     * Takes one attempt from the key's bucket.
     *
     * @return zero if it may go on, else how long to wait, at least one second (for {@code Retry-After})
     */
    public Duration attempt(String key) {
        ConsumptionProbe probe = bucket(key).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Duration.ZERO : toWait(probe.getNanosToWaitForRefill());
    }

    /** Whether the key's bucket is empty, taking nothing: zero, or how long to wait. */
    public Duration remaining(String key) {
        var probe = bucket(key).estimateAbilityToConsume(1);
        return probe.canBeConsumed() ? Duration.ZERO : toWait(probe.getNanosToWaitForRefill());
    }

    /** Gives the key a full bucket again, as after a success. */
    public void forget(String key) {
        buckets.forget(key);
    }

    private Bucket bucket(String key) {
        return buckets.find(key, unused -> Bucket.builder().addLimit(limit).build());
    }

    private static Duration toWait(long nanos) {
        return Duration.ofSeconds(
                Math.max(1, Duration.ofNanos(nanos).plusMillis(999).toSeconds()));
    }
}
