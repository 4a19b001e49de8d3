package dev.gatehouse.client.config;

import tools.jackson.databind.JsonNode;

/** What came of a change, or would. */
sealed interface ChangeResult {

    record Done(JsonNode answer) implements ChangeResult {}

    record Refused(Refusal refusal) implements ChangeResult {}

    /** What was read is no longer what is there. */
    record Stale() implements ChangeResult {}
}
