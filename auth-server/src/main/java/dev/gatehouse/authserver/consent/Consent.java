package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.ClientIdentity;
import dev.gatehouse.authserver.secret.Secrets;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one person allowed one client at one resource, in force.
 *
 * @param redirectUri the registered redirect URI it was given for
 * @param label what the person called the connection, if anything
 * @param identityHash what the client was then
 */
record Consent(
        UUID id,
        Set<String> scopes,
        String redirectUri,
        @Nullable String label,
        byte[] identityHash,
        Instant grantedAt,
        Instant expiresAt) {

    /** Whether it was given to the very client that asks now, for the same redirect (requirement S4). */
    boolean covers(AuthorizationRequest request) {
        return redirectUri.equals(request.registeredRedirectUri())
                && Secrets.equal(identityHash, ClientIdentity.hash(request.client()));
    }
}
