package dev.gatehouse.authserver.audit;

import java.time.Instant;
import java.util.Map;

/**
 * An event as it stands in the record.
 *
 * @param seq its place: later entries have greater ones
 */
public record AuditEntry(long seq, Instant at, AuditEvent event) {

    public Map<String, String> facts() {
        return event.facts();
    }
}
