package dev.gatehouse.authserver.approval;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.client.LastingIdentity;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.user.BrowserSignedIn;
import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRefusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Authorization requests that wait for an administrator: 24 hours, one for a person, a client and a server, however often
 * the client registers or tries again. Only the person sees it, and only the browser of the last attempt carries it on.
 */
@Component
public class ParkedRequests {

    private static final Duration LIFETIME = Duration.ofHours(24);

    private static final int MOST_OF_A_PERSON = 20;

    private static final int MOST = 10_000;

    private final JdbcClient jdbc;

    private final Approvals approvals;

    private final AuditLog audit;

    private final ApprovalNotices notices;

    private final InstantSource clock;

    ParkedRequests(JdbcClient jdbc, Approvals approvals, AuditLog audit, ApprovalNotices notices, InstantSource clock) {
        this.jdbc = jdbc;
        this.approvals = approvals;
        this.audit = audit;
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * What is parked, and how it gets back to its browser.
     *
     * @param more whether it asks for more than it could have at once
     */
    public record Parking(String requestJson, String browserValue, String reference, Instant arrivedAt, boolean more) {}

    /**
     * Keeps the request, in place of an earlier one of the same person, client and server.
     *
     * @return its id, under which the person finds it
     * @throws PageRefusal if too many wait; nothing has changed then
     */
    @Transactional
    public UUID park(ApprovalQuestion question, Parking parking) {
        LastingIdentity identity = approvals.identity(question.client());
        approvals.link(identity, question.client().id());
        UUID approval = approvals.idOf(identity);
        UUID person = question.person().id();
        Instant now = clock.instant();
        Optional<UUID> waiting = waiting(approval, person, question.resource(), now);
        if (waiting.isEmpty()) {
            requireRoom(person, now);
        }
        insertIfAbsent(approval, question, parking, now);
        jdbc.sql("""
                update approval_request set scope = ?, request_json = ?, browser_hash = ?, state = 'WAITING', reason = null,
                    once_scope = null, once_ends_at = null, asked_at = case when cast(? as boolean) then asked_at else ? end,
                    arrived_at = ?, expires_at = ?, went_on_at = null, asked_more = ?
                where approval_id = ? and user_id = ? and resource_uri = ?""")
                .param(String.join(" ", question.scopes()))
                .param(parking.requestJson())
                .param(Secrets.sha256(parking.browserValue()))
                .param(waiting.isPresent())
                .param(utc(now))
                .param(utc(parking.arrivedAt()))
                .param(utc(now.plus(LIFETIME)))
                .param(parking.more())
                .params(approval, person, question.resource())
                .update();
        if (waiting.isEmpty()) {
            audit.append(AuditEvent.done("approval.requested")
                    .by("person:" + person)
                    .about(person.toString())
                    .client(question.client().clientId())
                    .resource(question.resource())
                    .reference(parking.reference())
                    .with("approval", approval)
                    .with("scope", String.join(" ", question.scopes())));
            notices.requested(question, parking.more());
        }
        return jdbc.sql("select id from approval_request where approval_id = ? and user_id = ? and resource_uri = ?")
                .params(approval, person, question.resource())
                .query(UUID.class)
                .single();
    }

    private Optional<UUID> waiting(UUID approval, UUID person, String resource, Instant now) {
        return jdbc.sql("""
                select id from approval_request where approval_id = ? and user_id = ? and resource_uri = ?
                    and state = 'WAITING' and expires_at > ? for update""")
                .params(approval, person, resource, utc(now))
                .query(UUID.class)
                .optional();
    }

    private void insertIfAbsent(UUID approval, ApprovalQuestion question, Parking parking, Instant now) {
        jdbc.sql("""
                insert into approval_request (id, approval_id, user_id, resource_uri, scope, request_json, browser_hash,
                                              reference, state, asked_at, arrived_at, expires_at)
                values (?, ?, ?, ?, '', '', ?, ?, 'WAITING', ?, ?, ?) on conflict do nothing""")
                .param(Secrets.uuid7(now))
                .params(approval, question.person().id(), question.resource())
                .param(Secrets.sha256(parking.browserValue()))
                .param(parking.reference())
                .param(utc(now))
                .param(utc(now))
                .param(utc(now))
                .update();
    }

    private void requireRoom(UUID person, Instant now) {
        int own = jdbc.sql("""
                select count(*) from approval_request where user_id = ? and state = 'WAITING' and expires_at > ?""").params(person, utc(now)).query(Integer.class).single();
        int all = jdbc.sql("select count(*) from approval_request where state = 'WAITING' and expires_at > ?")
                .param(utc(now))
                .query(Integer.class)
                .single();
        if (own >= MOST_OF_A_PERSON || all >= MOST) {
            throw new PageRefusal(ErrorPage.of(HttpStatus.TOO_MANY_REQUESTS, "Too many apps wait for approval")
                    .because(
                            own >= MOST_OF_A_PERSON
                                    ? "You have asked for " + own + " apps that nobody has decided about yet."
                                    : "More requests wait for an administrator than are kept.")
                    .remedy("Ask your administrator to decide, then press connect in the app again."));
        }
    }

    /** This person's request; nobody else's is ever found. */
    public Optional<ParkedRequest> find(UUID id, UUID person, String browserValue) {
        byte[] browser = Secrets.sha256(browserValue);
        return jdbc.sql("""
                select r.id, a.client_name, r.request_json, r.reference, r.state, r.reason, r.asked_at, r.arrived_at,
                       r.expires_at, r.browser_hash, r.went_on_at, r.asked_more
                from approval_request r join approval a on a.id = r.approval_id where r.id = ? and r.user_id = ?""")
                .params(id, person)
                .query((row, index) -> new ParkedRequest(
                        row.getObject("id", UUID.class),
                        row.getString("client_name"),
                        row.getString("request_json"),
                        row.getString("reference"),
                        ParkedRequest.State.valueOf(row.getString("state")),
                        row.getString("reason"),
                        row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                        row.getObject("arrived_at", OffsetDateTime.class).toInstant(),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                        Secrets.equal(row.getBytes("browser_hash"), browser),
                        row.getObject("went_on_at") != null,
                        row.getBoolean("asked_more")))
                .optional();
    }

    /** Takes the one way on; of any number of attempts at once, one gets true. */
    public boolean goOn(ParkedRequest request) {
        return jdbc.sql("update approval_request set went_on_at = ? where id = ? and went_on_at is null")
                        .params(utc(clock.instant()), request.id())
                        .update()
                == 1;
    }

    /** Hands what waits in a browser over to the cookie that the same person's new sign-in gave it. */
    @EventListener
    void rebind(BrowserSignedIn event) {
        if (event.previousBrowserValue() != null) {
            jdbc.sql("update approval_request set browser_hash = ? where browser_hash = ? and user_id = ?")
                    .param(Secrets.sha256(event.browserValue()))
                    .param(Secrets.sha256(event.previousBrowserValue()))
                    .param(event.userId())
                    .update();
        }
    }

    /** Deletes what is over: requests, and clients that nobody decided about and that are gone. */
    @Scheduled(initialDelay = 5, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void deleteExpired() {
        Instant now = clock.instant();
        jdbc.sql("delete from approval_request where expires_at < ?")
                .param(utc(now.minus(LIFETIME)))
                .update();
        jdbc.sql("""
                delete from approval where state = 'PENDING' and decided_at is null and created_at < ?
                    and not exists (select 1 from approval_request r where r.approval_id = approval.id)
                    and not exists (select 1 from approval_client c where c.approval_id = approval.id)""").param(utc(now.minus(LIFETIME))).update();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
