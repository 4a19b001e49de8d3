package dev.gatehouse.client.oauth;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.jose.ProofKey;
import dev.gatehouse.client.jose.SigningKey;
import dev.gatehouse.client.store.StoredClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Posts to token and revocation endpoints as a client, and reads what a token endpoint answers (RFC 6749 section 5). */
final class TokenEndpoint {

    /** RFC 6749 appendix A.12. */
    private static final Pattern VISIBLE = Pattern.compile("[\\x20-\\x7E]+");

    private static final String DPOP = "DPoP";

    private final Http http;
    private final @Nullable SigningKey clientKey;
    private final DpopProofs proofs;
    private final InstantSource clock;

    /** @param clientKey with which the client authenticates where that is its method */
    TokenEndpoint(Http http, @Nullable SigningKey clientKey, DpopProofs proofs, InstantSource clock) {
        this.http = http;
        this.clientKey = clientKey;
        this.proofs = proofs;
        this.clock = clock;
    }

    /** @param proofKey to which the tokens are to be bound; a bearer token is refused then */
    TokenResult request(
            Step step,
            AuthorizationServer server,
            StoredClient client,
            Map<String, String> parameters,
            Optional<ProofKey> proofKey) {
        HttpAnswer answer = post(step, server, server.tokenEndpoint(), client, parameters, proofKey);
        if (proofKey.isPresent() && proofs.asksAgain(answer)) {
            answer = post(step, server, server.tokenEndpoint(), client, parameters, proofKey);
        }
        Optional<ObjectNode> document = Json.findObject(answer.body());
        if (answer.status() == 200 && document.isPresent()) {
            return issued(step, document.get(), proofKey.isPresent() ? DPOP : "Bearer");
        }
        Optional<String> error = document.flatMap(found -> Json.string(found, "error"));
        if (error.isPresent()) {
            return new TokenResult.Refused(
                    Printable.phrase(error.get()),
                    Printable.phrase(document.flatMap(found -> Json.string(found, "error_description"))
                            .orElse("")));
        }
        throw new Failure(step, "the token endpoint answers " + answer.status() + " without an OAuth error.");
    }

    /** One post with the client's authentication: in the header, or in the body (RFC 6749 section 2.3.1). */
    HttpAnswer post(
            Step step,
            AuthorizationServer server,
            URI endpoint,
            StoredClient client,
            Map<String, String> parameters,
            Optional<ProofKey> proofKey) {
        HttpCall call = authenticated(step, server, endpoint, client, parameters);
        return http.send(
                proofKey.map(key -> proofs.prove(call, key, Optional.empty())).orElse(call));
    }

    private HttpCall authenticated(
            Step step, AuthorizationServer server, URI endpoint, StoredClient client, Map<String, String> parameters) {
        Map<String, String> form = new LinkedHashMap<>(parameters);
        String secret = client.clientSecret();
        if (secret != null && client.authMethod().equals("client_secret_basic")) {
            String pair = HttpCall.encode(client.clientId()) + ":" + HttpCall.encode(secret);
            String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            return HttpCall.form(step, endpoint, form).header("Authorization", "Basic " + basic);
        }
        form.put("client_id", client.clientId());
        if (secret != null && client.authMethod().equals("client_secret_post")) {
            form.put("client_secret", secret);
        }
        if (client.authMethod().equals(ClientAssertion.METHOD)) {
            form.put("client_assertion_type", ClientAssertion.TYPE);
            form.put(
                    "client_assertion",
                    ClientAssertion.of(key(step, client), client.clientId(), server, clock.instant()));
        }
        return HttpCall.form(step, endpoint, form);
    }

    private SigningKey key(Step step, StoredClient client) {
        if (clientKey == null) {
            throw new Failure(
                    step,
                    "the client " + client.clientId()
                            + " authenticates with a key, which is not stored: pass it with --client-key.");
        }
        return clientKey;
    }

    private TokenResult.Issued issued(Step step, ObjectNode document, String expectedType) {
        String accessToken = Json.string(document, "access_token")
                .orElseThrow(() -> new Failure(step, "the token endpoint's answer has no access_token."));
        if (!VISIBLE.matcher(accessToken).matches()) {
            throw new Failure(step, "the access token has characters that no header may carry.");
        }
        String type = Json.string(document, "token_type").orElse("");
        if (!type.equalsIgnoreCase(expectedType)) {
            throw new Failure(
                    step,
                    "the token is of the type \"" + Printable.phrase(type) + "\", and only " + expectedType
                            + " is understood here.");
        }
        http.log().mask().remember(accessToken);
        Optional<String> refreshToken = Json.string(document, "refresh_token");
        refreshToken.ifPresent(http.log().mask()::remember);
        return new TokenResult.Issued(
                accessToken,
                refreshToken.orElse(null),
                Json.string(document, "scope").map(Scopes::of),
                expiresAt(document.path("expires_in")));
    }

    private @Nullable Instant expiresAt(JsonNode expiresIn) {
        long seconds = expiresIn.asLong(-1);
        return seconds < 0 ? null : clock.instant().plusSeconds(Math.min(seconds, Integer.MAX_VALUE));
    }
}
