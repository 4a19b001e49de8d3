package dev.gatehouse.authserver.web;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * What is logged of requests that the storage failed: a line for each, and where in the code it was at most every ten
 * seconds. While the storage is gone all requests fail alike, and a hundred lines for each would fill a disk too.
 */
public final class StorageLog {

    static final Duration BETWEEN_STACKS = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(StorageLog.class);

    private static final StorageLog SHARED = new StorageLog(System::nanoTime);

    private final LongSupplier nanos;

    private final AtomicLong nextStack;

    StorageLog(LongSupplier nanos) {
        this.nanos = nanos;
        this.nextStack = new AtomicLong(nanos.getAsLong());
    }

    /** @param what cannot be done, with the reference that the caller is told where there is one */
    public static void failed(String what, RuntimeException e) {
        SHARED.say(what, e);
    }

    void say(String what, RuntimeException e) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
        String line = LogText.of(what) + ": " + LogText.of(cause.toString());
        if (stackIsDue()) {
            log.error(line, e);
        } else {
            log.error(line);
        }
    }

    private boolean stackIsDue() {
        long now = nanos.getAsLong();
        long next = nextStack.get();
        return now - next >= 0 && nextStack.compareAndSet(next, now + BETWEEN_STACKS.toNanos());
    }
}
