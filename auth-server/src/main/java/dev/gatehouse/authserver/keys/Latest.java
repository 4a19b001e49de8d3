package dev.gatehouse.authserver.keys;

import java.util.function.Supplier;

/** What was read last, of readings that overlap the one that began last. */
final class Latest<T> {

    private long begun;

    private long published;

    private volatile T value;

    Latest(T first) {
        this.value = first;
    }

    T get() {
        return value;
    }

    /** Reads without a lock and returns what was read; a reading that began later and ended sooner stays. */
    T read(Supplier<T> reading) {
        long number = begin();
        T read = reading.get();
        publish(number, read);
        return read;
    }

    private synchronized long begin() {
        return ++begun;
    }

    private synchronized void publish(long number, T read) {
        if (number > published) {
            published = number;
            value = read;
        }
    }
}
