package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.cluster.Bounded;
import dev.gatehouse.authserver.cluster.Listing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The people, as administrators look for them. */
@Component
public class PeopleQuery {

    private static final String SELECT = """
            select id, username, display_name, password_hash, roles, status, member_of, email, created_at, version
            from app_user where true""";

    private final JdbcClient jdbc;

    private final Listing listing;

    PeopleQuery(JdbcClient jdbc, Listing listing) {
        this.jdbc = jdbc;
        this.listing = listing;
    }

    /** In which order. */
    public enum Sort {
        NAME,
        NEWEST
    }

    /**
     * Which people are wanted.
     *
     * @param search part of the username or the name; empty for all
     * @param role null for all
     * @param active null for all
     */
    public record Filter(
            String search, @Nullable Role role, @Nullable Boolean active) {}

    /**
     * Those after this one.
     *
     * @param after the username, or the id where the newest come first; null begins with the first
     */
    public List<PersonEntry> list(Filter filter, Sort sort, @Nullable String after, int atMost) {
        Map<String, Object> parameters = new HashMap<>();
        StringBuilder sql = new StringBuilder(SELECT).append(conditions(filter, parameters));
        if (after != null && sort == Sort.NAME) {
            sql.append(" and username > :after");
            parameters.put("after", after);
        } else if (after != null) {
            sql.append(" and id < :after");
            parameters.put("after", UUID.fromString(after));
        }
        sql.append(sort == Sort.NAME ? " order by username" : " order by id desc")
                .append(" limit ")
                .append(atMost);
        return listing.read(() -> jdbc.sql(sql.toString())
                .params(parameters)
                .query(PeopleQuery::entry)
                .list());
    }

    public Bounded count(Filter filter) {
        Map<String, Object> parameters = new HashMap<>();
        String sql = Bounded.sql("select 1 from app_user where true" + conditions(filter, parameters));
        return new Bounded(listing.read(
                () -> jdbc.sql(sql).params(parameters).query(Integer.class).single()));
    }

    public Optional<PersonEntry> find(UUID id) {
        return jdbc.sql(SELECT + " and id = :id")
                .param("id", id)
                .query(PeopleQuery::entry)
                .optional();
    }

    private static String conditions(Filter filter, Map<String, Object> parameters) {
        StringBuilder sql = new StringBuilder();
        if (!filter.search().isEmpty()) {
            sql.append(" and (username like :like escape '!' or lower(display_name) like :like escape '!')");
            parameters.put(
                    "like", "%" + filter.search().toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1") + "%");
        }
        if (filter.role() != null) {
            sql.append(" and roles like :role");
            parameters.put("role", "%" + filter.role().name() + "%");
        }
        if (filter.active() != null) {
            sql.append(" and status = :status");
            parameters.put("status", filter.active() ? "ACTIVE" : "DISABLED");
        }
        return sql.toString();
    }

    private static PersonEntry entry(ResultSet row, int number) throws SQLException {
        return new PersonEntry(
                People.person(row),
                row.getString("password_hash") == null,
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getInt("version"));
    }
}
