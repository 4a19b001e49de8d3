package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.client.ClientDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Whether one more client may register (R1). What is there is counted up to the limits, which takes longer than a
 * registration; so one request does it when it is due, and those that come meanwhile go on by what was counted before.
 */
class RegistrationRoom {

    private static final Duration ALL_COUNTED_EVERY = Duration.ofMinutes(1);

    private static final Duration UNUSED_COUNTED_EVERY = Duration.ofSeconds(10);

    /** Those older than this make room when there are too many, so that a flood does not lock out whoever comes next. */
    private static final Duration MAKES_ROOM = Duration.ofMinutes(15);

    private static final int BATCH = 500;

    /** Of the room that was counted, one node takes this share at most before it counts again: others take theirs. */
    private static final int SHARE = 10;

    private final ClientDirectory clients;

    private final IntConsumer deleted;

    private final RegistrationProperties properties;

    private final AtomicBoolean allBeingCounted = new AtomicBoolean();

    private volatile Instant allCountedAgainAt = Instant.MIN;

    private volatile boolean full;

    private final AtomicBoolean unusedBeingCounted = new AtomicBoolean();

    private volatile Instant unusedCountedAt = Instant.EPOCH;

    private final AtomicInteger left = new AtomicInteger();

    /** @param deleted told how many unused clients were deleted to make room, in the same transaction */
    RegistrationRoom(ClientDirectory clients, IntConsumer deleted, RegistrationProperties properties) {
        this.clients = clients;
        this.deleted = deleted;
        this.properties = properties;
    }

    /** @throws RegistrationRefusal if as many as there may be have registered */
    void requireInAll(Instant now) {
        Instant due = allCountedAgainAt;
        boolean never = due.equals(Instant.MIN);
        if (!now.isBefore(due) && (never || allBeingCounted.compareAndSet(false, true))) {
            try {
                full = clients.countRegistered(properties.registeredAtMost()) >= properties.registeredAtMost();
                allCountedAgainAt = now.plus(ALL_COUNTED_EVERY);
            } finally {
                allBeingCounted.set(false);
            }
        }
        if (full) {
            throw RegistrationRefusal.tooMany(
                    "Too many clients have registered, an administrator must make room", Duration.ofHours(1));
        }
    }

    /** @throws RegistrationRefusal if as many as there may be were never used, and none of them is old enough to go */
    void makeForUnused(Instant now) {
        boolean mayGoOn = left.decrementAndGet() >= 0;
        boolean fresh = now.isBefore(unusedCountedAt.plus(UNUSED_COUNTED_EVERY));
        if (mayGoOn && (fresh || !unusedBeingCounted.compareAndSet(false, true))) {
            return;
        }
        try {
            count(now, properties.unusedAtMost());
        } finally {
            unusedBeingCounted.set(false);
        }
    }

    private void count(Instant now, int most) {
        int unused = clients.countUnused(most);
        if (unused < most) {
            left.set((most - unused) / SHARE);
            unusedCountedAt = now;
            return;
        }
        deleted.accept(clients.makeRoom(now.minus(MAKES_ROOM), BATCH));
        if (clients.countUnused(most) >= most) {
            throw RegistrationRefusal.tooMany(
                    "Too many clients have registered and were not used yet, try again later", Duration.ofMinutes(10));
        }
    }
}
