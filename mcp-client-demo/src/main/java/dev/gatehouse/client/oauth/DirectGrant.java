package dev.gatehouse.client.oauth;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.store.StoredClient;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * The grants that need no browser: client credentials, a JWT of somebody who vouches, and one got for an ID token. A
 * refusal is final: neither another try nor another grant follows.
 */
final class DirectGrant implements Grant {

    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";
    private static final String ID_JAG = "urn:ietf:params:oauth:token-type:id-jag";

    private final Http http;
    private final ClientRegistration clients;
    private final TokenEndpoint tokenEndpoint;
    private final GrantChoice choice;

    DirectGrant(Http http, ClientRegistration clients, TokenEndpoint tokenEndpoint, GrantChoice choice) {
        this.http = http;
        this.clients = clients;
        this.tokenEndpoint = tokenEndpoint;
        this.choice = choice;
    }

    @Override
    public Outcome request(TokenRequest request) {
        AuthorizationServer server = request.server();
        StoredClient client = clients.find(server)
                .orElseThrow(() -> new Failure(
                        Step.USAGE,
                        "without a person only a client that an administrator set up gets a token: pass --client-id, and"
                                + " --client-secret-env or --client-key."));
        Map<String, String> parameters = parameters(request);
        if (!request.scopes().isEmpty()) {
            parameters.put("scope", Scopes.text(request.scopes()));
        }
        if (!request.resource().resource().isEmpty()) {
            parameters.put("resource", request.resource().resource());
        }
        TokenResult result = tokenEndpoint.request(Step.TOKEN, server, client, parameters, request.proofKey());
        return switch (result) {
            case TokenResult.Issued issued -> new Outcome(client, issued);
            case TokenResult.Refused refused ->
                throw new Failure(
                        Step.TOKEN,
                        server.issuer() + " refuses the client " + client.clientId() + ": " + refused.sentence() + ".");
        };
    }

    private Map<String, String> parameters(TokenRequest request) {
        Map<String, String> parameters = new LinkedHashMap<>();
        switch (choice) {
            case GrantChoice.AuthorizationCode person -> throw new IllegalStateException("that grant is another class");
            case GrantChoice.ClientCredentials alone -> parameters.put("grant_type", "client_credentials");
            case GrantChoice.JwtBearer given -> {
                parameters.put("grant_type", JWT_BEARER);
                parameters.put("assertion", http.log().mask().remember(given.assertion()));
            }
            case GrantChoice.IdentityAssertion identity -> {
                parameters.put("grant_type", JWT_BEARER);
                parameters.put("assertion", http.log().mask().remember(exchanged(identity, request)));
            }
        }
        return parameters;
    }

    /** Asks the identity provider for an assertion about this resource and this authorization server (RFC 8693). */
    private String exchanged(GrantChoice.IdentityAssertion identity, TokenRequest request) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", TOKEN_EXCHANGE);
        parameters.put("requested_token_type", ID_JAG);
        parameters.put("subject_token", http.log().mask().remember(identity.idToken()));
        parameters.put("subject_token_type", ID_TOKEN);
        parameters.put("audience", request.server().issuer());
        parameters.put("resource", request.resource().resource());
        parameters.put("client_id", identity.clientId());
        if (!request.scopes().isEmpty()) {
            parameters.put("scope", Scopes.text(request.scopes()));
        }
        HttpAnswer answer = http.send(HttpCall.form(Step.TOKEN, identity.tokenEndpoint(), parameters));
        ObjectNode document = Json.findObject(answer.body()).orElseGet(Json.MAPPER::createObjectNode);
        boolean isIdJag = Json.string(document, "issued_token_type").orElse("").equals(ID_JAG);
        if (answer.status() != 200 || !isIdJag) {
            throw new Failure(
                    Step.TOKEN,
                    "the identity provider " + identity.tokenEndpoint() + " gives no assertion but answers "
                            + answer.status() + " "
                            + Printable.phrase(document.path("error").asString("") + " "
                                    + document.path("error_description").asString(""))
                            + ".");
        }
        return Json.string(document, "access_token")
                .orElseThrow(() -> new Failure(Step.TOKEN, "the identity provider's answer has no access_token."));
    }
}
