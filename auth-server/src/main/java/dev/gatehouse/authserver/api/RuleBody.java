package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.approval.ApprovalRule;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** What administrators say of clients in general, as it is read and written. */
@JsonNaming(SnakeCaseStrategy.class)
record RuleBody(
        @Nullable String id,
        @Nullable String action,
        @Nullable String domain,
        @Nullable String redirectHost,
        @Nullable String resource,
        @Nullable String scope,
        @Nullable String group,
        @Nullable String reason) {

    static RuleBody of(ApprovalRule rule) {
        return new RuleBody(
                rule.id().toString(),
                Faults.name(rule.action()),
                rule.domain(),
                rule.redirectHost(),
                rule.resource(),
                rule.scope(),
                rule.group(),
                rule.reason());
    }

    ApprovalRule rule(UUID path) {
        if (id != null && !id.equals(path.toString())) {
            throw Faults.body("/id", "must be the one that the path names");
        }
        return new ApprovalRule(
                path,
                Faults.constant(ApprovalRule.Action.class, action, "/action"),
                domain,
                redirectHost,
                resource,
                scope,
                group,
                reason);
    }
}
