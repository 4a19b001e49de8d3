package dev.gatehouse.authserver.registration;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/** Lets registrations that nobody used run out, and forgets initial access tokens that ended. Two nodes may do it at once: each leaves alone what the other holds. */
class UnusedClientCleanup {

    private static final Logger log = LoggerFactory.getLogger(UnusedClientCleanup.class);

    private final ClientRegistrar registrar;

    private final InitialAccessTokens tokens;

    UnusedClientCleanup(ClientRegistrar registrar, InitialAccessTokens tokens) {
        this.registrar = registrar;
        this.tokens = tokens;
    }

    @Scheduled(initialDelay = 1, fixedRate = 10, timeUnit = TimeUnit.MINUTES)
    void run() {
        try {
            registrar.deleteUnused();
            tokens.deleteEnded();
        } catch (DataAccessException | TransactionException e) {
            log.warn(
                    "Unused clients and ended tokens could not be deleted, it is tried again in ten minutes: {}",
                    e.getMessage());
        }
    }
}
