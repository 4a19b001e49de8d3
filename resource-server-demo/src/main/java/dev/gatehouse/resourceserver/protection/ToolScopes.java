package dev.gatehouse.resourceserver.protection;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which scopes each tool needs. It comes from {@code gatehouse.resource.tools}, or from a bean of this type. Scopes are
 * flat: none includes another.
 */
public final class ToolScopes {

    private final Map<String, Set<String>> scopesByTool;

    private ToolScopes(Map<String, Set<String>> scopesByTool) {
        this.scopesByTool = scopesByTool;
    }

    /**
     * @param scopesByTool the scopes of each tool, in the order in which they are to be listed; an empty set for a tool
     *     that any valid token opens
     */
    public static ToolScopes of(Map<String, ? extends Collection<String>> scopesByTool) {
        Map<String, Set<String>> copy = new LinkedHashMap<>();
        scopesByTool.forEach(
                (tool, scopes) -> copy.put(tool, Collections.unmodifiableSet(new LinkedHashSet<>(scopes))));
        return new ToolScopes(copy);
    }

    /** The scopes of a tool; empty when there is no such tool, which is then refused whatever the token says. */
    public Optional<Set<String>> findScopes(String tool) {
        return Optional.ofNullable(scopesByTool.get(tool));
    }

    /** Every scope that some tool needs: {@code scopes_supported}. */
    public Set<String> all() {
        Set<String> all = new LinkedHashSet<>();
        scopesByTool.values().forEach(all::addAll);
        return all;
    }
}
