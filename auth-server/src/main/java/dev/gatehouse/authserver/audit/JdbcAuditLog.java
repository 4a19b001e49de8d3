package dev.gatehouse.authserver.audit;

import java.time.InstantSource;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

@Component
class JdbcAuditLog implements AuditLog {

    private final JdbcClient jdbc;

    private final JsonMapper json;

    private final InstantSource clock;

    JdbcAuditLog(JdbcClient jdbc, JsonMapper json, InstantSource clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public void append(AuditEvent event) {
        jdbc.sql("""
                insert into audit_entry (at, type, actor, subject, client_id, resource, outcome, reference, event_json)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .param(event.type())
                .param(cut(event.actor(), 120))
                .param(cut(event.subject(), 120))
                .param(cut(event.clientId(), 255))
                .param(cut(event.resource(), 500))
                .param(event.outcome().name())
                .param(event.reference())
                // The map is sorted, so equal facts give equal text.
                .param(json.writeValueAsString(event.facts()))
                .update();
    }

    private static @Nullable String cut(@Nullable String value, int length) {
        return value == null || value.length() <= length ? value : value.substring(0, length);
    }
}
