package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.policy.ScopeNames;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was granted lately, for those who want to know what another rule would have made of it. */
@Component
public class RecentGrants {

    private final JdbcClient jdbc;

    RecentGrants(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Grants that are alike, as one.
     *
     * @param clientId our own key of the client
     * @param userId null where a client acted for itself
     * @param times how often it was granted
     */
    public record RecentGrant(UUID clientId, @Nullable UUID userId, String resource, Set<String> scopes, int times) {}

    /** Grants since that moment, the most frequent first, those that are revoked too; no more than {@code atMost}. */
    public List<RecentGrant> since(Instant since, int atMost) {
        return jdbc.sql("""
                select client_id, user_id, resource_uri, scope, count(*) as times from grant_family where created_at >= ?
                group by client_id, user_id, resource_uri, scope order by times desc, client_id limit ?""")
                .params(since.atOffset(ZoneOffset.UTC), atMost)
                .query((row, index) -> new RecentGrant(
                        row.getObject("client_id", UUID.class),
                        row.getObject("user_id", UUID.class),
                        row.getString("resource_uri"),
                        ScopeNames.parse(row.getString("scope")),
                        row.getInt("times")))
                .list();
    }
}
