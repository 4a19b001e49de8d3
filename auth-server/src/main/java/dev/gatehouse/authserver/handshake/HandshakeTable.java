package dev.gatehouse.authserver.handshake;

import dev.gatehouse.authserver.handshake.HandshakeEvent.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The rows of attempts and their steps, as they are written and cleared away. */
@Component
class HandshakeTable {

    private static final int MOST_CANDIDATES = 200;

    private final JdbcClient jdbc;

    private final JdbcTemplate batches;

    private final JsonMapper json;

    HandshakeTable(JdbcClient jdbc, JdbcTemplate batches, JsonMapper json) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.json = json;
    }

    List<Timeline> ofClient(String clientId, Instant lastAfter) {
        return jdbc.sql("select * from handshake where client_id = ? and last_at > ? order by last_at desc limit "
                        + MOST_CANDIDATES)
                .params(clientId, utc(lastAfter))
                .query((row, n) -> timeline(row))
                .list();
    }

    List<Timeline> ofAddress(String addressKey, Instant lastAfter) {
        return jdbc.sql("select * from handshake where address_key = ? and last_at > ? order by last_at desc limit "
                        + MOST_CANDIDATES)
                .params(addressKey, utc(lastAfter))
                .query((row, n) -> timeline(row))
                .list();
    }

    int countBegun(String addressKey, Instant startedAfter) {
        return jdbc.sql("select count(*) from handshake where address_key = ? and started_at > ?")
                .params(addressKey, utc(startedAfter))
                .query(Integer.class)
                .single();
    }

    int countSteps() {
        return jdbc.sql("select count(*) from handshake_step")
                .query(Integer.class)
                .single();
    }

    void insert(List<Timeline> timelines) {
        batches.batchUpdate(
                """
                insert into handshake (id, client_id, client_name, address, address_key, other_keys, started_at, last_at,
                                       last_step, last_outcome, person_key, connected, steps, omitted_steps, refusals)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                timelines.stream()
                        .map(t -> new Object[] {
                            t.id,
                            t.clientId,
                            t.clientName,
                            t.address,
                            t.addressKey,
                            t.otherKeys,
                            utc(t.startedAt),
                            utc(t.lastAt),
                            t.lastStep.name(),
                            t.lastOutcome.name(),
                            t.personKey,
                            t.connected,
                            t.steps,
                            t.omittedSteps,
                            t.refusals
                        })
                        .toList());
    }

    void update(List<Timeline> timelines) {
        batches.batchUpdate(
                """
                update handshake set client_id = ?, client_name = ?, other_keys = ?, started_at = ?, last_at = ?,
                       last_step = ?, last_outcome = ?, person_key = ?, connected = ?, steps = ?, omitted_steps = ?,
                       refusals = ?
                where id = ?""",
                timelines.stream()
                        .map(t -> new Object[] {
                            t.clientId,
                            t.clientName,
                            t.otherKeys,
                            utc(t.startedAt),
                            utc(t.lastAt),
                            t.lastStep.name(),
                            t.lastOutcome.name(),
                            t.personKey,
                            t.connected,
                            t.steps,
                            t.omittedSteps,
                            t.refusals,
                            t.id
                        })
                        .toList());
    }

    void addSteps(UUID id, List<Recorded> steps) {
        batches.batchUpdate(
                """
                insert into handshake_step (handshake_id, at, step, outcome, address, error, reason, reference, times,
                                            facts_json)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                steps.stream()
                        .map(s -> new Object[] {
                            id,
                            utc(s.at()),
                            s.step().name(),
                            s.outcome().name(),
                            s.address(),
                            s.error(),
                            s.reason(),
                            s.reference(),
                            s.times(),
                            json.writeValueAsString(s.facts())
                        })
                        .toList());
    }

    /** Counts the step that was stored last once more. */
    void repeatLast(UUID id, int times) {
        jdbc.sql("""
                update handshake_step set times = times + ?
                where seq = (select max(seq) from handshake_step where handshake_id = ?)""").params(times, id).update();
    }

    /** Makes one attempt's steps another's. */
    void move(UUID from, UUID to) {
        jdbc.sql("update handshake_step set handshake_id = ? where handshake_id = ?")
                .params(to, from)
                .update();
        jdbc.sql("delete from handshake where id = ?").param(from).update();
    }

    void countOverflow(Instant at, String bound, long steps) {
        OffsetDateTime hour = utc(at.truncatedTo(ChronoUnit.HOURS));
        jdbc.sql("insert into handshake_overflow (hour_at, bound, steps) values (?, ?, 0) on conflict do nothing")
                .params(hour, bound)
                .update();
        jdbc.sql("update handshake_overflow set steps = steps + ? where hour_at = ? and bound = ?")
                .params(steps, hour, bound)
                .update();
    }

    /** Deletes what had its last step before this moment; returns how many attempts. */
    int deleteBefore(Instant lastBefore) {
        jdbc.sql("delete from handshake_overflow where hour_at < ?")
                .param(utc(lastBefore.minus(Duration.ofHours(1))))
                .update();
        return jdbc.sql("delete from handshake where last_at < ?")
                .param(utc(lastBefore))
                .update();
    }

    /** Deletes this many attempts, those first whose last step is the longest ago. */
    int deleteOldest(int atMost) {
        return jdbc.sql("delete from handshake where id in (select id from handshake order by last_at limit " + atMost
                        + ")")
                .update();
    }

    private static Timeline timeline(ResultSet row) throws SQLException {
        Timeline timeline = new Timeline(
                row.getObject("id", UUID.class),
                true,
                row.getString("address"),
                row.getString("address_key"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                row.getObject("last_at", OffsetDateTime.class).toInstant(),
                Step.valueOf(row.getString("last_step")),
                Outcome.valueOf(row.getString("last_outcome")));
        timeline.clientId = row.getString("client_id");
        timeline.clientName = row.getString("client_name");
        timeline.otherKeys = row.getString("other_keys");
        timeline.personKey = row.getString("person_key");
        timeline.connected = row.getBoolean("connected");
        timeline.steps = row.getInt("steps");
        timeline.omittedSteps = row.getInt("omitted_steps");
        timeline.refusals = row.getInt("refusals");
        return timeline;
    }

    static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
