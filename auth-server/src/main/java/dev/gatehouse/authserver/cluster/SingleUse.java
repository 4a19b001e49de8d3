package dev.gatehouse.authserver.cluster;

import dev.gatehouse.authserver.secret.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Remembers what may be seen once, for all nodes and across restarts (promise P01). */
@Component
public class SingleUse {

    /** Other nodes' clocks may be behind: they must still see it while they would take it. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    private final JdbcClient jdbc;

    private final Changes changes;

    private final InstantSource clock;

    SingleUse(JdbcClient jdbc, Changes changes, InstantSource clock) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * Whether this is the first time that this issuer's identifier is seen; of any number at once, one gets true.
     *
     * @param until how long it must be remembered: until whatever carries it is refused for its age, clock skew included
     */
    public boolean firstSeen(String issuer, String identifier, Instant until) {
        return changes.changesOne(
                "insert into replay_marker (issuer, jti_hash, expires_at) values (?, ?, ?) on conflict do nothing",
                issuer,
                Secrets.sha256(identifier),
                until.plus(CLOCKS_APART).atOffset(ZoneOffset.UTC));
    }

    @Scheduled(initialDelay = 3, fixedDelay = 10, timeUnit = TimeUnit.MINUTES)
    void deleteExpired() {
        jdbc.sql("delete from replay_marker where expires_at < ?")
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }
}
