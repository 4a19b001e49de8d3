package dev.gatehouse.authserver.approval;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.client.LastingIdentity;
import dev.gatehouse.authserver.user.Administrator;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** What an administrator's word does, each in one transaction with its record. Who comes second is told so. */
@Component
public class ApprovalDecisions {

    private static final Duration ONCE_LIFETIME = Duration.ofHours(24);

    private final JdbcClient jdbc;

    private final DecidedRequests requests;

    private final ApplicationEventPublisher events;

    private final AuditLog audit;

    private final ApprovalNotices notices;

    private final JsonMapper json;

    private final InstantSource clock;

    ApprovalDecisions(
            JdbcClient jdbc,
            DecidedRequests requests,
            ApplicationEventPublisher events,
            AuditLog audit,
            ApprovalNotices notices,
            JsonMapper json,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.requests = requests;
        this.events = events;
        this.audit = audit;
        this.notices = notices;
        this.json = json;
        this.clock = clock;
    }

    private record Row(
            String kind,
            String knownAs,
            String clientName,
            FormerDecision decision,
            @Nullable String formerJson,
            int version) {

        boolean approved(Instant now) {
            String endsAt = decision.endsAt();
            return decision.state().equals(ApprovalState.APPROVED.name())
                    && (endsAt == null || now.isBefore(Instant.parse(endsAt)));
        }
    }

    /**
     * Decides.
     *
     * @param version of what the administrator saw
     * @throws PageRefusal if it is not there, or somebody decided meanwhile; nothing has changed then
     */
    @Transactional
    public void decide(UUID id, int version, ApprovalDecision decision, Administrator by) {
        Row row = hold(id, version);
        Instant now = clock.instant();
        List<UUID> ended = switch (decision.kind()) {
            case ONCE -> requests.allowOnce(id, decision, now, now.plus(ONCE_LIFETIME));
            case SOME, EVERYONE -> requests.allow(id, decision, now);
            case DENY -> requests.deny(id, decision.requests(), decision.reason(), now);
            case BLOCK -> requests.deny(id, null, decision.reason(), now);
            case RESET -> List.of();
        };
        store(
                id,
                next(row, decision, by, now),
                json.writeValueAsString(row.decision().ending(ended)));
        if (!aboutTheClient(decision.kind()) && !ended.isEmpty()) {
            answered(id, decision.kind(), by, now);
        }
        if (decision.kind() == ApprovalDecision.Kind.BLOCK) {
            block(id, row, by.actor());
        }
        notices.decided(ended, decision.kind(), decision.reason());
        audit.append(AuditEvent.done("approval.decided")
                .by(by.actor())
                .with("approval", id)
                .with("client", row.clientName())
                .with("decision", decision.kind())
                .with("audience", decision.audience().isEmpty() ? null : new TreeSet<>(decision.audience()))
                .with("limits", decision.limits())
                .with("until", decision.endsAt())
                .with("reason", decision.reason())
                .with("requests", ended.size()));
    }

    /**
     * Puts back what the last decision replaced; what was granted or ended meanwhile stays so.
     *
     * @throws PageRefusal if it is not there, was undone already, or somebody decided meanwhile
     */
    @Transactional
    public void undo(UUID id, int version, Administrator by) {
        Row row = hold(id, version);
        if (row.formerJson() == null) {
            throw meanwhile();
        }
        FormerDecision former = json.readValue(row.formerJson(), FormerDecision.class);
        store(id, former, null);
        if (Objects.equals(former.decidedAt(), row.decision().decidedAt())) {
            // Nothing was decided about the client, so it is the answer that is undone.
            jdbc.sql("update approval set answer = null, answered_by = null, answered_by_client = null,"
                            + " answered_at = null where id = ?")
                    .param(id)
                    .update();
        }
        requests.waitAgain(id, former.requests(), clock.instant());
        audit.append(AuditEvent.done("approval.undone")
                .by(by.actor())
                .with("approval", id)
                .with("client", row.clientName())
                .with("undone", row.decision().state())
                .with("state", former.state()));
    }

    /** Once and no are said of requests, not of the client. */
    private static boolean aboutTheClient(ApprovalDecision.Kind kind) {
        return kind != ApprovalDecision.Kind.ONCE && kind != ApprovalDecision.Kind.DENY;
    }

    private void answered(UUID id, ApprovalDecision.Kind kind, Administrator by, Instant now) {
        jdbc.sql("""
                update approval set answer = ?, answered_by = ?, answered_by_client = ?, answered_at = ? where id = ?""")
                .param(kind.name())
                .param(by.personId())
                .param(by.clientId())
                .param(now.atOffset(ZoneOffset.UTC))
                .param(id)
                .update();
    }

