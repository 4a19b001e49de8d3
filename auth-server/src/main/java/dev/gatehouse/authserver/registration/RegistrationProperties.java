package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.policy.RedirectUriPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether and how clients register themselves (RFC 7591).
 *
 * @param enabled whether {@code /register} answers at all
 * @param initialAccessTokenRequired whether only whoever has an initial access token registers clients
 * @param perAddressPerHour how many registrations one address may try in an hour, at once or spread; an IPv6 address
 *     counts with its /64. An office, and the servers of a hosted agent, are one address: the default leaves them room
 * @param perNetworkPerHour the same for the network around it, an IPv4 /24 or an IPv6 /48; where absent,
 *     four times as many as for an address
 * @param registeredAtMost how many clients that registered themselves are kept, used ones among them
 * @param unusedAtMost how many clients that were never used are kept
 * @param unusedLifetime after what time a client that was never used is deleted
 * @param domains what is thought of the domains of clients with a metadata document; none means ask
 * @param pinnedDocuments copies of metadata documents by their address, taken in place of a fetch
 * @param privateUseRedirectUris the exact redirect URIs with a scheme of an app's own that may be registered (ruling 1)
 */
@ConfigurationProperties("gatehouse.registration")
public record RegistrationProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("false") boolean initialAccessTokenRequired,
        @DefaultValue("120") int perAddressPerHour,
        @Nullable Integer perNetworkPerHour,
        @DefaultValue("100000") int registeredAtMost,
        @DefaultValue("10000") int unusedAtMost,
        @DefaultValue("24h") Duration unusedLifetime,

        @DefaultValue("cursor://anysphere.cursor-mcp/oauth/callback")
        List<String> privateUseRedirectUris,

        @DefaultValue List<TrustRules.TrustRule> domains,
        @DefaultValue Map<String, Path> pinnedDocuments) {

    public RegistrationProperties {
        privateUseRedirectUris = List.copyOf(privateUseRedirectUris);
        domains = List.copyOf(domains);
        pinnedDocuments = Map.copyOf(pinnedDocuments);
        require(perAddressPerHour >= 1, "per-address-per-hour must be at least 1");
        require(
                perNetworkPerHour == null || perNetworkPerHour >= perAddressPerHour,
                "per-network-per-hour must be at least per-address-per-hour");
        require(unusedAtMost >= 1, "unused-at-most must be at least 1");
        require(registeredAtMost >= unusedAtMost, "registered-at-most must be at least unused-at-most");
        require(
                unusedLifetime.compareTo(Duration.ofMinutes(10)) >= 0,
                "unused-lifetime must be at least 10 minutes: a person needs them to sign in and consent");
        try {
            new RedirectUriPolicy(privateUseRedirectUris);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "gatehouse.registration.private-use-redirect-uris: " + e.getMessage(), e);
        }
    }

    int effectivePerNetworkPerHour() {
        return perNetworkPerHour == null ? 4 * perAddressPerHour : perNetworkPerHour;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("gatehouse.registration." + rule);
        }
    }
}
