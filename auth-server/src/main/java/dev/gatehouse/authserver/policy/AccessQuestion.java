package dev.gatehouse.authserver.policy;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.resource.ResourceServer;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks a person for.
 *
 * @param person null where it is not known yet, or none stands behind the client
 * @param asked the scope names, as they came
 */
public record AccessQuestion(
        Client client, ResourceServer resource, @Nullable UUID person, Set<String> asked) {}
