package dev.gatehouse.authserver.outbound;

import org.jspecify.annotations.Nullable;

/** What a call came to. */
public sealed interface CallOutcome {

    /**
     * An answer of whatever status.
     *
     * @param body empty where there is none, or none of an acceptable type
     * @param events whether the body is a stream of events
     * @param session the header {@code Mcp-Session-Id}
     */
    record Answered(
            int status,
            String body,
            boolean events,
            @Nullable String session) implements CallOutcome {

        /** Without the body, which is a stranger's. */
        @Override
        public String toString() {
            return "Answered[status=" + status + "]";
        }
    }

    /**
     * No answer within the bounds.
     *
     * @param reason in plain words
     */
    record NotAnswered(String reason) implements CallOutcome {}
}
