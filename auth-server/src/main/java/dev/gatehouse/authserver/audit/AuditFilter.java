package dev.gatehouse.authserver.audit;

import dev.gatehouse.authserver.audit.AuditEvent.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the record are wanted; null leaves all.
 *
 * @param who the id of a person, who did it or whom it concerns
 * @param client the {@code client_id} exactly
 * @param type what happened, or the first part of it, such as {@code consent}
 * @param resource the MCP server's canonical URI
 */
public record AuditFilter(
        @Nullable String who,
        @Nullable String client,
        @Nullable String type,
        @Nullable Outcome outcome,
        @Nullable String resource,
        @Nullable String reference) {

    public static final AuditFilter ALL = new AuditFilter(null, null, null, null, null, null);

    public static AuditFilter ofPerson(String id) {
        return new AuditFilter(id, null, null, null, null, null);
    }

    public static AuditFilter ofClient(String clientId) {
        return new AuditFilter(null, clientId, null, null, null, null);
    }
}
