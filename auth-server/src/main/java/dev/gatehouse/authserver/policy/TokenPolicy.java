package dev.gatehouse.authserver.policy;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.resource.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which scopes for how long. Pure: the same values give the same answer. What is issued never exceeds what was asked,
 * what the resource has, what the client may have and what the person agreed to (promise P06).
 */
public final class TokenPolicy {

    /** What a person may choose; the middle one is preselected. */
    private static final List<Duration> DURATIONS =
            List.of(Duration.ofHours(1), Duration.ofHours(8), Duration.ofHours(24));

    private TokenPolicy() {}

    /** Whether the client may ask for this resource at all. */
    public static boolean mayUse(Client client, ResourceServer resource) {
        return client.resources().isEmpty() || client.resources().contains(resource.uri());
    }

    /** Whether a token for the resource must be bound to a key of the client (RFC 9449 section 5). */
    public static boolean proofRequired(Client client, ResourceServer resource) {
        return client.dpopBound() || resource.dpopRequired();
    }

    /** Whether the client may ever be granted the scope (requirement R7). */
    public static boolean grantable(Client client, Scope scope) {
        boolean open = scope.selfRegistered() || !client.selfRegistered();
        return open && (client.scopes() == null || client.scopes().contains(scope.name()));
    }

    /** All names of the resource that the client may be granted, in the resource's order. */
    public static Set<String> grantable(Client client, ResourceServer resource) {
        return resource.scopes().stream()
                .filter(scope -> grantable(client, scope))
                .map(Scope::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Ruling 13 at the authorization endpoint: drops what cannot be had; if nothing is left, offers the default. */
    public static OfferedScopes offer(Client client, ResourceServer resource, Set<String> asked) {
        Set<String> grantable = grantable(client, resource);
        Set<String> offered = new LinkedHashSet<>(grantable);
        offered.retainAll(asked);
        if (offered.isEmpty()) {
            offered.addAll(grantable);
            offered.retainAll(resource.defaultScopes());
        }
        boolean offline =
                asked.contains(ScopeNames.OFFLINE_ACCESS) && client.grantTypes().contains("refresh_token");
        return new OfferedScopes(offered, offline);
    }

    /** The durations a person may choose from at this resource, shortest first; never empty. */
    public static List<Duration> durations(ResourceServer resource) {
        List<Duration> within = DURATIONS.stream()
                .filter(duration -> duration.compareTo(resource.grantCeiling()) <= 0)
                .toList();
        return within.isEmpty() ? List.of(resource.grantCeiling()) : within;
    }

    /** The duration that is preselected among {@link #durations}: eight hours, or the longest shorter one. */
    public static Duration preselected(List<Duration> durations) {
        return durations.stream()
                .filter(duration -> duration.compareTo(Duration.ofHours(8)) <= 0)
                .reduce((shorter, longer) -> longer)
                .orElse(durations.getFirst());
    }

    /**
     * Decides about one token. Nothing is dropped here: one scope beyond the grant is {@code invalid_scope} (ruling 13).
     */
    public static TokenDecision decide(TokenRequest request, Instant now) {
        if (!mayUse(request.client(), request.resource())) {
            return new TokenDecision.Denied("invalid_target", "The client may not use this resource");
        }
        if (!now.isBefore(request.grantEndsAt())) {
            return new TokenDecision.Denied("invalid_grant", "The grant has ended");
        }
        if (!request.granted().containsAll(request.asked())) {
            return new TokenDecision.Denied("invalid_scope", "A scope goes beyond what was granted");
        }
        Set<String> scopes = stillHeld(request);
        if (scopes.isEmpty()) {
            return new TokenDecision.Denied("invalid_scope", "No scope of the grant can be had any more");
        }
        Instant end = now.plus(request.resource().tokenLifetime());
        Instant earlier = end.isBefore(request.grantEndsAt()) ? end : request.grantEndsAt();
        // A JWT counts in whole seconds; our record of it must say the same.
        Instant expiresAt = earlier.truncatedTo(ChronoUnit.SECONDS);
        return expiresAt.isAfter(now.truncatedTo(ChronoUnit.SECONDS))
                ? new TokenDecision.Granted(scopes, expiresAt)
                : new TokenDecision.Denied("invalid_grant", "The grant ends within this second");
    }

    /** A scope that the resource or the client has lost since is not issued again (F07). */
    private static Set<String> stillHeld(TokenRequest request) {
        Set<String> wanted = request.asked().isEmpty() ? request.granted() : request.asked();
        Set<String> possible = grantable(request.client(), request.resource());
        Set<String> held = new LinkedHashSet<>(wanted);
        held.removeIf(name -> !possible.contains(name) && !name.equals(ScopeNames.OFFLINE_ACCESS));
        return held.equals(Set.of(ScopeNames.OFFLINE_ACCESS)) ? Set.of() : held;
    }
}
