package dev.gatehouse.authserver.user;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person signed in and the browser's cookie was replaced. Published synchronously inside the transaction that opens the
 * session: whoever bound something to the old value can bind it to the new one, and a listener that fails undoes the
 * sign-in.
 *
 * @param previousBrowserValue what the cookie held before, null where the browser had none
 * @param browserValue what it holds from now on; a secret, never to be logged or stored but as its hash
 */
public record BrowserSignedIn(@Nullable String previousBrowserValue, String browserValue, UUID userId) {

    @Override
    public String toString() {
        return "BrowserSignedIn[userId=" + userId + "]";
    }
}
