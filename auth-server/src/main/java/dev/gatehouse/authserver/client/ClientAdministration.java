package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.cluster.Invalidations;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What owners do about clients. Each change names the versions that it saw, and is done to all of them or to none. */
@Component
public class ClientAdministration {

    private final JdbcClient jdbc;

    private final JdbcClientDirectory directory;

    private final Invalidations invalidations;

    private final AuditLog audit;

    private final InstantSource clock;

    ClientAdministration(
            JdbcClient jdbc,
            JdbcClientDirectory directory,
            Invalidations invalidations,
            AuditLog audit,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.directory = directory;
        this.invalidations = invalidations;
        this.audit = audit;
        this.clock = clock;
    }

    /** A client as whoever decides has seen it. */
    public record Seen(UUID id, int version) {}

    /** What a removal took along. */
    public record Removed(int clients, int grants) {}

    private record Held(
            UUID id, String clientId, String clientName, ClientSource source, ClientStatus status, int version) {}

    /**
     * Lets clients be used or not. While one is disabled, nothing that it holds works; what has not ended by then works again
     * once it is enabled.
     *
     * @param actor as the record has it
     * @return false if one was changed meanwhile, or is so already; then nothing has changed
     */
    @Transactional
    public boolean set(List<Seen> clients, ClientStatus status, String actor) {
        List<Held> held = hold(clients);
        if (held.size() != clients.size() || held.stream().anyMatch(client -> client.status() == status)) {
            return false;
        }
        jdbc.sql("update client set status = :status, version = version + 1 where id in (:ids)")
                .param("status", status.name())
                .param("ids", ids(held))
                .update();
        String type = status == ClientStatus.DISABLED ? "client.disabled" : "client.enabled";
        for (Held client : held) {
            invalidations.changed(ClientCopies.TOPIC, client.clientId());
            audit.append(AuditEvent.done(type).by(actor).client(client.clientId()));
        }
        return true;
    }

    /**
     * Removes clients that registered themselves, with all that they hold, for good.
     *
     * @return null if one was changed meanwhile, or did not register itself; then nothing has changed
     */
    @Transactional
    public @Nullable Removed remove(List<Seen> clients, String actor) {
        List<Held> held = hold(clients);
        boolean fit = held.stream().allMatch(client -> client.source() == ClientSource.DCR);
        return fit && held.size() == clients.size() ? remove(held, actor, null) : null;
    }

    /** Removes some of those that registered themselves and were not used for so long, with all that they hold, for good. */
    @Transactional
    public Removed removeUnused(int days, int atMost, String actor) {
        OffsetDateTime since = now().minus(Duration.ofDays(days));
        // One that is being used at this moment is held by its user, and left alone.
        List<Held> held =
                jdbc.sql("""
                select id, client_id, client_name, source, status, version from client
                where source = 'DCR' and (last_used_at < ? or (last_used_at is null and created_at < ?))
                order by id limit ? for update skip locked""").params(since, since, atMost).query(Held.class).list();
        return remove(held, actor, "unused for " + days + " days");
    }

    /** Those that are as they were seen; their rows are held until the transaction ends. */
    private List<Held> hold(List<Seen> clients) {
        if (clients.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("""
                        select id, client_id, client_name, source, status, version from client
                        where id in (:ids) order by id for update""").param("ids", clients.stream().map(Seen::id).toList()).query(Held.class).list().stream()
                .filter(client -> clients.contains(new Seen(client.id(), client.version())))
                .toList();
    }

    private Removed remove(List<Held> held, String actor, @Nullable String reason) {
        if (held.isEmpty()) {
            return new Removed(0, 0);
        }
        Map<UUID, Integer> grants = grants(ids(held));
        directory.removeAll(ids(held));
        for (Held client : held) {
            audit.append(AuditEvent.done("client.removed")
                    .by(actor)
                    .client(client.clientId())
                    .with("name", client.clientName())
                    .with("grants_ended", grants.getOrDefault(client.id(), 0))
                    .with("reason", reason));
        }
        // One word for all of them: every node reads its copies anew.
        invalidations.changed(ClientCopies.TOPIC, "");
        return new Removed(
                held.size(),
                grants.values().stream().mapToInt(Integer::intValue).sum());
    }

    private Map<UUID, Integer> grants(List<UUID> clients) {
        Map<UUID, Integer> grants = new HashMap<>();
        jdbc.sql("""
                select client_id, count(*) from grant_family
                where client_id in (:ids) and revoked_at is null and absolute_expires_at > :now group by client_id""").param("ids", clients).param("now", now()).query((RowCallbackHandler)
                row -> grants.put(row.getObject(1, UUID.class), row.getInt(2)));
        return grants;
    }

    private static List<UUID> ids(List<Held> held) {
        List<UUID> ids = new ArrayList<>();
        held.forEach(client -> ids.add(client.id()));
        return ids;
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
