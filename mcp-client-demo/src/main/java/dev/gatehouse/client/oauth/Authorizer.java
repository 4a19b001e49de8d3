package dev.gatehouse.client.oauth;

import dev.gatehouse.client.browser.Browser;
import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WebUrl;
import dev.gatehouse.client.jose.ProofKey;
import dev.gatehouse.client.store.CredentialStore;
import dev.gatehouse.client.store.CredentialStore.Changed;
import dev.gatehouse.client.store.Credentials;
import dev.gatehouse.client.store.StoredTokens;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The client's side of MCP 2025-11-25 authorization for one MCP server. */
public final class Authorizer implements Access {

    private static final Duration REFRESH_BEFORE_END = Duration.ofSeconds(30);

    private final URI server;
    private final Http http;
    private final CredentialStore store;
    private final SignInSettings settings;
    private final InstantSource clock;
    private final AuthorizationServerDiscovery servers;
    private final Refresh refresh;
    private final DpopProofs proofs;
    private final Grant grant;
    private boolean signedIn;

    public Authorizer(
            URI server,
            Http http,
            CredentialStore store,
            Browser browser,
            SignInSettings settings,
            InstantSource clock) {
        this.server = server;
        this.http = http;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.servers = new AuthorizationServerDiscovery(http);
        this.proofs = new DpopProofs(clock);
        TokenEndpoint tokenEndpoint = new TokenEndpoint(http, settings.client().key(), proofs, clock);
        this.refresh = new Refresh(store, tokenEndpoint, http.log(), clock);
        ClientRegistration clients = new ClientRegistration(http, store, settings, clock);
        this.grant = settings.grant() instanceof GrantChoice.AuthorizationCode
                ? new AuthorizationCodeGrant(clients, tokenEndpoint, browser, settings, http.log())
                : new DirectGrant(http, clients, tokenEndpoint, settings.grant());
    }

    @Override
    public Optional<Token> current() {
        Optional<StoredTokens> held =
                store.read().tokensForServer(server.toString()).filter(this::suits);
        held.ifPresent(this::maskAll);
        if (held.isPresent()
                && held.get().refreshToken() != null
                && held.get().endsWithin(REFRESH_BEFORE_END, clock.instant())) {
            AuthorizationServer issuer = issuerOf(held.get());
            return refresh.refresh(issuer, held.get()).map(this::token);
        }
        return held.filter(tokens -> !tokens.endsWithin(Duration.ZERO, clock.instant()))
                .map(this::token);
    }

    @Override
    public Token renew(HttpAnswer unauthorized, Optional<Token> rejected, boolean again) {
        Optional<Challenge> challenge = Challenge.forToken(unauthorized);
        ProtectedResource resource = resource(challenge);
        AuthorizationServer issuer = authorizationServer(resource);
        Optional<StoredTokens> held = held(resource)
                .filter(tokens -> tokens.issuer().equals(issuer.issuer()))
                .filter(this::suits);
        boolean othersAreNewer = !again
                && held.isPresent()
                && !held.get().endsWithin(Duration.ZERO, clock.instant())
                && !rejected.map(Token::value).equals(Optional.of(held.get().accessToken()));
        if (othersAreNewer) {
            return token(addServer(held.get()));
        }
        Optional<StoredTokens> fresh = held.filter(tokens -> !again && tokens.refreshToken() != null)
                .flatMap(tokens -> refresh.refresh(issuer, tokens));
        if (fresh.isPresent()) {
            return token(fresh.get());
        }
        if (!settings.scopes().isEmpty()) {
            return signIn(issuer, resource, settings.scopes(), challenge);
        }
        Set<String> before = held.map(StoredTokens::scopes).orElse(Set.of());
        return signIn(issuer, resource, Scopes.union(before, scopes(challenge, resource)), challenge);
    }

    @Override
    public Token stepUp(HttpAnswer forbidden) {
        Optional<Challenge> challenge = Challenge.forToken(forbidden);
        Set<String> asked = challenge
                .flatMap(found -> found.parameter("scope"))
                .map(Scopes::of)
                .orElse(Set.of());
        ProtectedResource resource = resource(challenge);
        AuthorizationServer issuer = authorizationServer(resource);
        Set<String> before = held(resource).map(StoredTokens::scopes).orElse(Set.of());
        http.log().say("The server asks for more: " + Printable.phrase(Scopes.text(asked)) + ".");
        return signIn(issuer, resource, Scopes.union(before, asked), challenge);
    }

    @Override
    public HttpCall authorized(HttpCall call, Token token) {
        return token.proofKey()
                .map(key -> proofs.prove(
                        call.header("Authorization", "DPoP " + token.value()), key, Optional.of(token.value())))
                .orElseGet(() -> call.header("Authorization", "Bearer " + token.value()));
    }

    @Override
    public boolean asksAgain(HttpAnswer answer) {
        return proofs.asksAgain(answer);
    }

    private Token token(StoredTokens tokens) {
        return new Token(
                tokens.accessToken(), false, store.read().proofKeyOf(tokens).map(ProofKey::of));
    }

