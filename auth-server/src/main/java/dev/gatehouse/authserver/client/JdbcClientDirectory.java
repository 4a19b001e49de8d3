package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.cluster.Invalidations;
import dev.gatehouse.authserver.cluster.NodeMemory;
import dev.gatehouse.authserver.secret.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
class JdbcClientDirectory implements ClientDirectory {

    private static final Duration NOTE_USE_EVERY = Duration.ofHours(1);

    private static final UUID NOBODY = new UUID(0, 0);

    private final JdbcClient jdbc;

    private final Changes changes;

    private final Invalidations invalidations;

    private final InstantSource clock;

    /** Clients whose use this node has noted within the hour, which spares a statement with each request. */
    private final NodeMemory<UUID, Boolean> noted = NodeMemory.sinceKept(50_000, NOTE_USE_EVERY);

    JdbcClientDirectory(JdbcClient jdbc, Changes changes, Invalidations invalidations, InstantSource clock) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.invalidations = invalidations;
        this.clock = clock;
    }

    @Override
    public Optional<Client> findByClientId(String clientId) {
        // PostgreSQL refuses text with a NUL, and no client_id is so long: neither can be found.
        if (clientId.length() > 255 || clientId.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return jdbc.sql(ClientRows.SELECT + "where c.client_id = ?")
                .param(clientId)
                .query(ClientRows::client)
                .optional();
    }

    @Override
    public Optional<Client> find(UUID id) {
        return jdbc.sql(ClientRows.SELECT + "where c.id = ?")
                .param(id)
                .query(ClientRows::client)
                .optional();
    }

    @Override
    public Map<UUID, Client> findAll(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return jdbc
                .sql(ClientRows.SELECT + "where c.id in (:ids)")
                .param("ids", ids)
                .query(ClientRows::client)
                .list()
                .stream()
                .collect(Collectors.toMap(Client::id, Function.identity()));
    }

    @Override
    public Optional<String> findMetadata(UUID id) {
        return jdbc.sql("select metadata_json from client where id = ?")
                .param(id)
                .query(String.class)
                .optional();
    }

    /** Reads as much for a client that is not there, so that time does not tell one from the other (P14). */
    Optional<KnownClient> findKnown(String clientId) {
        Optional<Client> client = findByClientId(clientId);
        List<KnownClient.Secret> secrets = secrets(client.map(Client::id).orElse(NOBODY));
        return client.map(found -> new KnownClient(found, secrets));
    }

    @Override
    public boolean secretMatches(Client client, String secret) {
        return new KnownClient(client, secrets(client.id())).hasSecret(secret, clock.instant());
    }

    private List<KnownClient.Secret> secrets(UUID clientId) {
        return jdbc.sql("select secret_hash, expires_at from client_secret where client_id = ? and revoked_at is null")
                .param(clientId)
                .query((row, number) -> new KnownClient.Secret(row.getBytes(1), ClientRows.instant(row, 2)))
                .list();
    }

    @Override
    public void add(Client client, @Nullable String secret, String metadataJson) {
        if (!addIfAbsent(client, metadataJson)) {
            throw new IllegalStateException("There is a client with this client_id already");
        }
        if (secret != null) {
            addSecret(client, Secrets.sha256(secret));
        }
    }

    @Override
    public boolean addIfAbsent(Client client, String metadataJson) {
        boolean added = changes.changesOne(
                """
                insert into client (id, client_id, client_name, source, status, auth_method, grant_types, scope,
                    default_resource, introspects, homepage, jwks_uri, jwks, dpop_required, metadata_json, created_at, identity_hash,
                    version)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1) on conflict do nothing""",
                client.id(),
                client.clientId(),
                client.clientName(),
                client.source().name(),
                client.status().name(),
                client.authMethod(),
                joined(client.grantTypes()),
                client.scopes() == null ? null : joined(client.scopes()),
                client.defaultResource(),
                client.introspects(),
                client.homepage(),
                jwksUri(client),
                jwks(client),
                client.dpopBound(),
                metadataJson,
                client.createdAt().atOffset(ZoneOffset.UTC),
                LastingIdentity.of(client, metadataJson).hash());
        if (added) {
            insertLists(client);
        }
        return added;
    }

    @Override
    public void update(Client client, String metadataJson) {
        jdbc.sql("""
                update client set client_name = ?, auth_method = ?, grant_types = ?, homepage = ?, jwks_uri = ?, jwks = ?,
                    dpop_required = ?, metadata_json = ?, identity_hash = ?,
                    version = version + 1 where id = ?""")
                .param(client.clientName())
                .param(client.authMethod())
                .param(joined(client.grantTypes()))
                .param(client.homepage())
                .param(jwksUri(client))
                .param(jwks(client))
                .param(client.dpopBound())
                .param(metadataJson)
                .param(LastingIdentity.of(client, metadataJson).hash())
                .param(client.id())
                .update();
        jdbc.sql("delete from client_redirect_uri where client_id = ?")
                .param(client.id())
                .update();
        insertLists(client);
        invalidations.changed(ClientCopies.TOPIC, client.clientId());
    }

    /** Stores all that an administrator says of a client; false if it is not as it was when that was written. */
    boolean replace(Client client, int version, String metadataJson) {
        int changed = jdbc.sql("""
                update client set scope = ?, default_resource = ?, introspects = ?, version = version + 1
                where id = ? and version = ? and source = 'ADMIN'""")
                .param(client.scopes() == null ? null : joined(client.scopes()))
                .param(client.defaultResource())
                .param(client.introspects())
                .param(client.id())
                .param(version)
                .update();
        if (changed == 1) {
            jdbc.sql("delete from client_resource where client_id = ?")
                    .param(client.id())
                    .update();
            update(client, metadataJson);
        }
        return changed == 1;
    }

    void endSecrets(Client client) {
        jdbc.sql("update client_secret set revoked_at = ? where client_id = ? and revoked_at is null")
                .params(now(), client.id())
                .update();
    }

    private static String joined(Set<String> names) {
        return names.stream().sorted().collect(Collectors.joining(" "));
    }

    private static @Nullable String jwksUri(Client client) {
        return client.keys() == null ? null : client.keys().jwksUri();
    }

    private static @Nullable String jwks(Client client) {
        return client.keys() == null ? null : client.keys().jwks();
    }

    private void insertLists(Client client) {
        for (int i = 0; i < client.redirectUris().size(); i++) {
            changes.apply(
                    "insert into client_redirect_uri (client_id, uri, position) values (?, ?, ?)",
                    client.id(),
                    client.redirectUris().get(i),
                    i);
        }
        for (String resource : client.resources()) {
            changes.apply(
                    "insert into client_resource (client_id, resource_uri) values (?, ?) on conflict do nothing",
                    client.id(),
                    resource);
        }
    }

    void addSecret(Client client, byte[] hash) {
        changes.apply(
                "insert into client_secret (id, client_id, label, secret_hash, created_at) values (?, ?, 'first', ?, ?)",
                Secrets.uuid7(clock.instant()),
                client.id(),
                hash,
                now());
    }

    @Override
    public void used(UUID id) {
        if (noted.find(id).isPresent()) {
            return;
        }
        changes.apply(
                "update client set last_used_at = ? where id = ? and (last_used_at is null or last_used_at < ?)",
                now(),
                id,
                now().minus(NOTE_USE_EVERY));
        // What a rolled back transaction wrote must be written again by the next one.
        changes.afterCommit(() -> noted.keep(id, Boolean.TRUE));
    }

    @Override
    public int countRegistered(int atMost) {
        return jdbc.sql("select count(*) from (select 1 from client where source = 'DCR' limit ?) as registered")
                .param(atMost)
                .query(Integer.class)
                .single();
    }

    @Override
    public void permittedBy(UUID id, UUID initialAccessToken) {
        changes.apply("update client set permitted_by = ? where id = ?", initialAccessToken, id);
    }

    @Override
    public int countUnused(int atMost) {
        return jdbc.sql("""
                select count(*) from (
                    select 1 from client
                    where source = 'DCR' and last_used_at is null and permitted_by is null limit ?) as unused""").param(atMost).query(Integer.class).single();
    }

    @Override
    public int deleteUnused(Instant registeredBefore, int atMost) {
        return deleteUnused(registeredBefore, atMost, "");
    }

    @Override
    public int makeRoom(Instant registeredBefore, int atMost) {
        return deleteUnused(registeredBefore, atMost, "and c.permitted_by is null");
    }

    private int deleteUnused(Instant registeredBefore, int atMost, String condition) {
        List<UUID> ids = jdbc.sql("""
                select c.id from client c
                where c.source = 'DCR' and c.last_used_at is null and c.created_at < ? %s
                    and not exists (select 1 from grant_family f where f.client_id = c.id)
                order by c.created_at limit ? for update skip locked""".formatted(condition))
                .params(registeredBefore.atOffset(ZoneOffset.UTC), atMost)
                .query(UUID.class)
                .list();
        if (ids.isEmpty()) {
            return 0;
        }
        // Asked again, now that the rows are held: a grant may have come since they were read.
        String unused = "id in (:ids) and last_used_at is null"
                + " and not exists (select 1 from grant_family f where f.client_id = client.id)";
        remember(unused, ids);
        return jdbc.sql("delete from client where " + unused).param("ids", ids).update();
    }

    @Override
    public void remove(Client client) {
        removeAll(List.of(client.id()));
        invalidations.changed(ClientCopies.TOPIC, client.clientId());
    }

    /** The caller tells whoever may have copies. */
    void removeAll(List<UUID> ids) {
        remember("id in (:ids)", ids);
        jdbc.sql("delete from grant_family where client_id in (:ids)")
                .param("ids", ids)
                .update();
        jdbc.sql("delete from client where id in (:ids)").param("ids", ids).update();
    }

    private void remember(String condition, List<UUID> ids) {
        jdbc.sql("""
                insert into client_tombstone (client_id, client_name, removed_at)
                select client_id, client_name, :now from client where %s on conflict do nothing""".formatted(condition)).param("ids", ids).param("now", now()).update();
    }

    @Override
    public Optional<RemovedClient> findRemoved(String clientId) {
        if (clientId.length() > 255 || clientId.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return jdbc.sql("select client_name, removed_at from client_tombstone where client_id = ?")
                .param(clientId)
                .query((row, index) -> new RemovedClient(
                        row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()))
                .optional();
    }

    @Override
    public int forgetRemoved(Instant removedBefore) {
        return jdbc.sql("delete from client_tombstone where removed_at < ?")
                .param(removedBefore.atOffset(ZoneOffset.UTC))
                .update();
    }

    int countAdministrators() {
        return jdbc.sql("select count(*) from client where source = 'ADMIN'")
                .query(Integer.class)
                .single();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
