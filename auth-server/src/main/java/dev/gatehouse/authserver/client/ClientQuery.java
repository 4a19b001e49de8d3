package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.cluster.Bounded;
import dev.gatehouse.authserver.cluster.Listing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The clients, as administrators look for them. */
@Component
public class ClientQuery {

    private static final String SELECT = """
            select c.id, c.client_id, c.client_name, c.source, c.status, c.created_at, c.last_used_at, c.version, l.label,
                   l.version
            from client c left join client_label l on l.identity_hash = c.identity_hash where true""";

    private static final String COUNTED = "select 1 from client c where true";

    private static final String GRANTS = """
            select 1 from grant_family f where f.revoked_at is null and f.absolute_expires_at > :now
                and f.client_id in (select c.id from client c where true""";

    private static final String SEARCHED = """
            (lower(c.client_name) like :like escape '!' or lower(c.client_id) like :like escape '!'
                or c.identity_hash in (select identity_hash from client_label where lower(label) like :like escape '!'))""";

    private final JdbcClient jdbc;

    private final Listing listing;

    private final InstantSource clock;

    ClientQuery(JdbcClient jdbc, Listing listing, InstantSource clock) {
        this.jdbc = jdbc;
        this.listing = listing;
        this.clock = clock;
    }

    /** How many were registered for this resource by name. */
    public Bounded countNaming(String resource) {
        return listing.read(
                () -> new Bounded(jdbc.sql(Bounded.sql("select 1 from client_resource where resource_uri = ?"))
                        .param(resource)
                        .query(Integer.class)
                        .single()));
    }

    /**
     * Which clients are wanted; null leaves all.
     *
     * @param search part of the name, of what administrators call it or of the {@code client_id}; empty for all
     * @param unusedDays not used for so many days; 0 for all
     */
    public record Filter(
            String search,
            @Nullable ClientStatus status,
            @Nullable ClientSource source,
            int unusedDays,
            int newDays) {

        public static final Filter ALL = new Filter("", null, null, 0, 0);

        public static Filter unused(int days) {
            return new Filter("", null, null, days, 0);
        }

        /** Those that registered themselves and were not used for so long. */
        public static Filter removable(int days) {
            return new Filter("", null, ClientSource.DCR, days, 0);
        }

        public static Filter registeredWithin(int days) {
            return new Filter("", null, null, 0, days);
        }
    }

    /** Those after this one, newest first; null begins with the newest. */
    public List<ClientSummary> list(Filter filter, @Nullable UUID after, int atMost) {
        Map<String, Object> parameters = new HashMap<>();
        String sql = SELECT + after(after, parameters) + conditions(filter, parameters) + " order by c.id desc limit "
                + atMost;
        return listing.read(() ->
                jdbc.sql(sql).params(parameters).query(ClientQuery::summary).list());
    }

    public Bounded count(Filter filter) {
        Map<String, Object> parameters = new HashMap<>();
        String sql = Bounded.sql(COUNTED + conditions(filter, parameters));
        return new Bounded(listing.read(
                () -> jdbc.sql(sql).params(parameters).query(Integer.class).single()));
    }

    /** How many grants in force they hold. */
    public Bounded countGrants(Filter filter) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("now", clock.instant().atOffset(ZoneOffset.UTC));
        String sql = Bounded.sql(GRANTS + conditions(filter, parameters) + ")");
        return new Bounded(listing.read(
                () -> jdbc.sql(sql).params(parameters).query(Integer.class).single()));
    }

    /** Those with these ids that are there, newest first. */
    public List<ClientSummary> findAll(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(SELECT + " and c.id in (:ids) order by c.id desc")
                .param("ids", ids)
                .query(ClientQuery::summary)
                .list();
    }

    public Optional<ClientSummary> find(UUID id) {
        return jdbc.sql(SELECT + " and c.id = :id")
                .param("id", id)
                .query(ClientQuery::summary)
                .optional();
    }

    /** Ids begin with the time at which they were made. */
    private static String after(@Nullable UUID after, Map<String, Object> parameters) {
        if (after == null) {
            return "";
        }
        parameters.put("before", after);
        return " and c.id < :before";
    }

    private String conditions(Filter filter, Map<String, Object> parameters) {
        StringBuilder sql = new StringBuilder();
        if (!filter.search().isEmpty()) {
            sql.append(" and ").append(SEARCHED);
            parameters.put(
                    "like", "%" + filter.search().toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1") + "%");
        }
        if (filter.status() != null) {
            sql.append(" and c.status = :status");
            parameters.put("status", filter.status().name());
        }
        if (filter.source() != null) {
            sql.append(" and c.source = :source");
            parameters.put("source", filter.source().name());
        }
        if (filter.unusedDays() > 0) {
            sql.append(" and coalesce(c.last_used_at, c.created_at) < :unused");
            parameters.put("unused", daysAgo(filter.unusedDays()));
        }
        if (filter.newDays() > 0) {
            sql.append(" and c.created_at >= :new");
            parameters.put("new", daysAgo(filter.newDays()));
        }
        return sql.toString();
    }

    private OffsetDateTime daysAgo(int days) {
        return clock.instant().minus(Duration.ofDays(days)).atOffset(ZoneOffset.UTC);
    }

    private static ClientSummary summary(ResultSet row, int number) throws SQLException {
        Instant created = row.getObject(6, OffsetDateTime.class).toInstant();
        return new ClientSummary(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                ClientSource.valueOf(row.getString(4)),
                ClientStatus.valueOf(row.getString(5)),
                created,
                ClientRows.instant(row, 7),
                row.getInt(8),
                row.getString(9),
                row.getInt(10));
    }
}
