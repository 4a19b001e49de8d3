package dev.gatehouse.client.oauth;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person may decide about signing in; the defaults ask for nothing special.
 *
 * @param clientId a client that an administrator set up; null to use the stored one or to register one
 * @param clientMetadataUrl a client identifier that is a URL, used where the server supports it and no client is given
 * @param scopes to ask for instead of those that the server names; empty to follow the server
 * @param issuer the authorization server to use if the MCP server names several
 * @param callbackPort for redirects to 127.0.0.1; 0 for any free port
 * @param patience how long to wait for the person
 * @param backcompat whether a server without metadata is taken for one of MCP 2025-03-26
 * @param newClient whether to register afresh although a registered client is stored
 */
public record SignInSettings(
        @Nullable String clientId,
        @Nullable String clientSecret,
        @Nullable String clientMetadataUrl,
        Set<String> scopes,
        @Nullable String issuer,
        int callbackPort,
        Duration patience,
        boolean backcompat,
        boolean newClient) {

    /** Leaves out the secret. */
    @Override
    public String toString() {
        return "SignInSettings[" + clientId + ", " + scopes + "]";
    }
}
