package dev.gatehouse.authserver.resource;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came of looking at an MCP server.
 *
 * @param found null where it does not say what it is
 * @param problem in plain words, why nothing was found
 * @param tools what it listed where it was asked with a token, whether or not it says what it is
 */
public record ResourceLook(
        Instant at,
        @Nullable PublishedServer found,
        @Nullable String problem,
        @Nullable PublishedTools tools) {

    static ResourceLook found(Instant at, PublishedServer server, @Nullable PublishedTools tools) {
        return new ResourceLook(at, server, null, tools);
    }

    static ResourceLook problem(Instant at, String problem, @Nullable PublishedTools tools) {
        return new ResourceLook(at, null, problem, tools);
    }
}
