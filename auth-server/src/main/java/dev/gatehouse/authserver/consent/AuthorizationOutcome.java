package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.Client;
import org.jspecify.annotations.Nullable;

/** What an authorization request turns out to be. */
sealed interface AuthorizationOutcome {

    /** One whose client and redirect URI are known to be good. */
    sealed interface ToClient extends AuthorizationOutcome permits AuthorizationRequest, Refused {

        Client client();

        String redirectUri();

        @Nullable
        String state();
    }

    /** A request whose fault the client is told by redirect (OAuth 2.1 section 4.1.2.1). */
    record Refused(
            Client client, String redirectUri, @Nullable String state, String error, String description)
            implements ToClient {}

    /** A request whose client is not known yet: its document is fetched for a person who signed in, and for nobody else. */
    record SignInFirst() implements AuthorizationOutcome {}
}
