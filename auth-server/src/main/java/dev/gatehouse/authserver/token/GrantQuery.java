package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.cluster.Bounded;
import dev.gatehouse.authserver.cluster.Listing;
import dev.gatehouse.authserver.policy.ScopeNames;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The grants, as administrators look for them. */
@Component
public class GrantQuery {

    /** What ends within this time, ends soon. */
    private static final Duration SOON = Duration.ofHours(24);

    private static final String SELECT = """
            select f.id, f.client_id, c.client_name, l.label, f.user_id, u.username, f.consent_id, f.resource_uri, f.scope,
                   f.created_at, f.last_used_at, f.absolute_expires_at, f.revoked_at, f.revoked_reason
            from grant_family f left join client c on c.id = f.client_id left join app_user u on u.id = f.user_id
                left join client_label l on l.identity_hash = c.identity_hash
            where true""";

    private static final String LIVE =
            "select 1 from grant_family f where f.revoked_at is null and f.absolute_expires_at > :now";

    private final JdbcClient jdbc;

    private final Listing listing;

    private final InstantSource clock;

    GrantQuery(JdbcClient jdbc, Listing listing, InstantSource clock) {
        this.jdbc = jdbc;
        this.listing = listing;
        this.clock = clock;
    }

    /** Those after this one, latest first, ended ones among them; null begins with the latest. */
    public List<GrantSummary> list(GrantFilter filter, @Nullable UUID after, int atMost) {
        Map<String, Object> parameters = filter.parameters();
        if (after != null) {
            parameters.put("before", after);
        }
        String sql = SELECT + (after == null ? "" : " and f.id < :before") + filter.sql("f")
                + " order by f.id desc limit " + atMost;
        return listing.read(() ->
                jdbc.sql(sql).params(parameters).query(GrantQuery::summary).list());
    }

    /** Those that end soon by themselves, the next one first. */
    public List<GrantSummary> endingSoon(int atMost) {
        String sql =
                SELECT + " and f.revoked_at is null and f.absolute_expires_at > :now and f.absolute_expires_at < :soon"
                        + " order by f.absolute_expires_at, f.id limit " + atMost;
        return listing.read(() -> jdbc.sql(sql)
                .param("now", utc(clock.instant()))
                .param("soon", utc(clock.instant().plus(SOON)))
                .query(GrantQuery::summary)
                .list());
    }

    public Optional<GrantSummary> find(UUID id) {
        return jdbc.sql(SELECT + " and f.id = :id")
                .param("id", id)
                .query(GrantQuery::summary)
                .optional();
    }

    /** How many of them are in force. */
    public Bounded countLive(GrantFilter filter) {
        Map<String, Object> parameters = filter.parameters();
        parameters.put("now", utc(clock.instant()));
        return count(LIVE + filter.sql("f"), parameters);
    }

    /** How many are in force of each of these clients; one that has none is left out. */
    public Map<UUID, Integer> countLiveOf(Collection<UUID> clients) {
        Map<UUID, Integer> counts = new HashMap<>();
        if (!clients.isEmpty()) {
            jdbc.sql("""
                    select client_id, count(*) from grant_family
                    where client_id in (:ids) and revoked_at is null and absolute_expires_at > :now group by client_id""")
                    .param("ids", clients)
                    .param("now", utc(clock.instant()))
                    .query((RowCallbackHandler) row -> counts.put(row.getObject(1, UUID.class), row.getInt(2)));
        }
        return counts;
    }

    /**
     * The tokens of a grant that were not purged yet, latest first, without their values: nobody has those. There is no key
     * for it, which every token would have to pay for: the days from the grant's first on are looked through.
     */
    public List<TokenRow> tokens(GrantSummary grant, int atMost) {
        return listing.read(() -> jdbc.sql("""
                select type, scope, dpop_jkt, issued_at, expires_at, consumed_at, revoked_at from token
                where purge_on >= ? and family_id = ? order by issued_at desc, type desc limit ?""")
                .params(LocalDate.ofInstant(grant.createdAt(), ZoneOffset.UTC), grant.id(), atMost)
                .query((row, number) -> new TokenRow(
                        TokenRow.Kind.valueOf(row.getString("type")),
                        ScopeNames.parse(row.getString("scope")),
                        row.getString("dpop_jkt") != null,
                        row.getObject("issued_at", OffsetDateTime.class).toInstant(),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                        instant(row, "consumed_at"),
                        instant(row, "revoked_at")))
                .list());
    }

    public Bounded countEndingSoon() {
        Map<String, Object> parameters = GrantFilter.ALL.parameters();
        parameters.put("now", utc(clock.instant()));
        parameters.put("soon", utc(clock.instant().plus(SOON)));
        return count(LIVE + " and f.absolute_expires_at < :soon", parameters);
    }

    private Bounded count(String rows, Map<String, Object> parameters) {
        return new Bounded(listing.read(() -> jdbc.sql(Bounded.sql(rows))
                .params(parameters)
                .query(Integer.class)
                .single()));
    }

    private static GrantSummary summary(ResultSet row, int number) throws SQLException {
        return new GrantSummary(
                row.getObject("id", UUID.class),
                row.getObject("client_id", UUID.class),
                row.getString("client_name"),
                row.getString("label"),
                row.getObject("user_id", UUID.class),
                row.getString("username"),
                row.getObject("consent_id", UUID.class),
                row.getString("resource_uri"),
                ScopeNames.parse(row.getString("scope")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "last_used_at"),
                row.getObject("absolute_expires_at", OffsetDateTime.class).toInstant(),
                instant(row, "revoked_at"),
                row.getString("revoked_reason"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
