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
import java.util.stream.Collectors;
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
    record Row(ResourceServer server, List<String> aliases, int version) {

        /** The same as an administrator describes it. */
        ResourceProperties.Server described() {
            return new ResourceProperties.Server(
                    server.uri(),
                    server.name(),
                    server.tokenLifetime(),
                    server.grantCeiling(),
                    server.signingAlgorithm(),
                    server.dpopRequired(),
                    server.defaultScopes().stream().sorted().toList(),
                    aliases,
                    server.scopes().stream()
                            .map(scope -> new ResourceProperties.ScopeEntry(
                                    scope.name(),
                                    scope.text(),
                                    scope.risk(),
                                    scope.tools(),
                                    scope.selfRegistered(),
                                    scope.approvalNeeded()))
                            .toList());
        }
    }

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
                        row.getBoolean(5),
                        row.getBoolean(6)));
        jdbc.sql("""
                select resource_uri, scope, text, risk, self_registered, approval_needed
                from resource_scope order by resource_uri, position""").query(toScopes);

        Map<String, List<String>> aliases = new HashMap<>();
        RowCallbackHandler toAliases = row -> add(aliases, row.getString(1), row.getString(2));
        jdbc.sql("select resource_uri, alias from resource_alias order by alias")
                .query(toAliases);

        return jdbc.sql("""
                        select uri, name, default_scope, signing_algorithm, token_lifetime_seconds, grant_ceiling_seconds,
                               dpop_required, version
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
        return new Row(server, aliases.getOrDefault(uri, List.of()), row.getInt(8));
    }

    boolean isEmpty() {
        return jdbc.sql("select count(*) from resource_server")
                        .query(Long.class)
                        .single()
                == 0;
    }

    /** Adds a resource with all that belongs to it, unless another node was quicker with the same one. */
    boolean add(ResourceProperties.Server server, String by, Instant now) {
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
            return false;
        }
        addParts(server);
        audit.append(AuditEvent.done("resource.added")
                .by(by)
                .resource(server.uri())
                .with("name", server.name())
                .with("scopes", names(server)));
        return true;
    }

    /** Replaces all that is said of a resource, if it is still as it was seen; its URI stays. */
    boolean change(ResourceProperties.Server server, int version, String by) {
        int changed = jdbc.sql("""
                update resource_server set name = ?, default_scope = ?, signing_algorithm = ?, token_lifetime_seconds = ?,
                    grant_ceiling_seconds = ?, dpop_required = ?, version = version + 1
                where uri = ? and version = ?""")
                .params(
                        server.name(),
                        String.join(
                                " ",
                                server.effectiveDefaultScope().stream().sorted().toList()),
                        server.signingAlgorithm(),
                        server.tokenLifetime().toSeconds(),
                        server.grantCeiling().toSeconds(),
                        server.dpopRequired(),
                        server.uri(),
                        version)
                .update();
        if (changed == 0) {
            return false;
        }
        jdbc.sql("delete from resource_alias where resource_uri = ?")
                .param(server.uri())
                .update();
        jdbc.sql("delete from tool_scope where resource_uri = ?")
                .param(server.uri())
                .update();
        jdbc.sql("delete from resource_scope where resource_uri = ?")
                .param(server.uri())
                .update();
        addParts(server);
        audit.append(AuditEvent.done("resource.changed")
                .by(by)
                .resource(server.uri())
                .with("name", server.name())
                .with("scopes", names(server)));
        return true;
    }

    /** Deletes a resource with all that belongs to it, if it is still as it was seen. */
    boolean remove(String uri, int version, String by) {
        int removed = jdbc.sql("delete from resource_server where uri = ? and version = ?")
                .params(uri, version)
                .update();
        if (removed == 1) {
            audit.append(AuditEvent.done("resource.removed").by(by).resource(uri));
        }
        return removed == 1;
    }

    private static String names(ResourceProperties.Server server) {
        return server.scopes().stream().map(ResourceProperties.ScopeEntry::name).collect(Collectors.joining(" "));
    }

    private void addParts(ResourceProperties.Server server) {
        for (String alias : server.aliases()) {
            jdbc.sql("insert into resource_alias (alias, resource_uri) values (?, ?)")
                    .params(alias, server.uri())
                    .update();
        }
        for (int i = 0; i < server.scopes().size(); i++) {
            addScope(server.uri(), server.scopes().get(i), i);
        }
    }

    private void addScope(String uri, ResourceProperties.ScopeEntry scope, int position) {
        jdbc.sql("""
                insert into resource_scope (resource_uri, scope, text, risk, self_registered, approval_needed, position)
                values (?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        uri,
                        scope.name(),
                        scope.text(),
                        scope.risk().name(),
                        scope.selfRegistered(),
                        scope.approvalNeeded(),
                        position)
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
