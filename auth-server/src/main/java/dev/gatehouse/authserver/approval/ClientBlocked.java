package dev.gatehouse.authserver.approval;

import java.util.Set;
import java.util.UUID;

/**
 * Registrations of a client were blocked. Published synchronously inside the transaction that blocks: what was granted to
 * them ends with it, and a listener that fails undoes the block.
 *
 * @param clients our own keys
 * @param actor who did it, as the audit has it
 */
public record ClientBlocked(Set<UUID> clients, String actor) {

    public ClientBlocked {
        clients = Set.copyOf(clients);
    }
}
