package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.policy.RedirectUriPolicy;
import dev.gatehouse.authserver.policy.ScopeNames;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.resource.Scope;
import dev.gatehouse.authserver.token.TokenRevocations;
import dev.gatehouse.authserver.web.DisplayName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

@Component
class JdbcConnectedAgents implements ConnectedAgents {

    private static final String SELECT = """
            select c.id, c.label, c.former_label, c.label_version,
                   case when cl.source <> 'DCR' then l.label end as client_label, c.redirect_uri, c.resource_uri, c.granted_at, cl.client_name, cl.client_id, cl.source,
                   (select string_agg(f.scope, ' ') from grant_family f
                        where f.consent_id = c.id and f.revoked_at is null and f.absolute_expires_at > :now) as granted,
                   case when c.expires_at > :now then c.scope end as remembered,
                   greatest(c.expires_at, coalesce((select max(f.absolute_expires_at) from grant_family f
                        where f.consent_id = c.id and f.revoked_at is null), c.expires_at)) as expires_at,
                   (select max(f.last_used_at) from grant_family f where f.consent_id = c.id) as last_used_at
            from consent c join client cl on cl.id = c.client_id
                left join client_label l on l.identity_hash = cl.identity_hash
            where c.user_id = :user and c.withdrawn_at is null and (c.expires_at > :now or exists (
                select 1 from grant_family f
                where f.consent_id = c.id and f.revoked_at is null and f.absolute_expires_at > :now))""";

    private final JdbcClient jdbc;

    private final ResourceDirectory resources;

    private final TokenRevocations revocations;

    private final AuditLog audit;

    private final InstantSource clock;

    JdbcConnectedAgents(
            JdbcClient jdbc,
            ResourceDirectory resources,
            TokenRevocations revocations,
            AuditLog audit,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.resources = resources;
        this.revocations = revocations;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public List<ConnectedAgent> of(UUID userId) {
        return jdbc.sql(SELECT + " order by c.granted_at desc, c.id")
                .param("user", userId)
                .param("now", now())
                .query(this::read)
                .list();
    }

    @Override
    public Optional<ConnectedAgent> find(UUID userId, UUID consentId) {
        return jdbc.sql(SELECT + " and c.id = :consent")
                .param("user", userId)
                .param("now", now())
                .param("consent", consentId)
                .query(this::read)
                .optional();
    }

    @Override
    @Transactional
    public boolean takeBack(UUID userId, UUID consentId) {
        boolean withdrawn = jdbc.sql("""
                update consent set withdrawn_at = ? where id = ? and user_id = ? and withdrawn_at is null""").params(now(), consentId, userId).update() == 1;
        if (withdrawn) {
            int grants = revocations.revokeConsent(consentId, "consent_withdrawn");
            audit.append(about("consent.withdrawn", userId, consentId).with("grants_ended", grants));
        }
        return withdrawn;
    }

    @Override
    @Transactional
    public boolean narrow(UUID userId, UUID consentId, Set<String> takenAway, Instant latestEnd) {
        Optional<Set<String>> agreed = jdbc.sql("""
                select scope from consent where id = ? and user_id = ? and withdrawn_at is null for update""")
                .params(consentId, userId)
                .query((row, index) -> ScopeNames.parse(row.getString(1)))
                .optional();
        if (agreed.isEmpty()) {
            return false;
        }
        Set<String> left = new LinkedHashSet<>(agreed.get());
        left.removeAll(takenAway);
        OffsetDateTime end = latestEnd.atOffset(ZoneOffset.UTC);
        jdbc.sql("update consent set scope = ?, expires_at = least(expires_at, ?) where id = ?")
                .params(ScopeNames.format(left), end, consentId)
                .update();
        revocations.narrow(consentId, takenAway);
        revocations.shorten(consentId, latestEnd);
        audit.append(about("consent.narrowed", userId, consentId)
                .with("scope_taken", ScopeNames.format(takenAway))
                .with("until", latestEnd));
        return true;
    }

    @Override
    @Transactional
    public boolean rename(UUID userId, UUID consentId, int version, @Nullable String label) {
        boolean renamed =
                jdbc.sql("""
                update consent set former_label = coalesce(label, ''), label = ?, label_version = label_version + 1
                where id = ? and user_id = ? and withdrawn_at is null and label_version = ?""").param(label).params(consentId, userId, version).update() == 1;
        if (renamed) {
            audit.append(about("consent.renamed", userId, consentId).with("label", label));
        }
        return renamed;
    }

    @Override
    @Transactional
    public boolean undoRename(UUID userId, UUID consentId, int version) {
        boolean undone = jdbc.sql("""
                update consent set label = nullif(former_label, ''), former_label = null, label_version = label_version + 1
                where id = ? and user_id = ? and withdrawn_at is null and label_version = ? and former_label is not null""").params(consentId, userId, version).update() == 1;
        if (undone) {
            audit.append(about("consent.rename_undone", userId, consentId));
        }
        return undone;
    }

    private AuditEvent about(String type, UUID userId, UUID consentId) {
        return jdbc.sql("""
                select cl.client_id, c.resource_uri, c.scope from consent c join client cl on cl.id = c.client_id
                where c.id = ?""")
                .param(consentId)
                .query((row, index) -> AuditEvent.done(type)
                        .by("person:" + userId)
                        .about(userId.toString())
                        .client(row.getString(1))
                        .resource(row.getString(2))
                        .with("consent", consentId)
                        .with("scope", row.getString(3)))
                .single();
    }

    @Override
    @Transactional
    public int takeBackAll(UUID userId) {
        return (int) of(userId).stream()
                .filter(agent -> takeBack(userId, agent.consentId()))
                .count();
    }

    private ConnectedAgent read(ResultSet row, int index) throws SQLException {
        String uri = row.getString("resource_uri");
        Optional<ResourceServer> resource = resources.find(uri);
        Set<String> names = new HashSet<>(ScopeNames.parse(row.getString("granted")));
        names.addAll(ScopeNames.parse(row.getString("remembered")));
        List<Scope> scopes = resource.map(ResourceServer::scopes).orElse(List.of()).stream()
                .filter(scope -> names.contains(scope.name()))
                .toList();
        ClientSource source = ClientSource.valueOf(row.getString("source"));
        return new ConnectedAgent(
                row.getObject("id", UUID.class),
                DisplayName.of(row.getString("client_name")).text(),
                source,
                source == ClientSource.CIMD ? RedirectUriPolicy.displayHost(row.getString("client_id")) : null,
                row.getString("client_label"),
                row.getString("label"),
                row.getString("former_label"),
                row.getInt("label_version"),
                RedirectUriPolicy.displayHost(row.getString("redirect_uri")),
                resource.map(ResourceServer::name).orElse(uri),
                uri,
                scopes,
                instant(row.getObject("granted_at", OffsetDateTime.class)),
                instant(row.getObject("expires_at", OffsetDateTime.class)),
                instantOrNull(row.getObject("last_used_at", OffsetDateTime.class)));
    }

    private static Instant instant(OffsetDateTime value) {
        return value.toInstant();
    }

    private static @Nullable Instant instantOrNull(@Nullable OffsetDateTime value) {
        return value == null ? null : value.toInstant();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
