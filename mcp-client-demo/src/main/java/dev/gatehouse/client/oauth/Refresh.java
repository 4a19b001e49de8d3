package dev.gatehouse.client.oauth;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WireLog;
import dev.gatehouse.client.jose.ProofKey;
import dev.gatehouse.client.store.CredentialStore;
import dev.gatehouse.client.store.CredentialStore.Changed;
import dev.gatehouse.client.store.Credentials;
import dev.gatehouse.client.store.StoredClient;
import dev.gatehouse.client.store.StoredTokens;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Refreshes tokens (RFC 6749 section 6). The store stays locked meanwhile: a refresh token is rotated, and if two
 * processes presented the same one the server would end the grant.
 */
final class Refresh {

    private final CredentialStore store;
    private final TokenEndpoint tokenEndpoint;
    private final WireLog log;
    private final InstantSource clock;

    Refresh(CredentialStore store, TokenEndpoint tokenEndpoint, WireLog log, InstantSource clock) {
        this.store = store;
        this.tokenEndpoint = tokenEndpoint;
        this.log = log;
        this.clock = clock;
    }

    /** @return the new tokens, or empty if the server no longer accepts the old ones; those are forgotten then */
    Optional<StoredTokens> refresh(AuthorizationServer server, StoredTokens seen) {
        return store.update(credentials -> {
            Optional<StoredTokens> now = credentials.tokensForResource(seen.resource());
            if (now.isPresent()
                    && !now.get().accessToken().equals(seen.accessToken())
                    && !now.get().endsWithin(Duration.ZERO, clock.instant())) {
                return new Changed<>(credentials, now);
            }
            Optional<StoredClient> client = credentials
                    .client(server.issuer())
                    .filter(known -> known.clientId().equals(seen.clientId()));
            if (now.isEmpty() || client.isEmpty() || now.get().refreshToken() == null) {
                return new Changed<>(credentials.withoutTokens(seen.resource()), Optional.empty());
            }
            return request(server, credentials, client.get(), now.get());
        });
    }

    private Changed<Optional<StoredTokens>> request(
            AuthorizationServer server, Credentials credentials, StoredClient client, StoredTokens held) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", "refresh_token");
        parameters.put("refresh_token", Objects.requireNonNull(held.refreshToken()));
        if (held.resourcePublished()) {
            parameters.put("resource", held.resource());
        }
        TokenResult result = tokenEndpoint.request(
                Step.REFRESH,
                server,
                client,
                parameters,
                credentials.proofKeyOf(held).map(ProofKey::of));
        return switch (result) {
            case TokenResult.Issued issued -> {
                StoredTokens fresh = refreshed(held, issued);
                yield new Changed<>(credentials.withTokens(fresh), Optional.of(fresh));
            }
            case TokenResult.Refused refused
            when refused.error().equals("invalid_grant") -> {
                log.detail("The refresh token is no longer good: " + refused.sentence() + ".");
                yield new Changed<>(credentials.withoutTokens(held.resource()), Optional.empty());
            }
            case TokenResult.Refused refused
            when refused.concernsClient() && client.registered() -> {
                log.say(server.issuer() + " does not know this client any more: " + refused.sentence() + ".");
                yield new Changed<>(credentials.withoutClient(server.issuer()), Optional.empty());
            }
            case TokenResult.Refused refused ->
                throw new Failure(Step.REFRESH, server.issuer() + " answers " + refused.sentence() + ".");
        };
    }

    private static StoredTokens refreshed(StoredTokens held, TokenResult.Issued issued) {
        return new StoredTokens(
                held.resource(),
                held.resourcePublished(),
                held.servers(),
                held.issuer(),
                held.clientId(),
                issued.accessToken(),
                issued.refreshToken() == null ? held.refreshToken() : issued.refreshToken(),
                issued.scopes().orElse(held.scopes()),
                issued.expiresAt(),
                held.bound());
    }
}
