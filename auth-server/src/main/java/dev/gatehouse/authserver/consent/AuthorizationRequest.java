package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.policy.OfferedScopes;
import dev.gatehouse.authserver.resource.ResourceServer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A valid authorization request (OAuth 2.1 section 4.1.1).
 *
 * @param redirectUri as presented, with the port of this moment
 * @param registeredRedirectUri the registered URI that it matches
 * @param state to be given back byte for byte, if it was sent
 * @param asked the scope names that were asked for
 * @param offered what the person is asked for
 */
record AuthorizationRequest(
        Client client,
        String redirectUri,
        String registeredRedirectUri,
        @Nullable String state,
        String codeChallenge,
        ResourceServer resource,
        Set<String> asked,
        OfferedScopes offered,
        Set<String> prompt)
        implements AuthorizationOutcome.ToClient {

    boolean promptNone() {
        return prompt.contains("none");
    }

    boolean promptConsent() {
        return prompt.contains("consent");
    }
}
