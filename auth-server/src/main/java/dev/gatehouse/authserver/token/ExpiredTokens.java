package dev.gatehouse.authserver.token;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletes tokens after their purge day. A consumed refresh token stays until its family's end, so that its replay is
 * still seen (requirement F5). Two nodes may do this at once: each deletes what the other has not.
 */
@Component
class ExpiredTokens {

    private static final Logger log = LoggerFactory.getLogger(ExpiredTokens.class);

    /** A family's tokens are purged on the day after its end, clock skew included; the family a little later. */
    private static final Duration FAMILY_STAYS = Duration.ofDays(2);

    /** So few that nobody waits for the rows. */
    private static final int BATCH = 5_000;

    private final TokenStore store;

    private final TokenPartitions partitions;

    private final InstantSource clock;

    ExpiredTokens(TokenStore store, TokenPartitions partitions, InstantSource clock) {
        this.store = store;
        this.partitions = partitions;
        this.clock = clock;
    }

    @Scheduled(initialDelay = 5, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void delete() {
        Instant now = clock.instant();
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        partitions.dropBefore(today);
        partitions.make(today);
        int tokens = inBatches(() -> store.deleteTokens(today, BATCH));
        int families = inBatches(() -> store.deleteFamilies(now.minus(FAMILY_STAYS), BATCH));
        if (tokens + families > 0) {
            log.info("Deleted {} expired tokens and {} families, besides whole days", tokens, families);
        }
    }

    private static int inBatches(IntSupplier batch) {
        int all = 0;
        int deleted;
        do {
            deleted = batch.getAsInt();
            all += deleted;
        } while (deleted == BATCH);
        return all;
    }
}
