package dev.gatehouse.authserver.client;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client as lists show it.
 *
 * @param version what a change must name, so that of two the second is told
 */
public record ClientSummary(
        UUID id,
        String clientId,
        String clientName,
        ClientSource source,
        ClientStatus status,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        int version) {

    public boolean active() {
        return status == ClientStatus.ACTIVE;
    }
}
