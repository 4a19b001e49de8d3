package dev.gatehouse.authserver.policy;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.resource.ResourceServer;
import java.util.Set;

/** When a person need not be asked again (ruling 14). Pure. */
public final class ConsentPolicy {

    private ConsentPolicy() {}

    /**
     * Whether a consent in force answers this request. A public client on a loopback or private-use redirect cannot be
     * told from another program that says the same, so its person presses the button each time (RFC 8252 section 8.6).
     * What lasts an hour is asked for each time.
     *
     * @param granted scopes of a consent in force for the same client, person, resource, redirect and identity
     */
    public static boolean remembered(
            Client client,
            ResourceServer resource,
            String redirectUri,
            Set<String> granted,
            OfferedScopes offered,
            boolean promptConsent) {
        boolean recognisable = !client.isPublic() || redirectUri.startsWith("https://");
        boolean offlineCovered = !offered.offlineAccess() || granted.contains(ScopeNames.OFFLINE_ACCESS);
        boolean harmless = offered.scopes().stream().noneMatch(name -> TokenPolicy.elevated(client, resource, name));
        return recognisable && harmless && !promptConsent && offlineCovered && granted.containsAll(offered.scopes());
    }
}
