package dev.gatehouse.authserver.resource;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of the resources. */
final class ResourceTable {

    private final JdbcClient jdbc;

    private final AuditLog audit;

    ResourceTable(JdbcClient jdbc, AuditLog audit) {
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /** A resource with the other URIs that lead to it. */
    record Row(ResourceServer server, List<String> aliases) {}

    /** Everything, by name; to be called in one transaction with a stable view, as it asks four times. */
    List<Row> readAll() {
        Map<String, List<String>> tools = new HashMap<>();
        RowCallbackHandler toTools = row -> add(tools, key(row.getString(1), row.getString(2)), row.getString(3));
        jdbc.sql("select resource_uri, scope, tool from tool_scope order by tool")
                .query(toTools);

        Map<String, List<Scope>> scopes = new HashMap<>();
        RowCallbackHandler toScopes = row -> add(
                scopes,
                row.getString(1),
                new Scope(
                        row.getString(2),
                        row.getString(3),
                        Risk.valueOf(row.getString(4)),
                        tools.getOrDefault(key(row.getString(1), row.getString(2)), List.of()),
                        row.getBoolean(5)));
        jdbc.sql("select resource_uri, scope, text, risk, self_registered from resource_scope order by position")
                .query(toScopes);

        Map<String, List<String>> aliases = new HashMap<>();
        RowCallbackHandler toAliases = row -> add(aliases, row.getString(1), row.getString(2));
        jdbc.sql("select resource_uri, alias from resource_alias order by alias")
                .query(toAliases);

        return jdbc.sql("""
                        select uri, name, default_scope, signing_algorithm, token_lifetime_seconds, grant_ceiling_seconds,
                               dpop_required
                        from resource_server order by name, uri""").query((row, number) -> row(row, scopes, aliases)).list();
    }

    private static Row row(ResultSet row, Map<String, List<Scope>> scopes, Map<String, List<String>> aliases)
            throws SQLException {
        String uri = row.getString(1);
        ResourceServer server = new ResourceServer(
                uri,
                row.getString(2),
                scopes.getOrDefault(uri, List.of()),
                Set.of(row.getString(3).split(" ")),
                row.getString(4),
                Duration.ofSeconds(row.getLong(5)),
                Duration.ofSeconds(row.getLong(6)),
                row.getBoolean(7));
        return new Row(server, aliases.getOrDefault(uri, List.of()));
    }

    boolean isEmpty() {
        return jdbc.sql("select count(*) from resource_server")
                        .query(Long.class)
                        .single()
                == 0;
    }

    /** Adds a resource with all that belongs to it, unless another node was quicker with the same one. */
    void add(ResourceProperties.Server server, Instant now) {
        int added = jdbc.sql("""
                insert into resource_server (uri, name, default_scope, signing_algorithm, token_lifetime_seconds,
                    grant_ceiling_seconds, dpop_required, created_at, version)
                values (?, ?, ?, ?, ?, ?, ?, ?, 1) on conflict do nothing""")
                .param(server.uri())
                .param(server.name())
                .param(String.join(
                        " ", server.effectiveDefaultScope().stream().sorted().toList()))
                .param(server.signingAlgorithm())
                .param(server.tokenLifetime().toSeconds())
                .param(server.grantCeiling().toSeconds())
                .param(server.dpopRequired())
                .param(now.atOffset(ZoneOffset.UTC))
                .update();
        if (added == 0) {
            return;
        }
        for (String alias : server.aliases()) {
            jdbc.sql("insert into resource_alias (alias, resource_uri) values (?, ?)")
                    .params(alias, server.uri())
                    .update();
        }
        for (int i = 0; i < server.scopes().size(); i++) {
            addScope(server.uri(), server.scopes().get(i), i);
        }
        audit.append(AuditEvent.done("resource.added")
                .by("system")
                .resource(server.uri())
                .with("name", server.name())
                .with("from", "configuration"));
    }

    private void addScope(String uri, ResourceProperties.ScopeEntry scope, int position) {
        jdbc.sql("""
                insert into resource_scope (resource_uri, scope, text, risk, self_registered, position)
                values (?, ?, ?, ?, ?, ?)""")
                .params(uri, scope.name(), scope.text(), scope.risk().name(), scope.selfRegistered(), position)
                .update();
        for (String tool : scope.tools()) {
            jdbc.sql("insert into tool_scope (resource_uri, scope, tool) values (?, ?, ?)")
                    .params(uri, scope.name(), tool)
                    .update();
        }
    }

    private static String key(String resource, String scope) {
        // Neither may contain a space.
        return resource + " " + scope;
    }

    private static <T> void add(Map<String, List<T>> lists, String key, T value) {
        lists.computeIfAbsent(key, unused -> new ArrayList<>()).add(value);
    }
}
