package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.cluster.LookUp;
import dev.gatehouse.authserver.cluster.LookUps;
import dev.gatehouse.authserver.policy.ScopeNames;
import dev.gatehouse.authserver.secret.Secrets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Families and tokens in the database. Values are stored as hashes alone (promise P11). */
@Component
class TokenStore {

    private static final String SELECT = """
            select t.purge_on, t.hash, t.scope as token_scope, t.dpop_jkt as token_jkt, t.issued_at, t.expires_at, t.consumed_at, t.revoked_at,
                   t.generation,
                   f.id, f.client_id, f.user_id, f.consent_id, f.resource_uri, f.scope, f.redirect_uri, f.code_challenge, f.dpop_jkt,
                   f.created_at, f.absolute_expires_at, f.revoked_at as family_revoked_at, u.status as user_status,
                   c.client_id as client_name, c.status as client_status
            from token t join grant_family f on f.id = t.family_id join client c on c.id = f.client_id
                 left join app_user u on u.id = f.user_id
            where t.purge_on = ? and t.hash = ? and t.type = ?""";

    private final JdbcClient jdbc;

    private final Changes changes;

    private final LookUp<StoredToken> lookUp;

    TokenStore(JdbcClient jdbc, LookUps lookUps, Changes changes) {
        this.jdbc = jdbc;
        this.lookUp = lookUps.by(SELECT, TokenStore::read);
        this.changes = changes;
    }

