package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.cluster.DatabaseProduct;
import dev.gatehouse.authserver.cluster.Locks;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * On PostgreSQL, a partition of the tokens for each day on which some are purged, so that a day leaves by one drop, however
 * many rows it has. What has no partition of its own is in the default one, and is deleted row by row. H2 has none.
 */
@Component
class TokenPartitions implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(TokenPartitions.class);

    private static final String PREFIX = "token_";

    /** Beyond a grant's longest life: the day after its end, and a day on which no node came to make partitions. */
    private static final int MORE_DAYS = 3;

    /** More partitions than this cost each look-up more than a drop saves. */
    private static final int MOST_DAYS = 40;

    private final JdbcClient jdbc;

    private final DatabaseProduct product;

    private final ResourceDirectory resources;

    private final Locks locks;

    private final TransactionTemplate transaction;

    private final InstantSource clock;

    TokenPartitions(
            JdbcClient jdbc,
            DatabaseProduct product,
            ResourceDirectory resources,
            Locks locks,
            PlatformTransactionManager transactions,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.product = product;
        this.resources = resources;
        this.locks = locks;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    @Override
    public void afterPropertiesSet() {
        make(clock.instant().atOffset(ZoneOffset.UTC).toLocalDate());
    }

    /** Makes those that are missing from this day on, as far as grants may last. */
    void make(LocalDate today) {
        long longest = resources.all().stream()
                .map(ResourceServer::grantCeiling)
                .mapToLong(Duration::toDays)
                .max()
                .orElse(1);
        int days = (int) Math.min(longest + MORE_DAYS, MOST_DAYS);
        change("made", () -> {
            List<LocalDate> present = present();
            today.datesUntil(today.plusDays(days))
                    .filter(day -> !present.contains(day))
                    .forEach(this::makePartition);
        });
    }

    private void makePartition(LocalDate day) {
        boolean taken = jdbc.sql("select exists (select 1 from token_default where purge_on = ?)")
                .param(day)
                .query(Boolean.class)
                .single();
        if (!taken) {
            // No text from outside: a day of our own clock.
            jdbc.sql("create table %s partition of token for values from ('%s') to ('%s')"
                            .formatted(name(day), day, day.plusDays(1)))
                    .update();
        }
    }

    /** Drops the days before this one, with all that is in them. */
    void dropBefore(LocalDate today) {
        change(
                "dropped",
                () -> present().stream()
                        .filter(day -> day.isBefore(today))
                        .forEach(day -> jdbc.sql("drop table " + name(day)).update()));
    }

    /** Nobody waits long for what this does: where it would have to wait itself, it is left for the next time. */
    private void change(String what, Runnable change) {
        if (product != DatabaseProduct.POSTGRESQL) {
            return;
        }
        try {
            transaction.executeWithoutResult(status -> {
                locks.hold("token_partitions");
                jdbc.sql("set local lock_timeout = '2s'").update();
                change.run();
            });
        } catch (DataAccessException e) {
            log.warn("Partitions of the tokens could not be {}, which is tried again: {}", what, e.getMessage());
        }
    }

    private List<LocalDate> present() {
        return jdbc.sql("""
                        select child.relname from pg_inherits i
                        join pg_class child on child.oid = i.inhrelid
                        where i.inhparent = 'token'::regclass""").query(String.class).stream()
                .flatMap(name -> day(name).stream())
                .toList();
    }

    private static String name(LocalDate day) {
        return PREFIX + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private static Optional<LocalDate> day(String name) {
        try {
            return Optional.of(LocalDate.parse(name.substring(PREFIX.length()), DateTimeFormatter.BASIC_ISO_DATE));
        } catch (DateTimeParseException theDefaultOne) {
            return Optional.empty();
        }
    }
}
