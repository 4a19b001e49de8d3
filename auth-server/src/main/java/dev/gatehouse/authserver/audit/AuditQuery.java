package dev.gatehouse.authserver.audit;

import dev.gatehouse.authserver.audit.AuditEvent.Outcome;
import dev.gatehouse.authserver.cluster.Listing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The record, as administrators read it: newest first, so many entries at a time. */
@Component
public class AuditQuery {

    /** How many entries one look goes back where nothing but looking tells which are wanted. */
    static final int REACH = 50_000;

    private static final String SELECT = """
            select seq, at, type, actor, subject, client_id, resource, outcome, reference, event_json
            from audit_entry where seq < :before and seq >= :after""";

    private static final String DECISIONS = """
            select seq, at, type, actor, subject, client_id, resource, outcome, reference, event_json
            from audit_entry where seq >= :after and type in ('approval.decided', 'approval.undone', 'approval.mode_set',
                'person.disabled', 'person.enabled', 'person.roles_changed', 'client.disabled', 'client.enabled',
                'grants.ended', 'keys.rotation_ordered')
            order by seq desc limit 5""";

    private static final String OF_GRANT = """
            select seq, at, type, actor, subject, client_id, resource, outcome, reference, event_json
            from audit_entry where %s and event_json like :grant order by seq desc limit 50""";

    private static final Duration AT_ONCE = Duration.ofMinutes(1);

    private final JdbcClient jdbc;

    private final Listing listing;

    private final JsonMapper json;

    AuditQuery(JdbcClient jdbc, Listing listing, JsonMapper json) {
        this.jdbc = jdbc;
        this.listing = listing;
        this.json = json;
    }

    /**
     * Some entries, newest first.
     *
     * @param next where the next look begins, null where nothing older is left
     */
    public record Page(List<AuditEntry> entries, @Nullable Long next) {

        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The newest entries before this place.
     *
     * @param before null begins with the newest
     * @param atMost how many
     */
    public Page page(AuditFilter filter, @Nullable Long before, int atMost) {
        return listing.read(() -> {
            long end = before == null ? newest() + 1 : before;
            // By person and by client there are keys; anything else is looked for, so far and no further at once.
            boolean keyed = filter.who() != null || filter.client() != null;
            long start = keyed ? 0 : Math.max(0, end - REACH);
            Map<String, Object> parameters = new HashMap<>(Map.of("before", end, "after", start));
            String sql = statement(filter, parameters, " order by seq desc limit " + (atMost + 1));
            List<AuditEntry> found =
                    jdbc.sql(sql).params(parameters).query(this::entry).list();
            if (found.size() > atMost) {
                List<AuditEntry> shown = found.subList(0, atMost);
                return new Page(shown, shown.getLast().seq());
            }
            return new Page(found, start > 1 ? start : null);
        });
    }

    public Optional<AuditEntry> find(long seq) {
        return jdbc.sql("""
                select seq, at, type, actor, subject, client_id, resource, outcome, reference, event_json
                from audit_entry where seq = ?""").param(seq).query(this::entry).optional();
    }

    /** What administrators decided last, among the latest entries. */
    public List<AuditEntry> decisions() {
        return listing.read(() -> jdbc.sql(DECISIONS)
                .param("after", Math.max(0, newest() - REACH))
                .query(this::entry)
                .list());
    }

    /**
     * What happened to a grant that was made then. One without a person is one token, so all of it happened then.
     *
     * @param person the id of the person who gave it
     */
    public List<AuditEntry> ofGrant(String grant, @Nullable String person, Instant made) {
        String keyed = person == null ? "at >= :from and at < :to" : "subject = :person";
        return listing.read(() -> jdbc.sql(OF_GRANT.formatted(keyed))
                .param("person", person)
                .param("from", made.minus(AT_ONCE).atOffset(ZoneOffset.UTC))
                .param("to", made.plus(AT_ONCE).atOffset(ZoneOffset.UTC))
                .param("grant", "%\"grant\":\"" + grant + "\"%")
                .query(this::entry)
                .list());
    }

    private long newest() {
        return jdbc.sql("select coalesce(max(seq), 0) from audit_entry")
                .query(Long.class)
                .single();
    }

    /** Whom it concerns and who did it have a key each, so each is read by its own. */
    private static String statement(AuditFilter filter, Map<String, Object> parameters, String newest) {
        String conditions = conditions(filter, parameters);
        if (filter.who() == null) {
            return SELECT + conditions + newest;
        }
        parameters.put("who", filter.who());
        parameters.put("actor", "person:" + filter.who());
        String concerned = SELECT + " and subject = :who" + conditions + newest;
        String acting = SELECT + " and actor = :actor and (subject is null or subject <> :who)" + conditions + newest;
        return "select * from ((" + concerned + ") union all (" + acting + ")) as both_ways" + newest;
    }

    private static String conditions(AuditFilter filter, Map<String, Object> parameters) {
        StringBuilder sql = new StringBuilder();
        add(sql, parameters, "client_id", filter.client());
        add(sql, parameters, "resource", filter.resource());
        add(sql, parameters, "reference", filter.reference());
        add(
                sql,
                parameters,
                "outcome",
                filter.outcome() == null ? null : filter.outcome().name());
        if (filter.type() != null) {
            sql.append(" and (type = :type or type like :types escape '!')");
            parameters.put("type", filter.type());
            parameters.put("types", filter.type().replaceAll("([!%_])", "!$1") + ".%");
        }
        return sql.toString();
    }

    private static void add(StringBuilder sql, Map<String, Object> parameters, String column, @Nullable String value) {
        if (value != null) {
            sql.append(" and ").append(column).append(" = :").append(column);
            parameters.put(column, value);
        }
    }

    private AuditEntry entry(ResultSet row, int number) throws SQLException {
        return new AuditEntry(
                row.getLong("seq"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                new AuditEvent(
                        row.getString("type"),
                        row.getString("actor"),
                        row.getString("subject"),
                        row.getString("client_id"),
                        row.getString("resource"),
                        Outcome.valueOf(row.getString("outcome")),
                        row.getString("reference"),
                        json.readValue(row.getString("event_json"), new TypeReference<Map<String, String>>() {})));
    }
}
