package dev.gatehouse.authserver.consent;

import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.resource.Scope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one client holds of one person at one resource, as that person sees it.
 *
 * @param vendorHost the site whose document describes the client; null for a client that has no such document
 * @param clientLabel what administrators call the client; null where nobody named it, or others could be taken for it
 * @param label what the person called it, if anything
 * @param formerLabel what the last renaming replaced, empty where that was nothing; null where there is nothing to undo
 * @param labelVersion what a renaming must name, so that of two the second is told
 * @param lastUsedAt when a token was last issued under it
 */
public record ConnectedAgent(
        UUID consentId,
        String clientName,
        ClientSource source,
        @Nullable String vendorHost,
        @Nullable String clientLabel,
        @Nullable String label,
        @Nullable String formerLabel,
        int labelVersion,
        String redirectHost,
        String resourceName,
        String resourceUri,
        List<Scope> scopes,
        Instant grantedAt,
        Instant expiresAt,
        @Nullable Instant lastUsedAt) {}
