package dev.gatehouse.authserver.audit;

import dev.gatehouse.authserver.cluster.Changes;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

@Component
class JdbcAuditLog implements AuditLog {

    private final Changes changes;

    private final JsonMapper json;

    private final InstantSource clock;

    JdbcAuditLog(Changes changes, JsonMapper json, InstantSource clock) {
        this.changes = changes;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public void append(AuditEvent event) {
        changes.apply(
                """
                insert into audit_entry (at, type, actor, subject, client_id, resource, outcome, reference, event_json)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                clock.instant().atOffset(ZoneOffset.UTC),
                event.type(),
                cut(event.actor(), 120),
                cut(event.subject(), 120),
                cut(event.clientId(), 255),
                cut(event.resource(), 500),
                event.outcome().name(),
                event.reference(),
                // The map is sorted, so equal facts give equal text.
                json.writeValueAsString(event.facts()));
    }

    private static @Nullable String cut(@Nullable String value, int length) {
        return value == null || value.length() <= length ? value : value.substring(0, length);
    }
}
