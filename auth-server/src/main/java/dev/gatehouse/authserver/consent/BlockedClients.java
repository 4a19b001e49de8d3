package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.approval.ClientBlocked;
import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.token.TokenRevocations;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Ends what a client was granted, in the transaction that blocks it. */
@Component
class BlockedClients {

    private final JdbcClient jdbc;

    private final TokenRevocations revocations;

    private final ClientDirectory clients;

    private final AuditLog audit;

    private final InstantSource clock;

    BlockedClients(
            JdbcClient jdbc,
            TokenRevocations revocations,
            ClientDirectory clients,
            AuditLog audit,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.revocations = revocations;
        this.clients = clients;
        this.audit = audit;
        this.clock = clock;
    }

    @EventListener
    void end(ClientBlocked blocked) {
        // In one order, so that two that end the same clients do not wait for each other.
        for (UUID client : new TreeSet<>(blocked.clients())) {
            jdbc.sql("update consent set withdrawn_at = ? where client_id = ? and withdrawn_at is null")
                    .params(clock.instant().atOffset(ZoneOffset.UTC), client)
                    .update();
            int grants = revocations.revokeClient(client, "client_blocked");
            audit.append(AuditEvent.done("client.blocked")
                    .by(blocked.actor())
                    .client(clients.find(client).map(Client::clientId).orElse(null))
                    .with("grants_ended", grants));
        }
    }
}
