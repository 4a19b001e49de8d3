package dev.gatehouse.authserver.approval;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a decision replaced, as it is stored for its undoing.
 *
 * @param requests those whose waiting it ended
 */
record FormerDecision(
        String state,
        @Nullable String audience,
        @Nullable String limits,
        @Nullable String reason,
        @Nullable String endsAt,
        @Nullable String decidedBy,
        @Nullable String decidedAt,
        List<UUID> requests) {}
