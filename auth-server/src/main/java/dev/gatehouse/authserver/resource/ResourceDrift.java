package dev.gatehouse.authserver.resource;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where what an MCP server publishes and what is registered here differ, as sentences with what to do. Pure.
 *
 * @param missingHere scopes that it publishes and that nobody registered
 * @param sentences one for each difference, the scopes among them
 */
public record ResourceDrift(Set<String> missingHere, List<String> sentences) {

    public static final ResourceDrift NONE = new ResourceDrift(Set.of(), List.of());

    /** @param issuer ours, which the server has to name */
    public static ResourceDrift between(ResourceServer registered, PublishedServer published, String issuer) {
        Set<String> here = new LinkedHashSet<>();
        registered.scopes().forEach(scope -> here.add(scope.name()));
        Set<String> missing = new LinkedHashSet<>(published.scopes());
        missing.removeAll(here);
        Set<String> gone = new LinkedHashSet<>(here);
        published.scopes().forEach(gone::remove);
        List<String> sentences = new ArrayList<>();
        if (!published.authorizationServers().contains(issuer)) {
            sentences.add("It does not name " + issuer
                    + " among its authorization_servers, so that agents never come here. Add it there.");
        }
        if (!missing.isEmpty()) {
            sentences.add("It publishes " + String.join(", ", missing)
                    + ", which nobody can be granted. Add what agents should get.");
        }
        // A server may publish only what agents should ask for first, or nothing at all.
        if (!published.scopes().isEmpty() && !gone.isEmpty()) {
            sentences.add("It does not publish " + String.join(", ", gone)
                    + ". Remove what it no longer knows; leave what it asks for by challenge.");
        }
        if (published.dpopRequired() && !registered.dpopRequired()) {
            sentences.add("It takes only tokens bound to a key (DPoP), and gets others from here. Require DPoP.");
        }
        return new ResourceDrift(missing, sentences);
    }

    public boolean none() {
        return sentences.isEmpty();
    }
}
