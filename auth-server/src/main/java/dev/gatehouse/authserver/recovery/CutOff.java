package dev.gatehouse.authserver.recovery;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.cluster.SharedTime;
import dev.gatehouse.authserver.keys.EmergencyRotation;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Ends everything that was issued before a moment. A restored database does not know what was used, revoked or signed out
 * after its copy was made, and would let all of it live again (requirement L12). So this changes rows of several modules, one
 * statement a table.
 */
class CutOff {

    /**
     * What is ended, in the order in which a decision holds the rows.
     *
     * @param name what the rows are, in the plural
     * @param change how such a row is ended; our own text, as is all of it
     * @param living which rows of it are in force and older than the moment
     */
    private record Kind(String name, String table, String change, String living) {

        String count() {
            return "select count(*) from " + table + " where " + living;
        }

        String end() {
            return change + " where " + living;
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "sign-ins",
                    "sign_in_session",
                    "delete from sign_in_session",
                    "signed_in_at < :cutOff and expires_at > :now"),
            new Kind(
                    "waiting requests",
                    "authorize_transaction",
                    "update authorize_transaction set used_at = :now",
                    "created_at < :cutOff and used_at is null and expires_at > :now"),
            new Kind(
                    "pushed requests",
                    "pushed_request",
                    "update pushed_request set used_at = :now",
                    "created_at < :cutOff and used_at is null and expires_at > :now"),
            new Kind(
                    "remembered consents",
                    "consent",
                    "update consent set withdrawn_at = :now",
                    "granted_at < :cutOff and withdrawn_at is null and expires_at > :now"),
            new Kind(
                    "grants with all their tokens",
                    "grant_family",
                    "update grant_family set revoked_at = :now, revoked_reason = 'cut_off'",
                    "created_at < :cutOff and revoked_at is null and absolute_expires_at > :now"),
            new Kind(
                    "initial access tokens",
                    "initial_access_token",
                    "update initial_access_token set expires_at = :now",
                    "created_at < :cutOff and uses_left > 0 and expires_at > :now"),
            new Kind(
                    "set-up links",
                    "one_time_link",
                    "update one_time_link set used_at = :now",
                    "created_at < :cutOff and used_at is null and expires_at > :now"));

    private final JdbcClient jdbc;

    private final Changes changes;

    private final SharedTime time;

    private final EmergencyRotation keys;

    private final AuditLog audit;

    CutOff(JdbcClient jdbc, Changes changes, SharedTime time, EmergencyRotation keys, AuditLog audit) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.time = time;
        this.keys = keys;
        this.audit = audit;
    }

    /** How many there are of each kind that {@link #end} would end; changes nothing. */
    Map<String, Integer> count(Instant cutOff) {
        Instant now = now(cutOff);
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Kind kind : KINDS) {
            counts.put(
                    kind.name(),
                    statement(kind.count(), cutOff, now).query(Integer.class).single());
        }
        return counts;
    }

    /**
     * Ends all of it and replaces every key, with one audit entry, in one transaction.
     *
     * @return a line for each kind and key
     * @throws IllegalArgumentException if the moment has not come yet
     */
    List<String> end(Instant cutOff) {
        List<String> lines = new ArrayList<>();
        changes.transaction(() -> {
            Instant now = now(cutOff);
            AuditEvent event = AuditEvent.done("recovery.cut_off").by("system").with("issued_before", cutOff);
            for (Kind kind : KINDS) {
                int ended = statement(kind.end(), cutOff, now).update();
                event = event.with(kind.table(), ended);
                lines.add(kind.name() + ": " + ended + " ended");
            }
            audit.append(event);
            lines.addAll(keys.replaceAll());
        });
        return lines;
    }

    private Instant now(Instant cutOff) {
        Instant now = time.now();
        if (cutOff.isAfter(now)) {
            throw new IllegalArgumentException(
                    "--before=" + cutOff + " is in the future: the database's clock says " + now);
        }
        return now;
    }

    private JdbcClient.StatementSpec statement(String sql, Instant cutOff, Instant now) {
        return jdbc.sql(sql).param("cutOff", utc(cutOff)).param("now", utc(now));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
