package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.cluster.Invalidations;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What owners do about a client. Each change names the version that it saw. */
@Component
public class ClientAdministration {

    private final JdbcClient jdbc;

    private final ClientQuery clients;

    private final Invalidations invalidations;

    private final AuditLog audit;

    ClientAdministration(JdbcClient jdbc, ClientQuery clients, Invalidations invalidations, AuditLog audit) {
        this.jdbc = jdbc;
        this.clients = clients;
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
}
