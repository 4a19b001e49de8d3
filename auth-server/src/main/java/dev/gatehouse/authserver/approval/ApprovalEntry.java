package dev.gatehouse.authserver.approval;

import dev.gatehouse.authserver.resource.Risk;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A client as administrators see it in the queue and among what is decided.
 *
 * @param clientName as it calls itself, made fit to show
 * @param suspicious whether that name mixes scripts or hides characters
 * @param label what administrators call it, if anything
 * @param domain host of its document, where it is known by one
 * @param knownAs the address of its document or its {@code software_id}; empty where it has neither
 * @param redirects where its answers go: host and path
 * @param audience whom it is approved for, in words; empty means everyone
 * @param limits what it is approved for; empty means whatever it asks for
 * @param decidedBy the person's name; null where a client decided, or the person is gone
 * @param decidedByClient the {@code client_id} of the client that decided for itself
 * @param answered what was last said of requests alone, once or no; null where nothing was
 * @param undoable whether the last decision can be undone
 * @param people how many wait
 * @param requests those that wait, the earliest first, at most 50
 * @param servers what those ask for
 * @param clients its registrations, by our own keys
 */
public record ApprovalEntry(
        UUID id,
        String clientName,
        boolean suspicious,
        @Nullable String label,
        @Nullable String domain,
        String knownAs,
        List<String> redirects,
        ApprovalState state,
        List<String> audience,
        List<Server> limits,
        @Nullable String reason,
        @Nullable Instant endsAt,
        @Nullable String decidedBy,
        @Nullable String decidedByClient,
        @Nullable Instant decidedAt,
        @Nullable Answer answered,
        boolean undoable,
        int version,
        int people,
        List<Asked> requests,
        List<Server> servers,
        Set<UUID> clients) {

    /**
     * What was said of requests alone, while nothing was decided about the client by it.
     *
     * @param by the person's name; null where a client did, or the person is gone
     * @param byClient the {@code client_id} of the client that did
     */
    public record Answer(
            ApprovalDecision.Kind kind,
            @Nullable String by,
            @Nullable String byClient,
            Instant at) {}

    /** One person's request. */
    public record Asked(
            UUID id,
            UUID personId,
            String personName,
            String username,
            String resource,
            Set<String> scopes,
            Instant askedAt) {}

    /** An MCP server with the scopes that are asked for or approved. */
    public record Server(String uri, String name, List<ScopeText> scopes) {}

    /** A scope in words. */
    public record ScopeText(String name, String text, Risk risk) {}

    /** The requests as a form names them, in one field. */
    public String requestIds() {
        return requests.stream().map(asked -> asked.id().toString()).collect(Collectors.joining(" "));
    }

    /** Since when somebody waits. */
    public @Nullable Instant since() {
        return requests.isEmpty() ? null : requests.getFirst().askedAt();
    }
}
