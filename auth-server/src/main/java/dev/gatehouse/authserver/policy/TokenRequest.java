package dev.gatehouse.authserver.policy;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.resource.ResourceServer;
import java.time.Instant;
import java.util.Set;

/**
 * All that decides about a token.
 *
 * @param granted the most this grant allows: what the person agreed to, or what the client may have by itself
 * @param asked what this request names; empty asks for all that is granted
 * @param givenAt when the grant was given
 * @param grantEndsAt nothing issued outlives it
 * @param limits what administrators' rules leave of it now
 */
public record TokenRequest(
        Client client,
        ResourceServer resource,
        Set<String> granted,
        Set<String> asked,
        Instant givenAt,
        Instant grantEndsAt,
        AccessLimits limits) {}
