package dev.gatehouse.authserver.outbound;

import java.time.Duration;

/** What a fetch came to. */
public sealed interface FetchOutcome {

    /**
     * A document of an acceptable type, whole and within its bounds.
     *
     * @param freshFor how long its headers let it be used; zero if they forbid, or say nothing
     */
    record Fetched(byte[] body, String mediaType, Duration freshFor) implements FetchOutcome {}

    /**
     * No document. Outside all of these look the same; the reason is for the log and the trace.
     *
     * @param reason in plain words
     */
    record NotFetched(String reason) implements FetchOutcome {}
}
