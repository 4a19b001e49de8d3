package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.audit.AuditEntry;
import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditFilter;
import dev.gatehouse.authserver.audit.AuditQuery;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** The record of what changed, newest first. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class AuditApi {

    private final AuditQuery audit;

    AuditApi(AuditQuery audit) {
        this.audit = audit;
    }

    /** An entry of the record. */
    @JsonNaming(SnakeCaseStrategy.class)
    record EntryBody(
            String id,
            String at,
            String type,
            String outcome,
            @Nullable String actor,
            @Nullable String subject,
            @Nullable String clientId,
            @Nullable String resource,
            @Nullable String reference,
            Map<String, String> facts) {

        static EntryBody of(AuditEntry entry) {
            AuditEvent event = entry.event();
            return new EntryBody(
                    "" + entry.seq(),
                    entry.at().toString(),
                    event.type(),
                    Faults.name(event.outcome()),
                    event.actor(),
                    event.subject(),
                    event.clientId(),
                    event.resource(),
                    event.reference(),
                    entry.facts());
        }
    }

    /** Where a filter has no key a part of the record is looked through at once: there may be more though none came. */
    @GetMapping("/admin/api/v1/audit")
    Items<EntryBody> list(
            @RequestParam(name = "person", defaultValue = "") String person,
            @RequestParam(name = "client", defaultValue = "") String client,
            @RequestParam(name = "type", defaultValue = "") String type,
            @RequestParam(name = "outcome", defaultValue = "") String outcome,
            @RequestParam(name = "resource", defaultValue = "") String resource,
            @RequestParam(name = "reference", defaultValue = "") String reference,
            @RequestParam(name = "limit", defaultValue = "") String limit,
            @RequestParam(name = "after", defaultValue = "") String after) {
        if (!after.matches("[0-9]{0,18}")) {
            throw Faults.parameter("after", "must be what the list before named as next");
        }
        AuditFilter filter = new AuditFilter(
                filled(person),
                filled(client),
                filled(type),
                Faults.choice("outcome", AuditEvent.Outcome.class, outcome),
                filled(resource),
                filled(reference));
        AuditQuery.Page page = audit.page(filter, after.isEmpty() ? null : Long.valueOf(after), Items.limit(limit));
        return new Items<>(
                page.entries().stream().map(EntryBody::of).toList(),
                page.next() == null ? null : page.next().toString());
    }

    private static @Nullable String filled(String text) {
        return text.isEmpty() ? null : text.replace("\0", "");
    }
}
