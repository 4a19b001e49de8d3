package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.approval.ApprovalEntry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A client that waits for a decision, or was decided about.
 *
 * @param label what administrators call it
 * @param knownAs the address of its document or its {@code software_id}; empty where it has neither
 * @param audience whom it is approved for, in words; empty: everyone
 * @param limits what it is approved for, scopes by MCP server; empty: whatever it asks for
 * @param decidedBy the person's name
 * @param decidedByClient the {@code client_id} of a client that decided for itself, by client_credentials
 * @param people how many wait
 * @param requests those that wait
 */
@JsonNaming(SnakeCaseStrategy.class)
record ApprovalBody(
        String id,
        String clientName,
        boolean suspicious,
        @Nullable String label,
        @Nullable String domain,
        String knownAs,
        List<String> redirects,
        String state,
        List<String> audience,
        Map<String, List<String>> limits,
        @Nullable String reason,
        @Nullable String endsAt,
        @Nullable String decidedBy,
        @Nullable String decidedByClient,
        @Nullable String decidedAt,
        boolean undoable,
        int people,
        List<AskedBody> requests) {

    /** One person's request. */
    @JsonNaming(SnakeCaseStrategy.class)
    record AskedBody(
            String id, String personId, String username, String resource, Set<String> scopes, String askedAt) {}

    static ApprovalBody of(ApprovalEntry entry) {
        Map<String, List<String>> limits = new TreeMap<>(entry.limits().stream()
                .collect(Collectors.toMap(
                        ApprovalEntry.Server::uri,
                        server -> server.scopes().stream()
                                .map(ApprovalEntry.ScopeText::name)
                                .toList())));
        return new ApprovalBody(
                entry.id().toString(),
                entry.clientName(),
                entry.suspicious(),
                entry.label(),
                entry.domain(),
                entry.knownAs(),
                entry.redirects(),
                Faults.name(entry.state()),
                entry.audience(),
                limits,
                entry.reason(),
                GrantBody.text(entry.endsAt()),
                entry.decidedBy(),
                entry.decidedByClient(),
                GrantBody.text(entry.decidedAt()),
                entry.undoable(),
                entry.people(),
                entry.requests().stream()
                        .map(asked -> new AskedBody(
                                asked.id().toString(),
                                asked.personId().toString(),
                                asked.username(),
                                asked.resource(),
                                asked.scopes(),
                                asked.askedAt().toString()))
                        .toList());
    }
}
