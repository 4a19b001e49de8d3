package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.Client;
import org.jspecify.annotations.Nullable;

/** What an authorization request turns out to be, once its client and redirect URI are known to be good. */
sealed interface AuthorizationOutcome permits AuthorizationRequest, AuthorizationOutcome.Refused {

    Client client();

    String redirectUri();

    @Nullable
    String state();

    /** A request whose fault the client is told by redirect (OAuth 2.1 section 4.1.2.1). */
    record Refused(
            Client client, String redirectUri, @Nullable String state, String error, String description)
            implements AuthorizationOutcome {}
}
