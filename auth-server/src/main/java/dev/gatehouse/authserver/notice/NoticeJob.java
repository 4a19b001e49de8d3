package dev.gatehouse.authserver.notice;

import dev.gatehouse.authserver.cluster.Locks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends what waits. A node claims some under a lock of all nodes and sends them without it; one that is not sent, or whose
 * node fails, is due again after a delay that grows, until it is given up. So each is sent once or more often.
 */
@Component
class NoticeJob {

    private static final Logger log = LoggerFactory.getLogger(NoticeJob.class);

    private static final int BATCH = 20;

    /** After the first, second, ... attempt that failed; after the last one it is given up. */
    private static final List<Duration> DELAYS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6),
            Duration.ofHours(24));

    private final JdbcClient jdbc;

    private final Locks locks;

    private final TransactionTemplate transaction;

    private final NoticeChannels channels;

    private final InstantSource clock;

    NoticeJob(
            JdbcClient jdbc,
            Locks locks,
            PlatformTransactionManager transactions,
            NoticeChannels channels,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.locks = locks;
        this.transaction = new TransactionTemplate(transactions);
        this.channels = channels;
        this.clock = clock;
    }

    /** One that is to be sent now. */
    record Due(UUID id, String channel, @Nullable String recipient, String subject, String body, int attempts) {}

    @Scheduled(initialDelay = 10, fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
    void run() {
        if (!channels.any()) {
            return;
        }
        try {
            Objects.requireNonNull(transaction.execute(status -> claim())).forEach(this::send);
        } catch (DataAccessException | TransactionException e) {
            log.warn("Notices could not be read, it is tried again soon: {}", e.toString());
        }
    }

    private List<Due> claim() {
        locks.hold("notice");
        Instant now = clock.instant();
        List<Due> due = jdbc.sql("""
                select id, channel, recipient, subject, body, attempts from notice
                where due_at <= ? order by due_at, id limit ?""")
                .params(utc(now), BATCH)
                .query((row, index) -> new Due(
                        row.getObject("id", UUID.class),
                        row.getString("channel"),
                        row.getString("recipient"),
                        row.getString("subject"),
                        row.getString("body"),
                        row.getInt("attempts")))
                .list();
        for (Due notice : due) {
            Duration delay = DELAYS.get(Math.min(notice.attempts(), DELAYS.size() - 1));
            jdbc.sql("update notice set attempts = attempts + 1, due_at = ? where id = ?")
                    .params(utc(now.plus(delay)), notice.id())
                    .update();
        }
        return due;
    }

    private void send(Due notice) {
        String fault = channels.send(notice);
        boolean last = notice.attempts() + 1 >= DELAYS.size();
        if (fault != null) {
            log.warn(
                    "A notice by {} was not sent, {}: {}",
                    notice.channel(),
                    last ? "and is given up" : "it is tried again",
                    fault);
        }
        if (fault == null || last) {
            jdbc.sql("delete from notice where id = ?").param(notice.id()).update();
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
