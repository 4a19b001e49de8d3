package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.cluster.LookUp;
import dev.gatehouse.authserver.cluster.LookUps;
import dev.gatehouse.authserver.secret.Secrets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who is signed in in which browser: a row for each, found by the SHA-256 of the browser's cookie, so that a stolen row
 * signs nobody in. A session ends after a time without a request and after a time in any case (ruling 23).
 */
@Component
public class SignInSessions {

    /** Being a minute wrong about the last request is worth a write saved on every other one. */
    private static final Duration SEEN_GRANULARITY = Duration.ofMinutes(1);

    private static final String IN_FORCE = """
            select u.id, u.username, u.display_name, u.roles, u.status, u.member_of, u.email, s.signed_in_at, s.last_seen_at
            from sign_in_session s join app_user u on u.id = s.user_id
            where s.id_hash = ? and s.expires_at > ? and s.last_seen_at > ? and u.status = 'ACTIVE'""";

    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(10);

    private final JdbcClient jdbc;

    private final Changes changes;

    private final UserProperties properties;

    private final InstantSource clock;

    private final LookUp<Session> inForce;

    private final AtomicReference<Instant> nextSweep = new AtomicReference<>(Instant.MIN);

    SignInSessions(JdbcClient jdbc, LookUps lookUps, Changes changes, UserProperties properties, InstantSource clock) {
        this.jdbc = jdbc;
        this.inForce = lookUps.by(IN_FORCE, SignInSessions::session);
        this.changes = changes;
        this.properties = properties;
        this.clock = clock;
    }

    /** Signs the person in, in the browser that holds this cookie value, which must be a new one (requirement S5). */
    public void open(Person person, String cookieValue) {
        sweep();
        Instant now = clock.instant();
        jdbc.sql("""
                insert into sign_in_session (id_hash, user_id, signed_in_at, last_seen_at, expires_at, factors)
                values (?, ?, ?, ?, ?, '["password"]')""")
                .param(Secrets.sha256(cookieValue))
                .param(person.id())
                .param(utc(now))
                .param(utc(now))
                .param(utc(now.plus(properties.sessionLifetime())))
                .update();
    }

    /** Who is signed in in the browser that holds this cookie value; nobody where the session or the person is void. */
    public Optional<SignedIn> find(String cookieValue) {
        Instant now = clock.instant();
        byte[] hash = Secrets.sha256(cookieValue);
        Optional<Session> session = inForce.find(hash, utc(now), utc(now.minus(properties.sessionIdle())));
        session.filter(s -> s.lastSeenAt().plus(SEEN_GRANULARITY).isBefore(now)).ifPresent(s -> seen(hash, now));
        return session.map(s -> new SignedIn(s.person(), s.signedInAt(), hash));
    }

    /**
     * Holds the session until the transaction ends, so that whatever ends it comes wholly before what follows, or wholly
     * after it; false if it has ended.
     */
    public boolean hold(SignedIn signedIn) {
        return changes.holds("select 1 from sign_in_session where id_hash = ?", signedIn.sessionHash());
    }

    /** Ends the session of the browser that holds this cookie value; false if there was none. */
    public boolean end(String cookieValue) {
        return jdbc.sql("delete from sign_in_session where id_hash = ?")
                        .param(Secrets.sha256(cookieValue))
                        .update()
                > 0;
    }

    /**
     * Ends every session of the person, at once.
     *
     * @param exceptCookieValue the browser that stays signed in, if any
     * @return how many ended
     */
    public int endAll(UUID userId, @Nullable String exceptCookieValue) {
        // No hash is empty, so the empty one spares nobody.
        return jdbc.sql("delete from sign_in_session where user_id = ? and id_hash <> ?")
                .param(userId)
                .param(exceptCookieValue == null ? new byte[0] : Secrets.sha256(exceptCookieValue))
                .update();
    }

    private void seen(byte[] hash, Instant now) {
        jdbc.sql("update sign_in_session set last_seen_at = ? where id_hash = ? and last_seen_at < ?")
                .param(utc(now))
                .param(hash)
                .param(utc(now))
                .update();
    }

    private void sweep() {
        Instant now = clock.instant();
        Instant due = nextSweep.get();
        if (now.isBefore(due) || !nextSweep.compareAndSet(due, now.plus(BETWEEN_SWEEPS))) {
            return;
        }
        jdbc.sql("delete from sign_in_session where expires_at <= ? or last_seen_at <= ?")
                .param(utc(now))
                .param(utc(now.minus(properties.sessionIdle())))
                .update();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Session session(ResultSet row, int index) throws SQLException {
        return new Session(
                People.person(row),
                row.getObject("signed_in_at", OffsetDateTime.class).toInstant(),
                row.getObject("last_seen_at", OffsetDateTime.class).toInstant());
    }

    private record Session(Person person, Instant signedInAt, Instant lastSeenAt) {}
}
