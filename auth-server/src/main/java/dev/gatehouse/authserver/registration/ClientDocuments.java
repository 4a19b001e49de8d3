package dev.gatehouse.authserver.registration;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Fetched metadata documents, one for a client. Errors are never stored (requirement M7). */
final class ClientDocuments {

    private final JdbcClient jdbc;

    ClientDocuments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Instant> freshUntil(UUID clientId) {
        return jdbc.sql("select fresh_until from client_document where client_id = ?")
                .param(clientId)
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    /** Whether somebody's grant to the client is in force: only then may a stale copy serve. */
    boolean inUse(UUID clientId, Instant now) {
        return jdbc.sql("""
                select count(*) from (select 1 from grant_family
                where client_id = ? and revoked_at is null and absolute_expires_at > ? limit 1) as live""")
                        .params(clientId, now.atOffset(ZoneOffset.UTC))
                        .query(Integer.class)
                        .single()
                > 0;
    }

    void store(UUID clientId, String body, Instant now, Instant freshUntil) {
        OffsetDateTime fetched = now.atOffset(ZoneOffset.UTC);
        OffsetDateTime fresh = freshUntil.atOffset(ZoneOffset.UTC);
        jdbc.sql("""
                insert into client_document (client_id, body, fetched_at, fresh_until) values (?, ?, ?, ?)
                on conflict do nothing""").params(clientId, body, fetched, fresh).update();
        jdbc.sql("update client_document set body = ?, fetched_at = ?, fresh_until = ? where client_id = ?")
                .params(body, fetched, fresh, clientId)
                .update();
    }
}
