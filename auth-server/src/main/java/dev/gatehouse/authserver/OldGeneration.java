package dev.gatehouse.authserver;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Has the serial collector collect what lies dead in its old generation. By itself it lets that grow to all of the heap first,
 * since growing is the cheaper, and the process would keep the memory: more than 30 MB in half an hour of full load. Other
 * collectors do without, and are left alone.
 */
@Component
class OldGeneration {

    /** As the serial collector, and no other, calls it. */
    private static final String NAME = "Tenured Gen";

    private static final long DEAD_BYTES_AT_MOST = 8L << 20;

    @Scheduled(initialDelay = 60, fixedDelay = 30, timeUnit = TimeUnit.SECONDS)
    void collect() {
        if (ManagementFactory.getMemoryPoolMXBeans().stream().anyMatch(OldGeneration::grewMuch)) {
            System.gc();
        }
    }

    /** Since it was collected last, or since the start. */
    private static boolean grewMuch(MemoryPoolMXBean pool) {
        return pool.getName().equals(NAME)
                && pool.getUsage().getUsed() - pool.getCollectionUsage().getUsed() > DEAD_BYTES_AT_MOST;
    }
}
