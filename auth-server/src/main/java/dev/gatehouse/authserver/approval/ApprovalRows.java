package dev.gatehouse.authserver.approval;

import dev.gatehouse.authserver.client.LastingIdentity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads what is decided about one client. */
@Component
class ApprovalRows {

    private final JdbcClient jdbc;

    private final JsonMapper json;

    ApprovalRows(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Who is blocked by its address stays so, whatever its document says today. */
    Standing standing(LastingIdentity identity, UUID clientId) {
        List<Standing> found = jdbc.sql("""
                select a.state, a.audience, a.limits_json, a.reason, a.ends_at, a.version, a.identity_hash,
                       exists (select 1 from approval_client l where l.approval_id = a.id and l.client_id = ?) as linked
                from approval a
                where a.identity_hash = ? or (a.kind = 'DOCUMENT' and a.known_as = ? and a.state = 'BLOCKED')
                order by case when a.state = 'BLOCKED' then 0 else 1 end""")
                .param(clientId)
                .param(identity.hash())
                .param(identity.kind() == LastingIdentity.Kind.DOCUMENT ? identity.knownAs() : null)
                .query(this::standing)
                .list();
        return found.isEmpty() ? Standing.NONE : found.getFirst();
    }

    Optional<Standing.Once> once(LastingIdentity identity, UUID personId, String resource, Instant now) {
        return jdbc.sql("""
                select r.id, r.once_scope, r.once_ends_at
                from approval_request r join approval a on a.id = r.approval_id
                where a.identity_hash = ? and r.user_id = ? and r.resource_uri = ? and r.state = 'ONCE'
                    and r.expires_at > ?""")
                .params(identity.hash(), personId, resource, now.atOffset(ZoneOffset.UTC))
                .query((row, index) -> new Standing.Once(
                        row.getObject("id", UUID.class),
                        names(row.getString("once_scope")),
                        instant(row, "once_ends_at")))
                .optional();
    }

    private Standing standing(ResultSet row, int index) throws SQLException {
        String audience = row.getString("audience");
        return new Standing(
                ApprovalState.valueOf(row.getString("state")),
                audience == null ? null : names(audience),
                limits(row.getString("limits_json")),
                row.getString("reason"),
                instant(row, "ends_at"),
                row.getInt("version"),
                row.getBoolean("linked"));
    }

    @Nullable
    Map<String, Set<String>> limits(@Nullable String stored) {
        return stored == null ? null : json.readValue(stored, new TypeReference<Map<String, Set<String>>>() {});
    }

    static Set<String> names(@Nullable String joined) {
        return joined == null || joined.isBlank() ? Set.of() : new LinkedHashSet<>(List.of(joined.split(" ")));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
