package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.resource.Scope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The scope that a registration is answered with. It is advice (R7): what a client may be granted is decided when it
 * asks. But some clients ask for exactly what stands here, so it is never without.
 */
final class OfferedScopes {

    private static final String OFFLINE = "offline_access";

    private final ResourceDirectory resources;

    OfferedScopes(ResourceDirectory resources) {
        this.resources = resources;
    }

    /**
     * What of it exists and may be had by clients that registered themselves, in the order asked; where that is nothing,
     * the default scope.
     *
     * @param only the canonical URIs of the resources that count; empty means all
     * @param refresh whether the client has the grant refresh_token, and with it may ask for offline_access
     */
    String registered(@Nullable String asked, boolean refresh, Set<String> only) {
        Set<String> known = new LinkedHashSet<>();
        within(resources.all(), only).forEach(resource -> known.addAll(selfRegistered(resource)));
        Set<String> names = new LinkedHashSet<>();
        for (String name : asked == null ? new String[0] : asked.split(" ", -1)) {
            if (known.contains(name)) {
                names.add(name);
            }
        }
        boolean askedForOffline = asked != null && List.of(asked.split(" ", -1)).contains(OFFLINE);
        boolean byDefault = names.isEmpty();
        if (byDefault) {
            names.addAll(defaults(known, only));
        }
        if (refresh && (byDefault || askedForOffline)) {
            names.add(OFFLINE);
        }
        return String.join(" ", names);
    }

    /** Of those that count, or the default resource, else of all; where none of those may be had, all that may be. */
    private Set<String> defaults(Set<String> known, Set<String> only) {
        List<ResourceServer> offered = only.isEmpty()
                ? resources.defaultResource().map(List::of).orElseGet(resources::all)
                : within(resources.all(), only);
        Set<String> names = new LinkedHashSet<>();
        for (ResourceServer resource : offered) {
            selfRegistered(resource).stream()
                    .filter(resource.defaultScopes()::contains)
                    .forEach(names::add);
        }
        return names.isEmpty() ? known : names;
    }

    private static List<ResourceServer> within(List<ResourceServer> all, Set<String> only) {
        return only.isEmpty()
                ? all
                : all.stream().filter(resource -> only.contains(resource.uri())).toList();
    }

    private static List<String> selfRegistered(ResourceServer resource) {
        return resource.scopes().stream()
                .filter(Scope::selfRegistered)
                .map(Scope::name)
                .toList();
    }
}