    private Token signIn(
            AuthorizationServer issuer, ProtectedResource resource, Set<String> scopes, Optional<Challenge> challenge) {
        boolean bound = settings.dpop()
                || resource.dpopRequired()
                || challenge.map(found -> found.scheme().equals("dpop")).orElse(false);
        Optional<ProofKey> proofKey = bound ? Optional.of(proofKey(issuer)) : Optional.empty();
        Grant.Outcome outcome = grant.request(new TokenRequest(issuer, resource, scopes, proofKey));
        signedIn = true;
        TokenResult.Issued issued = outcome.issued();
        StoredTokens tokens = new StoredTokens(
                key(resource),
                !resource.resource().isEmpty(),
                withThisServer(held(resource).map(StoredTokens::servers).orElse(Set.of())),
                issuer.issuer(),
                outcome.client().clientId(),
                issued.accessToken(),
                issued.refreshToken(),
                issued.scopes().orElse(scopes),
                issued.expiresAt(),
                bound);
        store.change(credentials -> saved(credentials, tokens, proofKey));
        return new Token(issued.accessToken(), true, proofKey);
    }

    /** The key is saved with the tokens: a client that was registered afresh meanwhile took the older one with it. */
    private static Credentials saved(Credentials credentials, StoredTokens tokens, Optional<ProofKey> proofKey) {
        return proofKey.map(key -> credentials.withProofKey(tokens.issuer(), key.toJwk()))
                .orElse(credentials)
                .withTokens(tokens);
    }

    private ProofKey proofKey(AuthorizationServer issuer) {
        if (!issuer.dpopAlgorithms().contains(ProofKey.ALGORITHM)) {
            throw new Failure(
                    Step.DISCOVERY,
                    "the authorization server " + issuer.issuer() + " does not say that it binds tokens by DPoP with "
                            + ProofKey.ALGORITHM + " (dpop_signing_alg_values_supported).");
        }
        // Settled in the store at once, so that two processes do not bind tokens of one issuer to different keys.
        return ProofKey.of(store.update(credentials -> {
            String known = credentials.proofKeys().get(issuer.issuer());
            String jwk = known == null ? ProofKey.generate().toJwk() : known;
            return new Changed<>(credentials.withProofKey(issuer.issuer(), jwk), jwk);
        }));
    }

    /** Whether these tokens are what the command asks for; after a sign-in they are what there is. */
    private boolean suits(StoredTokens tokens) {
        String wanted = settings.client().id();
        boolean sameClient =
                (wanted == null || wanted.equals(tokens.clientId())) && (tokens.isBound() || !settings.dpop());
        return signedIn
                || (sameClient && !settings.client().isNew() && tokens.scopes().containsAll(settings.scopes()));
    }

    /** The scope selection strategy of MCP: the challenge, else the resource's metadata, else nothing. */
    private static Set<String> scopes(Optional<Challenge> challenge, ProtectedResource resource) {
        return challenge
                .flatMap(found -> found.parameter("scope"))
                .map(Scopes::of)
                .orElseGet(() -> Scopes.of(String.join(" ", resource.scopesSupported())));
    }

    private ProtectedResource resource(Optional<Challenge> challenge) {
        Optional<String> metadataUrl = challenge.flatMap(found -> found.parameter("resource_metadata"));
        return new ResourceDiscovery(http).find(server, metadataUrl).orElseGet(() -> {
            if (settings.backcompat()) {
                return new ProtectedResource("", List.of(WebUrl.origin(server)), List.of(), false);
            }
            throw new Failure(
                    Step.DISCOVERY,
                    server + " wants a token but does not say where to get one: its challenge names no metadata and "
                            + ResourceDiscovery.places(server)
                            + " has none. For a server of MCP 2025-03-26 try --backcompat.");
        });
    }

    private AuthorizationServer authorizationServer(ProtectedResource resource) {
        List<String> named = resource.authorizationServers();
        String wanted = settings.issuer() == null ? named.getFirst() : settings.issuer();
        if (!named.contains(wanted)) {
            throw new Failure(
                    Step.DISCOVERY,
                    server + " does not name " + wanted + " as its authorization server, but "
                            + Printable.phrase(String.join(", ", named)) + ".");
        }
        return issuer(wanted, resource.resource().isEmpty());
    }

    private AuthorizationServer issuerOf(StoredTokens tokens) {
        return issuer(tokens.issuer(), !tokens.resourcePublished());
    }

    private AuthorizationServer issuer(String issuer, boolean mayBeSilent) {
        return mayBeSilent
                ? servers.find(issuer).orElseGet(() -> AuthorizationServerDiscovery.assumed(issuer))
                : servers.get(issuer);
    }

    private Optional<StoredTokens> held(ProtectedResource resource) {
        Optional<StoredTokens> held = store.read().tokensForResource(key(resource));
        held.ifPresent(this::maskAll);
        return held;
    }

    /** A server that publishes no resource is kept under its own URL. */
    private String key(ProtectedResource resource) {
        return resource.resource().isEmpty() ? server.toString() : resource.resource();
    }

    private StoredTokens addServer(StoredTokens tokens) {
        StoredTokens more = new StoredTokens(
                tokens.resource(),
                tokens.resourcePublished(),
                withThisServer(tokens.servers()),
                tokens.issuer(),
                tokens.clientId(),
                tokens.accessToken(),
                tokens.refreshToken(),
                tokens.scopes(),
                tokens.expiresAt(),
                tokens.bound());
        store.change(credentials -> credentials.withTokens(more));
        return more;
    }

    private Set<String> withThisServer(Set<String> servers) {
        Set<String> more = new TreeSet<>(servers);
        more.add(server.toString());
        return more;
    }

    private void maskAll(StoredTokens tokens) {
        http.log().mask().remember(tokens.accessToken());
        if (tokens.refreshToken() != null) {
            http.log().mask().remember(tokens.refreshToken());
        }
    }
}
