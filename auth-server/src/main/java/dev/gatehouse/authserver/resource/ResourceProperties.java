package dev.gatehouse.authserver.resource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The resources to begin with. They fill an empty database and never overwrite what it holds.
 *
 * @param servers the MCP servers that delegate to us
 * @param defaultResource the URI of the resource to take when a request names none (ruling 16); read from here at every
 *     start, not stored
 */
@ConfigurationProperties("gatehouse.resource")
public record ResourceProperties(
        @DefaultValue List<Server> servers, @Nullable String defaultResource) {

    public ResourceProperties {
        servers = List.copyOf(servers);
        for (int i = 0; i < servers.size(); i++) {
            ResourceRules.check("gatehouse.resource.servers[" + i + "]", servers.get(i));
        }
        ResourceRules.checkDistinct(servers);
        if (defaultResource != null && ResourceUri.canonical(defaultResource).isEmpty()) {
            throw new IllegalArgumentException(
                    "gatehouse.resource.default-resource must be an absolute http or https URI"
                            + " without fragment and user (RFC 8707 section 2), but is '" + defaultResource + "'");
        }
    }

    /**
     * One MCP server, as an administrator describes it, here or in the console.
     *
     * @param uri its canonical URI (RFC 8707 section 2), in the spelling that tokens carry as {@code aud}
     * @param name what people call it
     * @param tokenLifetime how long an access token for it lives, one hour at the most
     * @param grantCeiling how long a person's grant for it may last at the most
     * @param signingAlgorithm {@code ES256} or {@code RS256}
     * @param dpopRequired whether its access tokens must be bound to a key of the client (RFC 9449)
     * @param defaultScope scopes offered to a client that asks for none; where absent, those that only read
     * @param aliases other URIs that clients use for it
     * @param scopes in the order in which people see them
     */
    public record Server(
            String uri,
            String name,
            @DefaultValue("10m") Duration tokenLifetime,
            @DefaultValue("24h") Duration grantCeiling,
            @DefaultValue("ES256") String signingAlgorithm,
            @DefaultValue("false") boolean dpopRequired,
            @DefaultValue List<String> defaultScope,
            @DefaultValue List<String> aliases,
            @DefaultValue List<ScopeEntry> scopes) {

        /** The scopes to offer by default, named or derived. */
        Set<String> effectiveDefaultScope() {
            if (!defaultScope.isEmpty()) {
                return Set.copyOf(defaultScope);
            }
            Set<String> reading = new HashSet<>();
            for (ScopeEntry scope : scopes) {
                if (scope.risk() == Risk.READ) {
                    reading.add(scope.name());
                }
            }
            return reading;
        }

        List<String> allUris() {
            List<String> all = new ArrayList<>(aliases);
            all.addFirst(uri);
            return all;
        }
    }

    /**
     * One scope of a server.
     *
     * @param name as the wire has it (RFC 6749 section 3.3)
     * @param text what it allows, in a person's words
     * @param risk {@code read}, {@code write} or {@code destructive}
     * @param tools the MCP tools it opens
     * @param selfRegistered whether clients that registered themselves may ever get it
     * @param approvalNeeded whether an administrator must approve before such a client gets it
     */
    public record ScopeEntry(
            String name,
            String text,
            Risk risk,
            @DefaultValue List<String> tools,
            @DefaultValue("true") boolean selfRegistered,
            @DefaultValue("false") boolean approvalNeeded) {}
}
