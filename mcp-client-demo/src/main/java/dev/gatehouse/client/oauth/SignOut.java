package dev.gatehouse.client.oauth;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.jose.SigningKey;
import dev.gatehouse.client.store.CredentialStore;
import dev.gatehouse.client.store.CredentialStore.Changed;
import dev.gatehouse.client.store.StoredClient;
import dev.gatehouse.client.store.StoredTokens;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives tokens back: revokes them at the authorization server (RFC 7009) and forgets them here. */
public final class SignOut {

    private final Http http;
    private final CredentialStore store;
    private final @Nullable SigningKey clientKey;
    private final InstantSource clock;

    /** @param clientKey with which the client authenticates where that is its method */
    public SignOut(Http http, CredentialStore store, @Nullable SigningKey clientKey, InstantSource clock) {
        this.clientKey = clientKey;
        this.http = http;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Forgets the tokens whatever the server says; the client goes too when no other tokens are its.
     *
     * @return a sentence that says what happened
     * @throws Failure of the step {@code REVOCATION} if the server could not be told; the tokens are forgotten even then
     */
    public String signOut(StoredTokens tokens) {
        Optional<StoredClient> client = store.read().client(tokens.issuer());
        boolean clientGone = store.update(credentials -> {
            var left = credentials.withoutTokens(tokens.resource());
            boolean unused = left.tokens().values().stream()
                    .noneMatch(other -> other.issuer().equals(tokens.issuer()));
            return new Changed<>(unused ? left.withoutClient(tokens.issuer()) : left, unused);
        });
        String forgotten =
                clientGone ? "The tokens and the client are forgotten here." : "The tokens are forgotten here.";
        try {
            return revoke(tokens, client) + " " + forgotten;
        } catch (Failure failure) {
            throw new Failure(
                    Step.REVOCATION,
                    "the server could not be told (" + failure.getMessage() + ") " + forgotten
                            + " What was issued ends at its own time, or when you take it back at " + tokens.issuer()
                            + ".");
        }
    }

    private String revoke(StoredTokens tokens, Optional<StoredClient> client) {
        Optional<AuthorizationServer> server = new AuthorizationServerDiscovery(http).find(tokens.issuer());
        URI endpoint = server.map(AuthorizationServer::revocationEndpoint).orElse(null);
        if (endpoint == null || client.isEmpty()) {
            return tokens.issuer() + " offers no revocation, so what it issued ends at its own time.";
        }
        boolean refreshable = tokens.refreshToken() != null;
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("token", tokens.refreshToken() != null ? tokens.refreshToken() : tokens.accessToken());
        parameters.put("token_type_hint", refreshable ? "refresh_token" : "access_token");
        HttpAnswer answer = new TokenEndpoint(http, clientKey, new DpopProofs(clock), clock)
                .post(Step.REVOCATION, server.orElseThrow(), endpoint, client.get(), parameters, Optional.empty());
        if (answer.status() != 200) {
            throw new Failure(Step.REVOCATION, endpoint + " answers " + answer.status() + ".");
        }
        return (refreshable ? "The refresh token" : "The access token") + " was revoked at " + tokens.issuer() + ".";
    }
}
