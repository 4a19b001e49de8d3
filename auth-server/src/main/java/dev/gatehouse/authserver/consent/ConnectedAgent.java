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
 * @param label what the person called it, if anything
 * @param lastUsedAt when a token was last issued under it
 */
public record ConnectedAgent(
        UUID consentId,
        String clientName,
        ClientSource source,
        @Nullable String vendorHost,
        @Nullable String label,
        String redirectHost,
        String resourceName,
        String resourceUri,
        List<Scope> scopes,
        Instant grantedAt,
        Instant expiresAt,
        @Nullable Instant lastUsedAt) {}
