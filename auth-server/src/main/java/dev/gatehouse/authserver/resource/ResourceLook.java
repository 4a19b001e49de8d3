package dev.gatehouse.authserver.resource;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came of looking at an MCP server.
 *
 * @param found null where it does not say what it is
 * @param problem in plain words, why nothing was found
 */
public record ResourceLook(
        Instant at,
        @Nullable PublishedServer found,
        @Nullable String problem) {

    static ResourceLook found(Instant at, PublishedServer server) {
        return new ResourceLook(at, server, null);
    }

    static ResourceLook problem(Instant at, String problem) {
        return new ResourceLook(at, null, problem);
    }
}