    void addFamily(GrantFamily family) {
        changes.apply(
                """
                insert into grant_family (id, client_id, user_id, consent_id, resource_uri, scope, redirect_uri,
                                          code_challenge, dpop_jkt, created_at, absolute_expires_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                family.id(),
                family.clientId(),
                family.userId(),
                family.consentId(),
                family.resource(),
                ScopeNames.format(family.scopes()),
                family.redirectUri(),
                family.codeChallenge(),
                family.dpopJkt(),
                utc(family.createdAt()),
                utc(family.absoluteExpiresAt()));
    }

    void add(
            UUID family,
            TokenType type,
            LocalDate purgeOn,
            String secret,
            Collection<String> scopes,
            @Nullable String dpopJkt,
            int generation,
            Instant issuedAt,
            Instant expiresAt) {
        changes.apply(
                """
                insert into token (purge_on, hash, family_id, type, scope, dpop_jkt, generation, issued_at, expires_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                purgeOn,
                Secrets.sha256(secret),
                family,
                type.name(),
                ScopeNames.format(scopes),
                dpopJkt,
                generation,
                utc(issuedAt),
                utc(expiresAt));
    }

    Optional<StoredToken> find(TokenType type, LocalDate purgeOn, String secret) {
        return lookUp.find(purgeOn, Secrets.sha256(secret), type.name());
    }

    /** Marks the token used; of any number of attempts at once, on any number of nodes, one gets true (promise P01). */
    boolean consume(StoredToken token, Instant now) {
        return changes.changesOne(
                "update token set consumed_at = ? where purge_on = ? and hash = ? and consumed_at is null",
                utc(now),
                token.purgeOn(),
                token.hash());
    }

    /**
     * Notes the family's use, which holds its row until the transaction ends, and tells whether it is in force, so that
     * whoever issues and whoever revokes, narrows or shortens at the same moment happen one after the other. A
     * person who is disabled has no family in force any more; a client that is disabled keeps its own, and may not use them.
     */
    boolean use(GrantFamily family, Instant now) {
        return changes.changesOne(
                """
                update grant_family set last_used_at = ?
                where id = ? and revoked_at is null and scope = ? and absolute_expires_at >= ?
                      and exists (select 1 from client c where c.id = grant_family.client_id and c.status = 'ACTIVE')""",
                utc(now),
                family.id(),
                ScopeNames.format(family.scopes()),
                // as exact as the row has it
                utc(family.absoluteExpiresAt().truncatedTo(ChronoUnit.MICROS)));
    }

    boolean revokeToken(StoredToken token, Instant now) {
        return jdbc.sql("update token set revoked_at = ? where purge_on = ? and hash = ? and revoked_at is null")
                        .params(utc(now), token.purgeOn(), token.hash())
                        .update()
                == 1;
    }

    boolean revokeFamily(UUID family, String reason, Instant now) {
        return jdbc.sql(
                                "update grant_family set revoked_at = ?, revoked_reason = ? where id = ? and revoked_at is null")
                        .params(utc(now), reason, family)
                        .update()
                == 1;
    }

    int revokeFamiliesOfConsent(UUID consent, String reason, Instant now) {
        return jdbc.sql("""
                        update grant_family set revoked_at = ?, revoked_reason = ?
                        where consent_id = ? and revoked_at is null and absolute_expires_at > ?""").params(utc(now), reason, consent, utc(now)).update();
    }

    int revokeFamiliesOfClient(UUID client, String reason, Instant now) {
        return jdbc.sql("""
                        update grant_family set revoked_at = ?, revoked_reason = ?
                        where client_id = ? and revoked_at is null and absolute_expires_at > ?""").params(utc(now), reason, client, utc(now)).update();
    }

    boolean revokeGrant(UUID family, String reason, Instant now) {
        return jdbc.sql("""
                        update grant_family set revoked_at = ?, revoked_reason = ?
                        where id = ? and revoked_at is null and absolute_expires_at > ?""").params(utc(now), reason, family, utc(now)).update() == 1;
    }

    /** Ends some of those in force, in the order of their ids, so that two who do it do not wait for each other crosswise. */
    int revokeSome(GrantFilter filter, String reason, Instant now, int atMost) {
        Map<String, Object> parameters = filter.parameters();
        parameters.put("now", utc(now));
        List<UUID> ids = jdbc.sql(
                        "select f.id from grant_family f where f.revoked_at is null and f.absolute_expires_at > :now"
                                + filter.sql("f") + " order by f.id limit " + atMost + " for update")
                .params(parameters)
                .query(UUID.class)
                .list();
        if (!ids.isEmpty()) {
            jdbc.sql("update grant_family set revoked_at = :now, revoked_reason = :reason where id in (:ids)")
                    .param("now", utc(now))
                    .param("reason", reason)
                    .param("ids", ids)
                    .update();
        }
        return ids.size();
    }

    int revokeFamiliesOfPerson(UUID person, String reason, Instant now) {
        return jdbc.sql("""
                        update grant_family set revoked_at = ?, revoked_reason = ?
                        where user_id = ? and revoked_at is null and absolute_expires_at > ?""").params(utc(now), reason, person, utc(now)).update();
    }

    int countLiveFamiliesOfClient(UUID client, Instant now) {
        return jdbc.sql("""
                        select count(*) from grant_family
                        where client_id = ? and revoked_at is null and absolute_expires_at > ?""").params(client, utc(now)).query(Integer.class).single();
    }

    /** Scopes by family, of those in force; their rows are held until the transaction ends. */
    Map<UUID, Set<String>> liveFamiliesOfConsent(UUID consent, Instant now) {
        Map<UUID, Set<String>> families = new LinkedHashMap<>();
        jdbc.sql("""
                select id, scope from grant_family
                where consent_id = ? and revoked_at is null and absolute_expires_at > ? order by id for update""").params(consent, utc(now)).query((RowCallbackHandler)
                row -> families.put(row.getObject(1, UUID.class), ScopeNames.parse(row.getString(2))));
        return families;
    }

    int shortenFamiliesOfConsent(UUID consent, Instant end) {
        return jdbc.sql("""
                        update grant_family set absolute_expires_at = ?
                        where consent_id = ? and revoked_at is null and absolute_expires_at > ?""").params(utc(end), consent, utc(end)).update();
    }

    void bindFamily(UUID family, String dpopJkt) {
        changes.apply("update grant_family set dpop_jkt = ? where id = ?", dpopJkt, family);
    }

    void narrowFamily(UUID family, Collection<String> scopes) {
        jdbc.sql("update grant_family set scope = ? where id = ?")
                .params(ScopeNames.format(scopes), family)
                .update();
    }

    /** Deletes tokens that can be neither used nor replayed any more, some at a time; returns how many. */
    int deleteTokens(LocalDate purgeBefore, int atMost) {
        return jdbc.sql("""
                        delete from token where (purge_on, hash) in
                            (select purge_on, hash from token where purge_on < ? limit ?)""").params(purgeBefore, atMost).update();
    }

    /** Deletes families whose tokens are all past their purge day, some at a time; returns how many. */
    int deleteFamilies(Instant endedBefore, int atMost) {
        return jdbc.sql(
                        "delete from grant_family where id in (select id from grant_family where absolute_expires_at < ? limit ?)")
                .params(utc(endedBefore), atMost)
                .update();
    }

    private static StoredToken read(ResultSet row, int index) throws SQLException {
        GrantFamily family = new GrantFamily(
                row.getObject("id", UUID.class),
                row.getObject("client_id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getObject("consent_id", UUID.class),
                row.getString("resource_uri"),
                ScopeNames.parse(row.getString("scope")),
                row.getString("redirect_uri"),
                row.getString("code_challenge"),
                row.getString("dpop_jkt"),
                instant(row, "created_at"),
                instant(row, "absolute_expires_at"));
        return new StoredToken(
                row.getObject("purge_on", LocalDate.class),
                row.getBytes("hash"),
                family,
                ScopeNames.parse(row.getString("token_scope")),
                row.getString("token_jkt"),
                instant(row, "issued_at"),
                instant(row, "expires_at"),
                instantOrNull(row, "consumed_at"),
                instantOrNull(row, "revoked_at"),
                row.getInt("generation"),
                row.getObject("family_revoked_at") != null,
                family.userId() == null || "ACTIVE".equals(row.getString("user_status")),
                row.getString("client_name"),
                "ACTIVE".equals(row.getString("client_status")));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
