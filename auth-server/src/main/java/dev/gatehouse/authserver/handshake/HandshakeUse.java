package dev.gatehouse.authserver.handshake;

import static dev.gatehouse.authserver.handshake.HandshakeTable.utc;

import dev.gatehouse.authserver.cluster.Bounded;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How much clients connected lately, in numbers. Of what this node has taken down a moment ago nothing is counted yet. */
@Component
public class HandshakeUse {

    private static final int DAYS = 7;

    private static final String SINCE = "select 1 from handshake where last_at >= ? and last_at < ?";

    private final JdbcClient jdbc;

    private final InstantSource clock;

    HandshakeUse(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * One day's attempts to connect.
     *
     * @param day in UTC
     * @param refused how many of them were refused at some step
     */
    public record Day(LocalDate day, int attempts, int refused) {}

    /** Seven days, today last. There are never more than the bound of stored steps. */
    public List<Day> week() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        List<Day> days = new ArrayList<>();
        for (LocalDate day = today.minusDays(DAYS - 1L); !day.isAfter(today); day = day.plusDays(1)) {
            Instant from = day.atStartOfDay().toInstant(ZoneOffset.UTC);
            Instant to = from.plus(Duration.ofDays(1));
            days.add(new Day(day, count(SINCE, from, to), count(SINCE + " and refusals > 0", from, to)));
        }
        return days;
    }

    /** How many attempts of the last 24 hours were refused at some step. */
    public Bounded refusedToday() {
        Instant now = clock.instant();
        return new Bounded(
                count(SINCE + " and refusals > 0", now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1))));
    }

    private int count(String rows, Instant from, Instant to) {
        return jdbc.sql(Bounded.sql(rows))
                .params(utc(from), utc(to))
                .query(Integer.class)
                .single();
    }
}
