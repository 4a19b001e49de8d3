package dev.gatehouse.authserver.cluster;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, four times a second, whether somebody has waited for the database for too long. A virtual thread that parks for a
 * time instead has another thread woken to remember it and once more to forget it (JDK 25), for each answer of the database;
 * that cost more than waking the request itself.
 */
final class Watch {

    private static final Logger log = LoggerFactory.getLogger(Watch.class);

    private static final Duration INTERVAL = Duration.ofMillis(250);

    /** Those that nothing else holds any more are forgotten. */
    private static final Set<Watched> WATCHED =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    static {
        Thread.ofPlatform().daemon().name("database-watch").start(Watch::watch);
    }

    private Watch() {}

    /** Where somebody may wait. */
    interface Watched {

        /**
         * Tells those who have waited for too long; may not block.
         *
         * @param now by {@link System#nanoTime()}
         */
        void look(long now);
    }

    /** From now on, for as long as something else holds it. */
    static void over(Watched watched) {
        WATCHED.add(watched);
    }

    private static void watch() {
        while (true) {
            try {
                Thread.sleep(INTERVAL);
                long now = System.nanoTime();
                all().forEach(watched -> watched.look(now));
            } catch (InterruptedException e) {
                // Nobody may end it.
            } catch (Throwable e) {
                // Not even want of memory: without it whoever waits for a database that stands still would wait for
                // ever.
                log.error("Whether one has waited for too long could not be told", e);
            }
        }
    }

    private static List<Watched> all() {
        synchronized (WATCHED) {
            return List.copyOf(WATCHED);
        }
    }
}