    private FormerDecision next(Row row, ApprovalDecision decision, Administrator by, Instant now) {
        FormerDecision former = row.decision();
        ApprovalState state = switch (decision.kind()) {
            case SOME, EVERYONE -> ApprovalState.APPROVED;
            case BLOCK -> ApprovalState.BLOCKED;
            case RESET -> ApprovalState.PENDING;
            case ONCE, DENY -> null;
        };
        if (state == null) {
            // About requests, not about the client: what was decided about that stays.
            return former;
        }
        boolean approves = state == ApprovalState.APPROVED;
        return new FormerDecision(
                state.name(),
                decision.kind() == ApprovalDecision.Kind.SOME ? audience(row, decision, now) : null,
                approves && decision.limits() != null ? json.writeValueAsString(decision.limits()) : null,
                decision.reason(),
                approves && decision.endsAt() != null ? decision.endsAt().toString() : null,
                by.person() == null ? by.actor() : text(by.personId()),
                now.toString(),
                List.of());
    }

    /** Whom it was approved for stays in. */
    private static String audience(Row row, ApprovalDecision decision, Instant now) {
        Set<String> all = new TreeSet<>(decision.audience());
        if (row.approved(now)) {
            all.addAll(ApprovalRows.names(row.decision().audience()));
        }
        return String.join(" ", all);
    }

    private void block(UUID id, Row row, String actor) {
        Set<UUID> clients = new LinkedHashSet<>(jdbc.sql("select client_id from approval_client where approval_id = ?")
                .param(id)
                .query(UUID.class)
                .list());
        if (row.kind().equals(LastingIdentity.Kind.DOCUMENT.name())) {
            // Its address is blocked, whatever stood there at other times: nobody goes on by what was read before.
            jdbc.sql("update approval set version = version + 1 where kind = 'DOCUMENT' and known_as = ? and id <> ?")
                    .params(row.knownAs(), id)
                    .update();
            clients.addAll(jdbc.sql("""
                    select l.client_id from approval_client l join approval a on a.id = l.approval_id
                    where a.kind = 'DOCUMENT' and a.known_as = ?""").param(row.knownAs()).query(UUID.class).list());
        }
        events.publishEvent(new ClientBlocked(clients, actor));
    }

    private Row hold(UUID id, int version) {
        Row row = jdbc.sql("""
                select kind, known_as, client_name, state, audience, limits_json, reason, ends_at, decided_by,
                       decided_by_client, decided_at, former_json, version
                from approval where id = ? for update""")
                .param(id)
                .query((rs, index) -> new Row(
                        rs.getString("kind"),
                        rs.getString("known_as"),
                        rs.getString("client_name"),
                        new FormerDecision(
                                rs.getString("state"),
                                rs.getString("audience"),
                                rs.getString("limits_json"),
                                rs.getString("reason"),
                                text(ApprovalRows.instant(rs, "ends_at")),
                                decidedBy(rs),
                                text(ApprovalRows.instant(rs, "decided_at")),
                                List.of()),
                        rs.getString("former_json"),
                        rs.getInt("version")))
                .optional()
                .orElseThrow(ApprovalDecisions::gone);
        if (row.version() != version) {
            throw meanwhile();
        }
        return row;
    }

    private static @Nullable String decidedBy(ResultSet row) throws SQLException {
        String client = row.getString("decided_by_client");
        return client == null
                ? text(row.getObject("decided_by"))
                : Administrator.ofClient(client).actor();
    }

    private void store(UUID id, FormerDecision decision, @Nullable String formerJson) {
        jdbc.sql("""
                update approval set state = ?, audience = ?, limits_json = ?, reason = ?, ends_at = ?, decided_by = ?,
                                    decided_by_client = ?, decided_at = ?, former_json = ?, version = version + 1
                where id = ?""")
                .param(decision.state())
                .param(decision.audience())
                .param(decision.limits())
                .param(decision.reason())
                .param(utc(decision.endsAt()))
                .param(decision.decidingPerson())
                .param(decision.decidingClient())
                .param(utc(decision.decidedAt()))
                .param(formerJson)
                .param(id)
                .update();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static @Nullable OffsetDateTime utc(@Nullable String instant) {
        return instant == null ? null : Instant.parse(instant).atOffset(ZoneOffset.UTC);
    }

    private static PageRefusal gone() {
        return new PageRefusal(ErrorPage.of(HttpStatus.NOT_FOUND, "This app is not in the queue")
                .because("Nobody waits for it any more, and nothing was decided about it.")
                .remedy("Look at the queue again."));
    }

    private static PageRefusal meanwhile() {
        return new PageRefusal(ErrorPage.of(HttpStatus.CONFLICT, "This was decided meanwhile")
                .because("Somebody decided about this app after you opened the page. Your decision changed nothing.")
                .remedy("Go back to the queue, look at it as it is now, and decide again if you still want to."));
    }
}
