package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.cluster.Invalidations;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What owners do about a client. Each change names the version that it saw. */
@Component
public class ClientAdministration {

    private static final String KEY = "client";

    private final JdbcClient jdbc;

    private final ClientQuery clients;

    private final JdbcClientDirectory directory;

    private final ConfiguredClients configured;

    private final Invalidations invalidations;

    private final AuditLog audit;

    ClientAdministration(
            JdbcClient jdbc,
            ClientQuery clients,
            JdbcClientDirectory directory,
            ConfiguredClients configured,
            Invalidations invalidations,
            AuditLog audit) {
        this.jdbc = jdbc;
        this.clients = clients;
        this.directory = directory;
        this.configured = configured;
        this.invalidations = invalidations;
        this.audit = audit;
    }

    /**
     * Lets a client be used or not. While it is disabled, nothing that it holds works; what has not ended by then works again
     * once it is enabled.
     *
     * @param actor as the record has it
     * @return false if the client was changed meanwhile; then nothing has changed
     */
    @Transactional
    public boolean set(UUID id, int version, ClientStatus status, String actor) {
        int changed = jdbc.sql(
                        "update client set status = ?, version = version + 1 where id = ? and version = ? and status <> ?")
                .params(status.name(), id, version, status.name())
                .update();
        if (changed != 1) {
            return false;
        }
        String clientId = clients.find(id).map(ClientSummary::clientId).orElseThrow();
        invalidations.changed(ClientCopies.TOPIC, clientId);
        audit.append(AuditEvent.done(status == ClientStatus.DISABLED ? "client.disabled" : "client.enabled")
                .by(actor)
                .client(clientId));
        return true;
    }

    /**
     * The client that the description would make.
     *
     * @param before the one that it would be put in the place of; null for a new one
     * @throws IllegalArgumentException if it breaks a rule, with a sentence that begins with {@code client.}
     */
    public Client describe(ClientProperties.Entry entry, @Nullable Client before) {
        return configured.client(KEY, entry, before);
    }

    /**
     * Adds a client of an administrator's.
     *
     * @return false if there is one of this {@code client_id}; then nothing has changed
     * @throws IllegalArgumentException as {@link #describe}
     */
    @Transactional
    public boolean add(ClientProperties.Entry entry, String actor) {
        Client client = describe(entry, null);
        if (!directory.addIfAbsent(client, configured.metadata(client))) {
            return false;
        }
        if (entry.secret() != null) {
            directory.addSecret(client, ClientRules.secretHash(KEY, entry.secret()));
        }
        invalidations.changed(ClientCopies.TOPIC, client.clientId());
        audit.append(said("client.added", client, actor));
        return true;
    }

    /**
     * Puts another description in the place of a client's that an administrator set up; its grants stay, and get no more
     * than it allows from now on. A secret that is named takes the place of those before it; where none is, they stay.
     *
     * @return false if the client was changed meanwhile; then nothing has changed
     * @throws IllegalArgumentException as {@link #describe}
     */
    @Transactional
    public boolean replace(Client before, int version, ClientProperties.Entry entry, String actor) {
        Client client = describe(entry, before);
        if (!directory.replace(client, version, configured.metadata(client))) {
            return false;
        }
        if (entry.secret() != null || !client.authMethod().startsWith("client_secret_")) {
            directory.endSecrets(client);
        }
        if (entry.secret() != null) {
            directory.addSecret(client, ClientRules.secretHash(KEY, entry.secret()));
        }
        audit.append(said("client.changed", client, actor).with("new_secret", entry.secret() != null ? "yes" : null));
        return true;
    }

    /**
     * Deletes a client with all that it holds.
     *
     * @return false if the client was changed meanwhile; then nothing has changed
     */
    @Transactional
    public boolean remove(Client client, int version, String actor) {
        boolean same = jdbc.sql("update client set version = version + 1 where id = ? and version = ?")
                        .params(client.id(), version)
                        .update()
                == 1;
        if (same) {
            directory.remove(client);
            audit.append(AuditEvent.done("client.removed")
                    .by(actor)
                    .client(client.clientId())
                    .with("name", client.clientName()));
        }
        return same;
    }

    private static AuditEvent said(String type, Client client, String actor) {
        Set<String> scopes = client.scopes();
        return AuditEvent.done(type)
                .by(actor)
                .client(client.clientId())
                .with("name", client.clientName())
                .with("auth_method", client.authMethod())
                .with("grant_types", new TreeSet<>(client.grantTypes()))
                .with("redirect_uris", client.redirectUris())
                .with("scope", scopes == null ? null : String.join(" ", new TreeSet<>(scopes)))
                .with("resources", new TreeSet<>(client.resources()));
    }
}
