package dev.gatehouse.authserver.resource;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a resource must satisfy before tokens are issued for it. Every message names the key at fault. */
final class ResourceRules {

    /** RFC 6749 section 3.3, short enough for its column; no wildcard, which would be every scope at once (D11). */
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E&&[^*]]{1,120}");

    /** They belong to the authorization server or to OpenID Connect, never to a resource (D11, ruling 12). */
    private static final Set<String> RESERVED = Set.of("offline_access", "openid", "profile", "email");

    private static final Set<String> ALGORITHMS = Set.of("ES256", "RS256");

    private ResourceRules() {}

    static void check(String key, ResourceProperties.Server server) {
        checkUri(key + ".uri", server.uri());
        for (int i = 0; i < server.aliases().size(); i++) {
            checkUri(key + ".aliases[" + i + "]", server.aliases().get(i));
        }
        checkText(key + ".name", server.name(), 120);
        require(
                ALGORITHMS.contains(server.signingAlgorithm()),
                key + ".signing-algorithm",
                "must be ES256 or RS256 (RFC 9068 section 2.1)");
        checkDuration(key + ".token-lifetime", server.tokenLifetime(), Duration.ofHours(1));
        checkDuration(key + ".grant-ceiling", server.grantCeiling(), Duration.ofDays(366));
        checkScopes(key, server);
    }

    /** No URI, in whatever spelling, may lead to two resources. */
    static void checkDistinct(List<ResourceProperties.Server> servers) {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < servers.size(); i++) {
            for (String uri : servers.get(i).allUris()) {
                Integer other = seen.put(ResourceUri.canonical(uri).orElseThrow(), i);
                require(
                        other == null,
                        "gatehouse.resource.servers[" + i + "]",
                        "has the URI or alias '" + uri + "', which servers[" + other + "] has too");
            }
        }
    }

    private static void checkUri(String key, @Nullable String uri) {
        if (uri == null || ResourceUri.canonical(uri).isEmpty()) {
            throw new IllegalArgumentException(key + " must be an absolute http or https URI of at most "
                    + ResourceUri.LONGEST + " characters without fragment and user (RFC 8707 section 2)");
        }
        require(
                uri.regionMatches(true, 0, "https:", 0, 6) || ResourceUri.onLoopback(uri),
                key,
                "must be https: only on 127.0.0.1, [::1] or localhost may tokens travel without TLS");
    }

    private static void checkScopes(String key, ResourceProperties.Server server) {
        require(!server.scopes().isEmpty(), key + ".scopes", "must have at least one scope");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < server.scopes().size(); i++) {
            checkScope(key + ".scopes[" + i + "]", server.scopes().get(i), names);
        }
        Set<String> defaults = server.effectiveDefaultScope();
        require(
                !defaults.isEmpty() && names.containsAll(defaults),
                key + ".default-scope",
                "must name scopes among " + key + ".scopes, and cannot be left out where none of them is of risk read");
    }

    /** Whether a scope could have this name. */
    static boolean registrable(String name) {
        return SCOPE.matcher(name).matches()
                && !RESERVED.contains(name)
                && !name.startsWith(AdministrationInterface.RESERVED);
    }

    private static void checkScope(String key, ResourceProperties.ScopeEntry scope, Set<String> names) {
        String name = scope.name();
        require(
                name != null && registrable(name),
                key + ".name",
                "must be 1 to 120 characters of RFC 6749 section 3.3 without wildcard, none of " + RESERVED
                        + ", and not begin with " + AdministrationInterface.RESERVED);
        require(names.add(name), key + ".name", "stands there twice: '" + name + "'");
        checkText(key + ".text", scope.text(), 200);
        require(scope.risk() != null, key + ".risk", "must be read, write or destructive");
        for (String tool : scope.tools()) {
            checkText(key + ".tools", tool, 120);
        }
        require(Set.copyOf(scope.tools()).size() == scope.tools().size(), key + ".tools", "must not name a tool twice");
    }

    private static void checkText(String key, @Nullable String text, int longest) {
        require(text != null && !text.isBlank(), key, "must not be empty");
        require(text != null && text.length() <= longest, key, "must be text of at most " + longest + " characters");
    }

    private static void checkDuration(String key, Duration duration, Duration longest) {
        require(
                duration.compareTo(Duration.ofSeconds(1)) >= 0 && duration.compareTo(longest) <= 0,
                key,
                "must be between 1 second and " + longest.toHours() + " hours");
    }

    private static void require(boolean holds, String key, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(key + " " + rule);
        }
    }
}
