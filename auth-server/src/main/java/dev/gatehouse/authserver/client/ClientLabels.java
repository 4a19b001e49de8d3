package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What administrators call clients. A label belongs to what the client is ({@link LastingIdentity}), so one that registers
 * again has it too. Each change names the version that it saw, and is one transaction with its record.
 */
@Component
public class ClientLabels {

    private final JdbcClient jdbc;

    private final ClientIdentities identities;

    private final AuditLog audit;

    ClientLabels(JdbcClient jdbc, ClientIdentities identities, AuditLog audit) {
        this.jdbc = jdbc;
        this.identities = identities;
        this.audit = audit;
    }

    /** The label of this client; one without text where nobody named it. */
    public ClientLabel of(UUID client) {
        return jdbc.sql("""
                select l.label, l.former, l.version from client c join client_label l on l.identity_hash = c.identity_hash
                where c.id = ?""").param(client).query(ClientLabels::label).optional().orElse(ClientLabel.NONE);
    }

    /**
     * The label that people may read while they decide. Of a client that registered itself none: whoever registers under the
     * same name and addresses would have it too.
     */
    public @Nullable String shownToPeople(Client client) {
        return client.source() == ClientSource.DCR ? null : of(client.id()).text();
    }

    /** The labels of those clients that have one, by {@code client_id}. */
    public Map<String, String> byClientId(Collection<String> clientIds) {
        Map<String, String> labels = new HashMap<>();
        if (!clientIds.isEmpty()) {
            jdbc.sql("""
                    select c.client_id, l.label from client c join client_label l on l.identity_hash = c.identity_hash
                    where c.client_id in (:ids) and l.label is not null""").param("ids", clientIds).query((RowCallbackHandler)
                    row -> labels.put(row.getString(1), row.getString(2)));
        }
        return labels;
    }

    /**
     * Calls a client something, in the place of what it was called.
     *
     * @param version of the label that was seen, 0 where there was none
     * @param label fit by {@link dev.gatehouse.authserver.web.GivenName}; null takes the label away
     * @param actor as the record has it
     * @return false if it was called something else meanwhile, or the client is gone; then nothing has changed
     */
    @Transactional
    public boolean set(UUID client, int version, @Nullable String label, String actor) {
        Optional<ClientIdentities.Held> held = identities.hold(client);
        if (held.isEmpty()) {
            return false;
        }
        byte[] identity = held.get().identityHash();
        ClientLabel before = hold(identity);
        if (before.version() != version) {
            return false;
        }
        String former = before.text() == null ? "" : before.text();
        if (former.equals(label == null ? "" : label)) {
            return true;
        }
        jdbc.sql("insert into client_label (identity_hash, version) values (?, 0) on conflict do nothing")
                .param(identity)
                .update();
        if (!changed(identity, version, label, former)) {
            // Another was first to name it. The row is theirs.
            return false;
        }
        audit.append(AuditEvent.done("client.labelled")
                .by(actor)
                .client(held.get().clientId())
                .with("label", label)
                .with("before", before.text()));
        return true;
    }

    /**
     * Gives back the label that the last change replaced.
     *
     * @return false if it was changed or undone meanwhile, or the client is gone; then nothing has changed
     */
    @Transactional
    public boolean undo(UUID client, int version, String actor) {
        Optional<ClientIdentities.Held> held = identities.hold(client);
        if (held.isEmpty()) {
            return false;
        }
        byte[] identity = held.get().identityHash();
        ClientLabel before = hold(identity);
        String former = before.former();
        if (former == null || before.version() != version) {
            return false;
        }
        String label = former.isEmpty() ? null : former;
        changed(identity, version, label, null);
        audit.append(AuditEvent.done("client.label_undone")
                .by(actor)
                .client(held.get().clientId())
                .with("label", label)
                .with("before", before.text()));
        return true;
    }

    private ClientLabel hold(byte[] identity) {
        return jdbc.sql("select label, former, version from client_label where identity_hash = ? for update")
                .param(identity)
                .query(ClientLabels::label)
                .optional()
                .orElse(ClientLabel.NONE);
    }

    private boolean changed(byte[] identity, int version, @Nullable String label, @Nullable String former) {
        return jdbc.sql("""
                update client_label set label = ?, former = ?, version = version + 1
                where identity_hash = ? and version = ?""")
                        .param(label)
                        .param(former)
                        .param(identity)
                        .param(version)
                        .update()
                == 1;
    }

    private static ClientLabel label(ResultSet row, int index) throws SQLException {
        return new ClientLabel(row.getString("label"), row.getString("former"), row.getInt("version"));
    }
}
