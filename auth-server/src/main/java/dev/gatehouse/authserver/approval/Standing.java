package dev.gatehouse.authserver.approval;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about a client by what it is.
 *
 * @param audience whom it is approved for, {@code person:<id>} and {@code group:<name>}; null means everyone
 * @param limits scopes by resource that it is approved for; null means whatever it asks for
 * @param linked whether the client that asks is stored as one of its registrations
 */
record Standing(
        ApprovalState state,
        @Nullable Set<String> audience,
        @Nullable Map<String, Set<String>> limits,
        @Nullable String reason,
        @Nullable Instant endsAt,
        int version,
        boolean linked) {

    static final Standing NONE = new Standing(ApprovalState.PENDING, null, null, null, null, 0, false);

    /** What one person's request was allowed once. */
    record Once(UUID request, Set<String> scopes, @Nullable Instant endsAt) {}

    boolean covers(ApprovalQuestion question, Instant now) {
        return state == ApprovalState.APPROVED && (endsAt == null || now.isBefore(endsAt)) && includes(question);
    }

    private boolean includes(ApprovalQuestion question) {
        return audience == null
                || audience.contains("person:" + question.person().id())
                || question.person().groups().stream().anyMatch(group -> audience.contains("group:" + group));
    }
}
