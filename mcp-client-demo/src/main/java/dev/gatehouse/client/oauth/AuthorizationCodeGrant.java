package dev.gatehouse.client.oauth;

import dev.gatehouse.client.browser.Browser;
import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WireLog;
import dev.gatehouse.client.store.StoredClient;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signs a person in: the authorization code grant with PKCE, {@code state}, {@code iss} and {@code resource}. */
final class AuthorizationCodeGrant implements Grant {

    private final ClientRegistration clients;
    private final TokenEndpoint tokenEndpoint;
    private final Browser browser;
    private final SignInSettings settings;
    private final WireLog log;

    AuthorizationCodeGrant(
            ClientRegistration clients,
            TokenEndpoint tokenEndpoint,
            Browser browser,
            SignInSettings settings,
            WireLog log) {
        this.clients = clients;
        this.tokenEndpoint = tokenEndpoint;
        this.browser = browser;
        this.settings = settings;
        this.log = log;
    }

    @Override
    public Outcome request(TokenRequest request) {
        AuthorizationServer server = request.server();
        server.endpointForCodes();
        Attempt first = attempt(request);
        if (first.outcome() != null) {
            return first.outcome();
        }
        if (!first.client().registered()) {
            throw refused(server, first);
        }
        log.say(server.issuer() + " does not know this client any more (" + first.refusal()
                + "), so it is forgotten and registered again.");
        clients.forget(server);
        Attempt second = attempt(request);
        if (second.outcome() == null) {
            throw refused(server, second);
        }
        return second.outcome();
    }

    /** Without an outcome the server refused the client, and another registration may help. */
    private record Attempt(StoredClient client, @Nullable Outcome outcome, String refusal) {}

    private static Failure refused(AuthorizationServer server, Attempt attempt) {
        return new Failure(
                Step.TOKEN,
                server.issuer() + " does not accept the client "
                        + attempt.client().clientId() + ": " + attempt.refusal() + ".");
    }

    private Attempt attempt(TokenRequest request) {
        AuthorizationServer server = request.server();
        Optional<StoredClient> known = clients.find(server);
        try (RedirectListener listener = listener(known)) {
            StoredClient client = known.orElseGet(() -> clients.register(server, listener.redirectUri()));
            String verifier = log.mask().remember(RandomText.next());
            AuthorizationResponse response = authorize(request, client, listener, RandomText.challenge(verifier));
            return switch (response) {
                case AuthorizationResponse.Code code ->
                    redeem(request, client, parameters(code.code(), listener.redirectUri(), verifier));
                case AuthorizationResponse.Refused refusal -> turnedAway(server, client, refusal);
            };
        }
    }

    private RedirectListener listener(Optional<StoredClient> known) {
        if (settings.callbackPort() != 0) {
            return RedirectListener.openAt(settings.callbackPort());
        }
        // Servers must take any loopback port, but some compare exactly: the registered port is the better one.
        return RedirectListener.open(known.map(StoredClient::redirectUri)
                .map(uri -> URI.create(uri).getPort())
                .orElse(0));
    }

    private AuthorizationResponse authorize(
            TokenRequest request, StoredClient client, RedirectListener listener, String challenge) {
        String state = log.mask().remember(RandomText.next());
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", client.clientId());
        parameters.put("redirect_uri", listener.redirectUri());
        parameters.put("state", state);
        parameters.put("code_challenge", challenge);
        parameters.put("code_challenge_method", "S256");
        if (!request.scopes().isEmpty()) {
            parameters.put("scope", Scopes.text(request.scopes()));
        }
        if (!request.resource().resource().isEmpty()) {
            parameters.put("resource", request.resource().resource());
        }
        request.proofKey().ifPresent(key -> parameters.put("dpop_jkt", key.thumbprint()));
        URI endpoint = request.server().endpointForCodes();
        String separator = endpoint.getRawQuery() == null ? "?" : "&";
        browser.open(URI.create(endpoint + separator + HttpCall.encode(parameters)), listener::giveUp);
        String rawQuery = listener.await(settings.patience());
        return AuthorizationResponse.of(rawQuery, state, request.server());
    }

    private Map<String, String> parameters(String code, String redirectUri, String verifier) {
        log.mask().remember(code);
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", "authorization_code");
        parameters.put("code", code);
        parameters.put("redirect_uri", redirectUri);
        parameters.put("code_verifier", verifier);
        return parameters;
    }

    private Attempt redeem(TokenRequest request, StoredClient client, Map<String, String> parameters) {
        AuthorizationServer server = request.server();
        if (!request.resource().resource().isEmpty()) {
            parameters.put("resource", request.resource().resource());
        }
        TokenResult result = tokenEndpoint.request(Step.TOKEN, server, client, parameters, request.proofKey());
        return switch (result) {
            case TokenResult.Issued issued -> new Attempt(client, new Outcome(client, issued), "");
            case TokenResult.Refused refused
            when refused.concernsClient() -> new Attempt(client, null, refused.sentence());
            case TokenResult.Refused refused ->
                throw new Failure(Step.TOKEN, server.issuer() + " refuses the code: " + refused.sentence() + ".");
        };
    }

    private static Attempt turnedAway(
            AuthorizationServer server, StoredClient client, AuthorizationResponse.Refused refusal) {
        TokenResult.Refused asTokenError = new TokenResult.Refused(refusal.error(), refusal.description());
        if (asTokenError.concernsClient()) {
            return new Attempt(client, null, asTokenError.sentence());
        }
        if (refusal.error().equals("access_denied")) {
            throw new Failure(
                    Step.CONSENT,
                    "access was denied at " + server.issuer()
                            + (refusal.description().isEmpty() ? "." : " (" + refusal.description() + ")."));
        }
        throw new Failure(Step.SIGN_IN, server.issuer() + " answers " + asTokenError.sentence() + ".");
    }
}
