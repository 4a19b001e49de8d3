package dev.gatehouse.client.oauth;

import java.util.LinkedHashSet;
import java.util.Set;

/** Sets of scopes in the order they were named, and their wire form (RFC 6749 section 3.3). */
public final class Scopes {

    private Scopes() {}

    public static Set<String> of(String scope) {
        Set<String> scopes = new LinkedHashSet<>();
        for (String one : scope.split("\\s+")) {
            if (!one.isEmpty()) {
                scopes.add(one);
            }
        }
        return scopes;
    }

    static Set<String> union(Set<String> held, Set<String> asked) {
        Set<String> both = new LinkedHashSet<>(held);
        both.addAll(asked);
        return both;
    }

    public static String text(Set<String> scopes) {
        return String.join(" ", scopes);
    }
}
