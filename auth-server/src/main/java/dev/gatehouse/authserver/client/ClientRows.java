package dev.gatehouse.authserver.client;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A client's row, read with its redirect URIs and resources in one query. */
final class ClientRows {

    /**
     * The lists come as text, their members separated by a space, which no URI contains. One statement costs one round
     * trip, and sees one moment: a client is never read half changed.
     */
    static final String SELECT = """
            select c.id, c.client_id, c.client_name, c.source, c.status, c.auth_method, c.grant_types, c.scope,
                c.default_resource, c.introspects, c.homepage, c.created_at, c.jwks_uri, c.jwks, c.dpop_required,
                (select string_agg(r.uri, ' ' order by r.position) from client_redirect_uri r where r.client_id = c.id),
                (select string_agg(r.resource_uri, ' ' order by r.resource_uri)
                    from client_resource r where r.client_id = c.id)
            from client c
            """;

    private ClientRows() {}

    static Client client(ResultSet row, int number) throws SQLException {
        String scope = row.getString(8);
        return new Client(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                ClientSource.valueOf(row.getString(4)),
                ClientStatus.valueOf(row.getString(5)),
                row.getString(6),
                Set.copyOf(names(row.getString(7))),
                names(row.getString(16)),
                scope == null ? null : Set.copyOf(names(scope)),
                Set.copyOf(names(row.getString(17))),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getObject(12, OffsetDateTime.class).toInstant(),
                keys(row.getString(13), row.getString(14)),
                row.getBoolean(15));
    }

    static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static @Nullable ClientKeys keys(@Nullable String jwksUri, @Nullable String jwks) {
        return jwksUri == null && jwks == null ? null : new ClientKeys(jwksUri, jwks);
    }

    private static List<String> names(@Nullable String text) {
        return text == null || text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
