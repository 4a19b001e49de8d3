package dev.gatehouse.authserver.policy;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.resource.AdministrationInterface;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.resource.Risk;
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

    /** What a person may choose; the last two are longer than the general ceiling, so they need an exemption. */
    private static final List<Duration> DURATIONS = List.of(
            Duration.ofHours(1), Duration.ofHours(8), AccessLimits.CEILING, Duration.ofDays(7), Duration.ofDays(30));

    private TokenPolicy() {}

    /**
     * Whether the client may ask for this resource at all. What administers this server is never among "every resource" or
     * "every scope": an administrator has to have named it for this client.
     */
    public static boolean mayUse(Client client, ResourceServer resource) {
        if (AdministrationInterface.is(resource)) {
            return !client.selfRegistered() && client.resources().contains(resource.uri());
        }
        return client.resources().isEmpty() || client.resources().contains(resource.uri());
    }

    /** Whether a token for the resource must be bound to a key of the client (RFC 9449 section 5). */
    public static boolean proofRequired(Client client, ResourceServer resource) {
        return client.dpopBound() || resource.dpopRequired();
    }

    /** Whether the client may ever be granted the scope (requirement R7). */
    public static boolean grantable(Client client, Scope scope) {
        boolean open = scope.selfRegistered() || !client.selfRegistered();
        if (AdministrationInterface.has(scope)) {
            return open && client.scopes() != null && client.scopes().contains(scope.name());
        }
        return open && (client.scopes() == null || client.scopes().contains(scope.name()));
    }

    /** All names of the resource that the client may be granted, in the resource's order. */
    public static Set<String> grantable(Client client, ResourceServer resource, AccessLimits limits) {
        return resource.scopes().stream()
                .filter(scope -> grantable(client, scope) && limits.allows(scope.name()))
                .map(Scope::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * What a client gets that asks for itself and names nothing: all of its own list, else what the resource's default
     * reads. No default alone lets anything be changed.
     */
    public static Set<String> byDefault(Client client, ResourceServer resource, AccessLimits limits) {
        Set<String> scopes = grantable(client, resource, limits);
        if (client.scopes() == null) {
            scopes.retainAll(resource.defaultScopes());
            scopes.removeIf(name -> risk(resource, name) != Risk.READ);
        }
        return scopes;
    }

    /** Ruling 13 at the authorization endpoint: drops what cannot be had; if nothing is left, offers the default. */
    public static OfferedScopes offer(Client client, ResourceServer resource, Set<String> asked, AccessLimits limits) {
        Set<String> grantable = grantable(client, resource, limits);
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

    /** What using the scope can do; one that the resource has not, or no more, is taken for the worst. */
    static Risk risk(ResourceServer resource, String scope) {
        return resource.scope(scope).map(Scope::risk).orElse(Risk.DESTRUCTIVE);
    }

    /** Whether the resource has the scope as one that destroys or sends. */
    public static boolean destructive(ResourceServer resource, String scope) {
        return resource.scope(scope)
                .filter(found -> found.risk() == Risk.DESTRUCTIVE)
                .isPresent();
    }

    /**
     * Whether a yes to the scope is for an hour: it destroys or sends, or the client registered itself and has it only because
     * an administrator approved.
     */
    public static boolean elevated(Client client, ResourceServer resource, String scope) {
        boolean approved = client.selfRegistered()
                && resource.scope(scope).filter(Scope::approvalNeeded).isPresent();
        return approved || destructive(resource, scope);
    }

    /** The durations a person may choose from at this moment, shortest first; never empty. */
    public static List<Duration> durations(ResourceServer resource, AccessLimits limits, Instant now) {
        Duration longest = Duration.between(now, limits.latestEnd(resource, now));
        List<Duration> within = DURATIONS.stream()
                .filter(duration -> duration.compareTo(longest) <= 0)
                .toList();
        return within.isEmpty() ? List.of(longest) : within;
    }

    /** The duration that is preselected among {@link #durations}: eight hours, or the longest shorter one. */
    public static Duration preselected(List<Duration> durations) {
        return durations.stream()
                .filter(duration -> duration.compareTo(Duration.ofHours(8)) <= 0)
                .reduce((shorter, longer) -> longer)
                .orElse(durations.getFirst());
    }

    /**
     * When a grant ends that a person gives at this moment: after what they chose, no later than the limits allow, and
     * after an hour where all it has is elevated.
     */
    public static Instant grantEnd(
            Client client,
            ResourceServer resource,
            AccessLimits limits,
            Set<String> scopes,
            Duration chosen,
            Instant now) {
        Instant end = AccessLimits.earlier(now.plus(chosen), limits.latestEnd(resource, now));
        boolean elevated = scopes.stream()
                .filter(name -> !name.equals(ScopeNames.OFFLINE_ACCESS))
                .allMatch(name -> elevated(client, resource, name));
        return elevated ? AccessLimits.earlier(end, now.plus(AccessLimits.ELEVATION)) : end;
    }

    /**
     * Decides about one token. Nothing is dropped here: one scope beyond the grant is {@code invalid_scope} (ruling 13).
     */
    public static TokenDecision decide(TokenRequest request, Instant now) {
        ResourceServer resource = request.resource();
        if (!mayUse(request.client(), resource)) {
            return new TokenDecision.Denied("invalid_target", "The client may not use this resource");
        }
        Instant grantEnd =
                AccessLimits.earlier(request.grantEndsAt(), request.limits().latestEnd(resource, request.givenAt()));
        if (!now.isBefore(grantEnd)) {
            return new TokenDecision.Denied("invalid_grant", "The grant has ended");
        }
        if (!request.granted().containsAll(request.asked())) {
            return new TokenDecision.Denied("invalid_scope", "A scope goes beyond what was granted");
        }
        Set<String> scopes = stillHeld(request, now);
        if (scopes.isEmpty()) {
            return new TokenDecision.Denied("invalid_scope", "No scope of the grant can be had any more");
        }
        Instant end = AccessLimits.earlier(now.plus(request.limits().tokenLifetime(resource)), grantEnd);
        if (scopes.stream().anyMatch(name -> elevated(request.client(), resource, name))) {
            end = AccessLimits.earlier(end, request.givenAt().plus(AccessLimits.ELEVATION));
        }
        // A JWT counts in whole seconds; our record of it must say the same.
        Instant expiresAt = end.truncatedTo(ChronoUnit.SECONDS);
        return expiresAt.isAfter(now.truncatedTo(ChronoUnit.SECONDS))
                ? new TokenDecision.Granted(scopes, expiresAt)
                : new TokenDecision.Denied("invalid_grant", "The grant ends within this second");
    }

    /**
     * A scope that the resource or the client has lost since, or that a rule keeps back now, is not issued again (F07); one
     * that is elevated is gone after an hour.
     */
    private static Set<String> stillHeld(TokenRequest request, Instant now) {
        Set<String> wanted = request.asked().isEmpty() ? request.granted() : request.asked();
        Set<String> possible = grantable(request.client(), request.resource(), request.limits());
        // To the second before, since a token of no time at all could not be issued.
        boolean withinTheHour = now.plusSeconds(1).isBefore(request.givenAt().plus(AccessLimits.ELEVATION));
        if (!withinTheHour) {
            possible.removeIf(name -> elevated(request.client(), request.resource(), name));
        }
        Set<String> held = new LinkedHashSet<>(wanted);
        held.removeIf(name -> !possible.contains(name) && !name.equals(ScopeNames.OFFLINE_ACCESS));
        return held.equals(Set.of(ScopeNames.OFFLINE_ACCESS)) ? Set.of() : held;
    }
}
