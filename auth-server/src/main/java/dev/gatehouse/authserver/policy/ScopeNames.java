package dev.gatehouse.authserver.policy;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code scope} string and the set of names it stands for (RFC 6749 section 3.3). */
public final class ScopeNames {

    /** Asks for access while the person is away; belongs to the server, not to a resource (requirement D11). */
    public static final String OFFLINE_ACCESS = "offline_access";

    private ScopeNames() {}

    /** The names in their order, each once; surplus spaces do not count, since real clients send them. */
    public static Set<String> parse(@Nullable String scope) {
        Set<String> names = new LinkedHashSet<>();
        if (scope != null) {
            for (String name : scope.split(" ", -1)) {
                if (!name.isEmpty()) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    public static String format(Collection<String> names) {
        return String.join(" ", names);
    }
}
