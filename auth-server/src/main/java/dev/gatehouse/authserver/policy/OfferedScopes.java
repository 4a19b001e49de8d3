package dev.gatehouse.authserver.policy;

import java.util.Set;

/**
 * What a person is asked for.
 *
 * @param scopes names of the resource's scopes, in its order; may be empty if nothing can be offered
 * @param offlineAccess whether {@code offline_access} was asked for by a client that can refresh
 */
public record OfferedScopes(Set<String> scopes, boolean offlineAccess) {}
