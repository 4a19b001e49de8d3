package dev.gatehouse.authserver.approval;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a decision does to the requests that wait for it. Each method returns those whose waiting it ended. */
@Component
class DecidedRequests {

    private final JdbcClient jdbc;

    DecidedRequests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Waiting(UUID id, UUID person, Set<String> groups, String resource, Set<String> scopes) {}

    List<UUID> allowOnce(UUID approval, ApprovalDecision decision, Instant now, Instant expiresAt) {
        Map<String, Set<String>> limits = decision.limits() == null ? Map.of() : decision.limits();
        List<UUID> ended = new ArrayList<>();
        for (Waiting request : waiting(approval, now)) {
            Set<String> scopes = new LinkedHashSet<>(request.scopes());
            scopes.retainAll(limits.getOrDefault(request.resource(), Set.of()));
            if (decision.requests().contains(request.id()) && !scopes.isEmpty()) {
                jdbc.sql("""
                        update approval_request set state = 'ONCE', once_scope = ?, once_ends_at = ?, reason = ?, expires_at = ?
                        where id = ? and state = 'WAITING'""")
                        .param(String.join(" ", scopes))
                        .param(decision.endsAt() == null ? null : utc(decision.endsAt()))
                        .param(decision.reason())
                        .param(utc(expiresAt))
                        .param(request.id())
                        .update();
                ended.add(request.id());
            }
        }
        return ended;
    }

    List<UUID> allow(UUID approval, ApprovalDecision decision, Instant now) {
        List<UUID> ended = waiting(approval, now).stream()
                .filter(request -> covers(decision, request))
                .map(Waiting::id)
                .toList();
        set(ended, "ALLOWED", decision.reason());
        return ended;
    }

    private static boolean covers(ApprovalDecision decision, Waiting request) {
        boolean included = decision.kind() == ApprovalDecision.Kind.EVERYONE
                || decision.audience().contains("person:" + request.person())
                || request.groups().stream()
                        .anyMatch(group -> decision.audience().contains("group:" + group));
        Map<String, Set<String>> limits = decision.limits();
        return included
                && (limits == null
                        || request.scopes().stream()
                                .anyMatch(limits.getOrDefault(request.resource(), Set.of())::contains));
    }

    /** @param only null means all that wait */
    List<UUID> deny(UUID approval, @Nullable Set<UUID> only, @Nullable String reason, Instant now) {
        List<UUID> ended = waiting(approval, now).stream()
                .map(Waiting::id)
                .filter(id -> only == null || only.contains(id))
                .toList();
        set(ended, "DENIED", reason);
        return ended;
    }

    /** Those that nobody has carried on meanwhile wait as before. */
    void waitAgain(UUID approval, List<UUID> requests, Instant now) {
        if (!requests.isEmpty()) {
            jdbc.sql("""
                    update approval_request set state = 'WAITING', once_scope = null, once_ends_at = null, reason = null
                    where approval_id = :approval and id in (:ids) and state in ('ALLOWED', 'ONCE', 'DENIED')
                        and went_on_at is null and expires_at > :now""")
                    .param("approval", approval)
                    .param("ids", requests)
                    .param("now", utc(now))
                    .update();
        }
    }

    private void set(List<UUID> requests, String state, @Nullable String reason) {
        if (!requests.isEmpty()) {
            jdbc.sql("""
                    update approval_request set state = :state, reason = :reason where id in (:ids) and state = 'WAITING'""")
                    .param("state", state)
                    .param("reason", reason)
                    .param("ids", requests)
                    .update();
        }
    }

    private List<Waiting> waiting(UUID approval, Instant now) {
        return jdbc.sql("""
                select r.id, r.user_id, u.member_of, r.resource_uri, r.scope
                from approval_request r join app_user u on u.id = r.user_id
                where r.approval_id = ? and r.state = 'WAITING' and r.expires_at > ? order by r.id""")
                .params(approval, utc(now))
                .query((row, index) -> new Waiting(
                        row.getObject("id", UUID.class),
                        row.getObject("user_id", UUID.class),
                        ApprovalRows.names(row.getString("member_of")),
                        row.getString("resource_uri"),
                        ApprovalRows.names(row.getString("scope"))))
                .list();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
