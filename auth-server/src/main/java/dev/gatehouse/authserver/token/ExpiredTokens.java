package dev.gatehouse.authserver.token;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
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

    private final TokenStore store;

    private final InstantSource clock;

    ExpiredTokens(TokenStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    @Scheduled(initialDelay = 5, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void delete() {
        int deleted = store.deleteExpired(clock.instant());
        if (deleted > 0) {
            log.info("Deleted {} expired tokens", deleted);
        }
    }
}
