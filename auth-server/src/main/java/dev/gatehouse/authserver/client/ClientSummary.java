package dev.gatehouse.authserver.client;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client as lists show it.
 *
 * @param version what a change must name, so that of two the second is told
 * @param label what administrators call it, if anything
 * @param labelVersion the same of its label, 0 where it never had one
 */
public record ClientSummary(
        UUID id,
        String clientId,
        String clientName,
        ClientSource source,
        ClientStatus status,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        int version,
        @Nullable String label,
        int labelVersion) {

    public boolean active() {
        return status == ClientStatus.ACTIVE;
    }
}
