package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.policy.RedirectUriPolicy;
import java.util.List;
import java.util.Set;

/**
 * What an initial access token allows (RFC 7591 section 3).
 *
 * @param label what the administrator called it
 * @param resources the canonical URIs that its clients may ask for; empty means every one
 * @param redirectHosts the hosts that their redirect URIs may have; empty means any
 */
record RegistrationPermit(String label, Set<String> resources, Set<String> redirectHosts) {

    RegistrationPermit {
        resources = Set.copyOf(resources);
        redirectHosts = Set.copyOf(redirectHosts);
    }

    /** @throws RegistrationRefusal if one of them leads to a host that is not allowed */
    void requireHosts(List<String> redirectUris) {
        boolean all = redirectHosts.isEmpty()
                || redirectUris.stream().map(RedirectUriPolicy::host).allMatch(redirectHosts::contains);
        if (!all) {
            throw RegistrationRefusal.redirectUri(
                    "Each of redirect_uris must have a host that the initial access token allows");
        }
    }
}
