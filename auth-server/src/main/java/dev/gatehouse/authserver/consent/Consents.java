package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.ClientIdentity;
import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.cluster.LookUp;
import dev.gatehouse.authserver.cluster.LookUps;
import dev.gatehouse.authserver.policy.ScopeNames;
import dev.gatehouse.authserver.secret.Secrets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Consents in the database: one row for a client, a person and a resource. */
@Component
class Consents {

    private static final String SELECT_LIVE = """
            select id, scope, redirect_uri, label, identity_hash, granted_at, expires_at from consent
            where client_id = ? and user_id = ? and resource_uri = ? and withdrawn_at is null and expires_at > ?""";

    private final JdbcClient jdbc;

    private final Changes changes;

    private final LookUp<Consent> live;

    Consents(JdbcClient jdbc, LookUps lookUps, Changes changes) {
        this.jdbc = jdbc;
        this.live = lookUps.by(SELECT_LIVE, Consents::read);
        this.changes = changes;
    }

    Optional<Consent> findLive(UUID clientId, UUID userId, String resource, Instant now) {
        return live.find(clientId, userId, resource, utc(now));
    }

    /** The same, held until the transaction ends: a withdrawal comes wholly before what follows, or wholly after it. */
    Optional<Consent> lockLive(UUID clientId, UUID userId, String resource, Instant now) {
        return jdbc.sql(SELECT_LIVE + " for update")
                .params(clientId, userId, resource, utc(now))
                .query(Consents::read)
                .optional();
    }

    /**
     * Holds the consent until the transaction ends, together with others that rest on it, if it is as it was read; false if
     * it was withdrawn, narrowed, shortened or given anew meanwhile.
     */
    boolean holdUnchanged(Consent consent) {
        return changes.shares(
                """
                select 1 from consent
                where id = ? and granted_at = ? and withdrawn_at is null and scope = ? and expires_at = ?""",
                consent.id(),
                utc(consent.grantedAt()),
                ScopeNames.format(consent.scopes()),
                utc(consent.expiresAt()));
    }

    private static Consent read(ResultSet row, int index) throws SQLException {
        return new Consent(
                row.getObject("id", UUID.class),
                ScopeNames.parse(row.getString("scope")),
                row.getString("redirect_uri"),
                row.getString("label"),
                row.getBytes("identity_hash"),
                row.getObject("granted_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }

    /** Stores what was agreed, over what was agreed before; returns the consent's id. */
    UUID store(
            AuthorizationRequest request,
            UUID userId,
            Collection<String> scopes,
            @Nullable String label,
            Instant now,
            Instant expiresAt) {
        UUID clientId = request.client().id();
        String resource = request.resource().uri();
        // Insert if absent, then update: the only form of an upsert that both databases have.
        jdbc.sql("""
                insert into consent (id, client_id, user_id, resource_uri, redirect_uri, scope, identity_hash,
                                     granted_at, expires_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")
                .params(
                        Secrets.uuid7(now),
                        clientId,
                        userId,
                        resource,
                        request.registeredRedirectUri(),
                        ScopeNames.format(scopes),
                        ClientIdentity.hash(request.client()),
                        utc(now),
                        utc(expiresAt))
                .update();
        jdbc.sql("""
                update consent set redirect_uri = ?, scope = ?, label = ?, former_label = null,
                                   label_version = label_version + 1, identity_hash = ?, granted_at = ?,
                                   expires_at = ?, withdrawn_at = null
                where client_id = ? and user_id = ? and resource_uri = ?""")
                .param(request.registeredRedirectUri())
                .param(ScopeNames.format(scopes))
                .param(label)
                .param(ClientIdentity.hash(request.client()))
                .param(utc(now))
                .param(utc(expiresAt))
                .param(clientId)
                .param(userId)
                .param(resource)
                .update();
        return jdbc.sql("select id from consent where client_id = ? and user_id = ? and resource_uri = ?")
                .params(clientId, userId, resource)
                .query(UUID.class)
                .single();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
