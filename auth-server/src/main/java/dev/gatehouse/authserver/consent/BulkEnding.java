package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.token.GrantFilter;
import dev.gatehouse.authserver.token.TokenRevocations;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Ends many consents and grants, a thousand in each transaction with its own entry in the record: other requests wait for
 * one such step at most. What was ended stays so if a later step fails, and doing it again ends the rest.
 */
@Component
public class BulkEnding {

    private static final int STEP = 1000;

    /** After so long the caller is told that there may be more. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private static final String REASON = "administrator";

    private final JdbcClient jdbc;

    private final Changes changes;

    private final TokenRevocations revocations;

    private final AuditLog audit;

    private final InstantSource clock;

    BulkEnding(JdbcClient jdbc, Changes changes, TokenRevocations revocations, AuditLog audit, InstantSource clock) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.revocations = revocations;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param complete false where time ran out before all had ended */
    public record Ended(int consents, int grants, boolean complete) {}

    /** Ends what the filter says, consents first, so that nothing new comes of them; for two seconds or so at most. */
    public Ended end(GrantFilter filter, AuditEvent record) {
        long until = System.nanoTime() + AT_ONCE.toNanos();
        int consents = 0;
        int grants = 0;
        int ended;
        do {
            ended = step(record, "consents_ended", () -> withdrawSome(filter));
            consents += ended;
        } while (ended == STEP && System.nanoTime() < until);
        while (System.nanoTime() < until) {
            ended = step(record, "grants_ended", () -> revocations.revokeSome(filter, REASON, STEP));
            grants += ended;
            if (ended < STEP) {
                return new Ended(consents, grants, true);
            }
        }
        return new Ended(consents, grants, false);
    }

    private int step(AuditEvent record, String fact, IntSupplier work) {
        int[] ended = new int[1];
        changes.transaction(() -> {
            ended[0] = work.getAsInt();
            if (ended[0] > 0) {
                audit.append(record.with(fact, ended[0]));
            }
        });
        return ended[0];
    }

    private int withdrawSome(GrantFilter filter) {
        Map<String, Object> parameters = filter.parameters();
        parameters.put("now", clock.instant().atOffset(ZoneOffset.UTC));
        List<UUID> ids = jdbc.sql("select c.id from consent c where c.withdrawn_at is null and c.expires_at > :now"
                        + filter.sql("c") + " order by c.id limit " + STEP + " for update")
                .params(parameters)
                .query(UUID.class)
                .list();
        if (!ids.isEmpty()) {
            jdbc.sql("update consent set withdrawn_at = :now where id in (:ids)")
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .param("ids", ids)
                    .update();
        }
        return ids.size();
    }

    /** Ends one grant, and the consent that it rests on with all other grants of that; returns how many grants. */
    public int endOne(UUID grant, @Nullable UUID consent, AuditEvent record) {
        int[] ended = new int[1];
        changes.transaction(() -> {
            if (consent != null) {
                jdbc.sql("update consent set withdrawn_at = ? where id = ? and withdrawn_at is null")
                        .params(clock.instant().atOffset(ZoneOffset.UTC), consent)
                        .update();
                ended[0] = revocations.revokeConsent(consent, REASON);
            }
            ended[0] += revocations.revokeGrant(grant, REASON) ? 1 : 0;
            if (ended[0] > 0) {
                audit.append(record.with("grant", grant).with("grants_ended", ended[0]));
            }
        });
        return ended[0];
    }
}
