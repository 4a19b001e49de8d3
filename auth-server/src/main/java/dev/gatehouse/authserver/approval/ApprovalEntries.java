package dev.gatehouse.authserver.approval;

import dev.gatehouse.authserver.approval.ApprovalEntry.Answer;
import dev.gatehouse.authserver.approval.ApprovalEntry.Asked;
import dev.gatehouse.authserver.approval.ApprovalEntry.ScopeText;
import dev.gatehouse.authserver.approval.ApprovalEntry.Server;
import dev.gatehouse.authserver.client.LastingIdentity;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.resource.Risk;
import dev.gatehouse.authserver.resource.Scope;
import dev.gatehouse.authserver.web.DisplayName;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads clients as administrators see them, a page at a time. */
@Component
class ApprovalEntries {

    private static final int MOST_REQUESTS = 50;

    private final JdbcClient jdbc;

    private final ApprovalRows rows;

    private final ResourceDirectory resources;

    private final InstantSource clock;

    ApprovalEntries(JdbcClient jdbc, ApprovalRows rows, ResourceDirectory resources, InstantSource clock) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.resources = resources;
        this.clock = clock;
    }

    /** In the order of the ids. */
    List<ApprovalEntry> read(List<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<UUID, List<Asked>> asked = asked(ids);
        Map<UUID, Set<UUID>> clients = clients(ids);
        Map<UUID, ApprovalEntry> found = new LinkedHashMap<>();
        jdbc.sql("""
                select a.id, a.kind, a.known_as, a.client_name, a.redirect_uris, a.state, a.audience, a.limits_json, a.reason,
                       a.ends_at, u.display_name, a.decided_by_client, a.decided_at, a.former_json, a.version, a.answer,
                       w.display_name as answerer, a.answered_by_client, a.answered_at, l.label
                from approval a left join app_user u on u.id = a.decided_by left join app_user w on w.id = a.answered_by
                    left join client_label l on l.identity_hash = a.identity_hash
                where a.id in (:ids)""").param("ids", ids).query((RowCallbackHandler) row -> {
            UUID id = row.getObject("id", UUID.class);
            found.put(id, entry(row, asked.getOrDefault(id, List.of()), clients.getOrDefault(id, Set.of())));
        });
        return ids.stream().map(found::get).filter(java.util.Objects::nonNull).toList();
    }

    private ApprovalEntry entry(ResultSet row, List<Asked> asked, Set<UUID> clients) throws SQLException {
        DisplayName name = DisplayName.of(row.getString("client_name"));
        boolean document = row.getString("kind").equals(LastingIdentity.Kind.DOCUMENT.name());
        String knownAs = row.getString("known_as");
        Map<String, Set<String>> limits = rows.limits(row.getString("limits_json"));
        Map<String, Set<String>> wanted = new TreeMap<>();
        asked.forEach(request -> wanted.computeIfAbsent(request.resource(), uri -> new LinkedHashSet<>())
                .addAll(request.scopes()));
        return new ApprovalEntry(
                row.getObject("id", UUID.class),
                name.text(),
                name.suspicious(),
                row.getString("label"),
                document ? URI.create(knownAs).getHost() : null,
                knownAs,
                List.of(row.getString("redirect_uris").split(" ")),
                ApprovalState.valueOf(row.getString("state")),
                audience(ApprovalRows.names(row.getString("audience"))),
                servers(limits == null ? Map.of() : new TreeMap<>(limits)),
                row.getString("reason"),
                ApprovalRows.instant(row, "ends_at"),
                row.getString("display_name"),
                row.getString("decided_by_client"),
                ApprovalRows.instant(row, "decided_at"),
                answer(row),
                row.getString("former_json") != null,
                row.getInt("version"),
                (int) asked.stream().map(Asked::personId).distinct().count(),
                asked.subList(0, Math.min(asked.size(), MOST_REQUESTS)),
                servers(wanted),
                clients);
    }

    private static @Nullable Answer answer(ResultSet row) throws SQLException {
        String answer = row.getString("answer");
        Instant at = ApprovalRows.instant(row, "answered_at");
        return answer == null || at == null
                ? null
                : new Answer(
                        ApprovalDecision.Kind.valueOf(answer),
                        row.getString("answerer"),
                        row.getString("answered_by_client"),
                        at);
    }

    private Map<UUID, List<Asked>> asked(List<UUID> ids) {
        Map<UUID, List<Asked>> asked = new LinkedHashMap<>();
        jdbc.sql("""
                select r.approval_id, r.id, r.user_id, u.display_name, u.username, r.resource_uri, r.scope, r.asked_at
                from approval_request r join app_user u on u.id = r.user_id
                where r.approval_id in (:ids) and r.state = 'WAITING' and r.expires_at > :now
                order by r.asked_at, r.id""")
                .param("ids", ids)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query((RowCallbackHandler) row -> asked.computeIfAbsent(
                                row.getObject("approval_id", UUID.class), id -> new ArrayList<>())
                        .add(new Asked(
                                row.getObject("id", UUID.class),
                                row.getObject("user_id", UUID.class),
                                row.getString("display_name"),
                                row.getString("username"),
                                row.getString("resource_uri"),
                                ApprovalRows.names(row.getString("scope")),
                                row.getObject("asked_at", OffsetDateTime.class).toInstant())));
        return asked;
    }

    private Map<UUID, Set<UUID>> clients(List<UUID> ids) {
        Map<UUID, Set<UUID>> clients = new LinkedHashMap<>();
        jdbc.sql("select approval_id, client_id from approval_client where approval_id in (:ids)")
                .param("ids", ids)
                .query((RowCallbackHandler)
                        row -> clients.computeIfAbsent(row.getObject("approval_id", UUID.class), id -> new TreeSet<>())
                                .add(row.getObject("client_id", UUID.class)));
        return clients;
    }

    private List<String> audience(Set<String> names) {
        return names.stream()
                .map(name -> name.startsWith("group:") ? "group " + name.substring(6) : person(name.substring(7)))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private String person(String id) {
        return jdbc.sql("select display_name from app_user where id = ?")
                .param(UUID.fromString(id))
                .query(String.class)
                .optional()
                .orElse("somebody who is gone");
    }

    private List<Server> servers(Map<String, Set<String>> scopes) {
        List<Server> servers = new ArrayList<>();
        scopes.forEach((uri, names) -> {
            ResourceServer resource = resources.find(uri).orElse(null);
            servers.add(new Server(
                    uri,
                    resource == null ? uri : resource.name(),
                    names.stream().map(name -> text(resource, name)).toList()));
        });
        return servers;
    }

    private static ScopeText text(@Nullable ResourceServer resource, String name) {
        Optional<Scope> scope = resource == null
                ? Optional.empty()
                : resource.scopes().stream()
                        .filter(known -> known.name().equals(name))
                        .findFirst();
        return scope.map(known -> new ScopeText(name, known.text(), known.risk()))
                .orElseGet(() -> new ScopeText(name, name, Risk.DESTRUCTIVE));
    }
}
