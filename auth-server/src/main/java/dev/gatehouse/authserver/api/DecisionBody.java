package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.approval.ApprovalDecision;
import dev.gatehouse.authserver.approval.ApprovalDecision.Kind;
import dev.gatehouse.authserver.user.AccountRules;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What is decided about a client.
 *
 * @param decision once, some, everyone, deny, block or reset
 * @param people ids, and {@code groups} names, whom it is approved for where it is for some
 * @param limits what it is approved for, scopes by MCP server; left out: whatever it asks for, but never for once
 * @param requests those that are allowed once or denied
 */
@JsonNaming(SnakeCaseStrategy.class)
record DecisionBody(
        @Nullable String decision,
        @Nullable List<String> people,
        @Nullable List<String> groups,
        @Nullable Map<String, List<String>> limits,
        @Nullable String endsAt,
        @Nullable String reason,
        @Nullable List<String> requests) {

    private static final int LONGEST_REASON = 500;

    ApprovalDecision approval(Instant now) {
        Kind kind = Faults.constant(Kind.class, decision, "/decision");
        boolean approves = kind == Kind.ONCE || kind == Kind.SOME || kind == Kind.EVERYONE;
        Instant end = Faults.instant(endsAt, "/ends_at");
        require(end == null || (approves && end.isAfter(now)), "/ends_at", "is for approvals, and not over yet");
        Map<String, Set<String>> bounds = bounds();
        require(approves || bounds == null, "/limits", "are for approvals alone");
        require(
                bounds == null ? kind != Kind.ONCE : !bounds.isEmpty(),
                "/limits",
                "must name what the client may be used for");
        Set<String> audience = audience();
        require((kind == Kind.SOME) == !audience.isEmpty(), "/people", "or groups are named for some, and only then");
        require(
                reason == null || (reason.length() <= LONGEST_REASON && !reason.matches("(?s).*\\p{C}.*")),
                "/reason",
                "must be one line of at most " + LONGEST_REASON + " characters");
        return new ApprovalDecision(kind, audience, approves ? bounds : null, end, reason, ids(requests, "requests"));
    }

    private @Nullable Map<String, Set<String>> bounds() {
        if (limits == null) {
            return null;
        }
        Map<String, Set<String>> bounds = new TreeMap<>();
        limits.forEach((uri, scopes) -> bounds.put(uri, new LinkedHashSet<>(ServerBody.whole(scopes, "limits"))));
        return bounds;
    }

    private Set<String> audience() {
        Set<String> audience = new LinkedHashSet<>();
        ids(people, "people").forEach(id -> audience.add("person:" + id));
        for (String group : ServerBody.whole(groups, "groups")) {
            AccountRules.groupProblem(group).ifPresent(problem -> {
                throw Faults.body("/groups", problem);
            });
            audience.add("group:" + group);
        }
        return audience;
    }

    private static Set<UUID> ids(@Nullable List<String> texts, String name) {
        return ServerBody.whole(texts, name).stream()
                .map(text -> {
                    require(
                            text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
                            "/" + name,
                            "must be ids, as they are read here");
                    return UUID.fromString(text);
                })
                .collect(Collectors.toSet());
    }

    private static void require(boolean holds, String pointer, String detail) {
        if (!holds) {
            throw Faults.body(pointer, detail);
        }
    }
}
