package dev.gatehouse.client.oauth;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person may decide about signing in; the defaults ask for nothing special.
 *
 * @param scopes to ask for instead of those that the server names; empty to follow the server
 * @param issuer the authorization server to use if the MCP server names several
 * @param callbackPort for redirects to 127.0.0.1; 0 for any free port
 * @param patience how long to wait for the person
 * @param backcompat whether a server without metadata is taken for one of MCP 2025-03-26
 * @param dpop whether tokens must be bound to a key even where the resource does not ask for it
 */
public record SignInSettings(
        ClientIdentity client,
        GrantChoice grant,
        Set<String> scopes,
        @Nullable String issuer,
        int callbackPort,
        Duration patience,
        boolean backcompat,
        boolean dpop) {

    @Override
    public String toString() {
        return "SignInSettings[" + client + ", " + grant + ", " + scopes + "]";
    }
}
