package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.secret.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Initial access tokens (RFC 7591 section 3): for so many registrations, until a moment; kept as hashes (promise P11). */
final class InitialAccessTokens {

    /** For so long an administrator still sees a token that ended. */
    private static final Duration KEPT_AFTER_END = Duration.ofDays(30);

    private final JdbcClient jdbc;

    private final AuditLog audit;

    private final InstantSource clock;

    InitialAccessTokens(JdbcClient jdbc, AuditLog audit, InstantSource clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /** Makes a token and returns its value, which is kept nowhere; to be called in a transaction. */
    String create(RegistrationPermit permit, int uses, Duration lifetime) {
        String value = Secrets.random256();
        Instant now = clock.instant();
        UUID id = Secrets.uuid7(now);
        jdbc.sql("""
                insert into initial_access_token
                    (id, token_hash, label, uses_left, resources, redirect_hosts, created_at, expires_at)
                values (?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        id,
                        Secrets.sha256(value),
                        permit.label(),
                        uses,
                        String.join(" ", new TreeSet<>(permit.resources())),
                        String.join(" ", new TreeSet<>(permit.redirectHosts())),
                        utc(now),
                        utc(now.plus(lifetime)))
                .update();
        audit.append(AuditEvent.done("initial_access_token.created")
                .by("system")
                .with("id", id)
                .with("label", permit.label())
                .with("uses", uses)
                .with("resources", String.join(" ", new TreeSet<>(permit.resources())))
                .with("redirect_hosts", String.join(" ", new TreeSet<>(permit.redirectHosts())))
                .with("expires_at", now.plus(lifetime)));
        return value;
    }

    /** What the token allows, if it may still be used; an unknown, an expired and a used-up one look the same. */
    Optional<PermitReader.Shown> find(String value) {
        return jdbc.sql("""
                select id, label, resources, redirect_hosts from initial_access_token
                where token_hash = ? and uses_left > 0 and expires_at > ?""")
                .params(Secrets.sha256(value), utc(clock.instant()))
                .query((row, index) -> new PermitReader.Shown(
                        row.getObject(1, UUID.class),
                        new RegistrationPermit(row.getString(2), names(row.getString(3)), names(row.getString(4)))))
                .optional();
    }

    /** Takes one use, in the transaction of the registration; of any number at once, as many get true as it has uses. */
    boolean use(UUID id) {
        OffsetDateTime now = utc(clock.instant());
        return jdbc.sql("""
                update initial_access_token set uses_left = uses_left - 1, last_used_at = ?
                where id = ? and uses_left > 0 and expires_at > ?""").params(now, id, now).update() == 1;
    }

    /** A token as an administrator sees it, ended or not; its value is kept nowhere. */
    record Listed(UUID id, RegistrationPermit permit, int usesLeft, Instant expiresAt) {}

    /** Every token there is, the oldest first. */
    List<Listed> all() {
        return jdbc.sql("""
                select id, label, resources, redirect_hosts, uses_left, expires_at from initial_access_token
                order by created_at, id""")
                .query((row, index) -> new Listed(
                        row.getObject(1, UUID.class),
                        new RegistrationPermit(row.getString(2), names(row.getString(3)), names(row.getString(4))),
                        row.getInt(5),
                        row.getObject(6, OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Ends a token at once; its clients stay. To be called in a transaction; false where there is none of this id. */
    boolean revoke(UUID id) {
        // Read first: what is gone can no longer be named in the record.
        Optional<String> label = jdbc.sql("select label from initial_access_token where id = ? for update")
                .param(id)
                .query(String.class)
                .optional();
        label.ifPresent(known -> {
            jdbc.sql("delete from initial_access_token where id = ?").param(id).update();
            audit.append(AuditEvent.done("initial_access_token.revoked")
                    .by("system")
                    .with("id", id)
                    .with("label", known));
        });
        return label.isPresent();
    }

    /** Forgets the tokens that expired or were used up long ago. */
    void deleteEnded() {
        OffsetDateTime before = utc(clock.instant().minus(KEPT_AFTER_END));
        jdbc.sql("""
                delete from initial_access_token
                where expires_at < ? or (uses_left = 0 and last_used_at < ?)""").params(before, before).update();
    }

    static Set<String> names(String text) {
        return Arrays.stream(text.split(" ")).filter(name -> !name.isEmpty()).collect(Collectors.toSet());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
