package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.resource.Scope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person just let a new agent in, or let one that was in do more. Published in the transaction that records the consent,
 * so that whoever listens in it writes together with it or not at all.
 *
 * @param clientName fit to be shown
 * @param label what the person called the connection, if anything
 * @param grown whether the agent was connected before
 * @param added the scopes that it did not have before; all of them where it is new
 */
public record AgentConnected(
        UUID personId,
        UUID consentId,
        String clientName,
        @Nullable String label,
        String resourceName,
        String resourceUri,
        boolean grown,
        List<Scope> added,
        Instant expiresAt) {

    public AgentConnected {
        added = List.copyOf(added);
    }
}
