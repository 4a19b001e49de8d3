package dev.gatehouse.client.oauth;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.store.CredentialStore;
import dev.gatehouse.client.store.StoredClient;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds out who this program is at an authorization server, in the order of MCP 2025-11-25: the client that was given,
 * then a client metadata URL, then the one that is stored, then a new registration (RFC 7591).
 */
final class ClientRegistration {

    private static final List<String> METHODS = List.of("none", "client_secret_basic", "client_secret_post");

    private final Http http;
    private final CredentialStore store;
    private final SignInSettings settings;
    private final InstantSource clock;

    ClientRegistration(Http http, CredentialStore store, SignInSettings settings, InstantSource clock) {
        this.http = http;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    /** The client to use if no registration is needed. */
    Optional<StoredClient> find(AuthorizationServer server) {
        if (settings.client().id() != null) {
            return Optional.of(remember(
                    server,
                    given(server, settings.client().id(), settings.client().secret())));
        }
        if (settings.client().metadataUrl() != null && server.clientMetadataSupported()) {
            boolean withKey =
                    settings.client().key() != null && server.authMethods().contains(ClientAssertion.METHOD);
            String method = withKey ? ClientAssertion.METHOD : "none";
            StoredClient client = new StoredClient(settings.client().metadataUrl(), null, method, false, null, null);
            return Optional.of(remember(server, client));
        }
        return store.read()
                .client(server.issuer())
                .filter(client -> client.usableAt(clock.instant()))
                .filter(client -> !(settings.client().isNew() && client.registered()));
    }

    /** Registers this program with the redirect URI at which it listens, and stores the client. */
    StoredClient register(AuthorizationServer server, String redirectUri) {
        URI endpoint = server.registrationEndpoint();
        if (endpoint == null) {
            throw new Failure(
                    Step.REGISTRATION,
                    server.issuer() + " lets no client register itself. Ask its administrator for a client and pass it"
                            + " with --client-id (and --client-secret).");
        }
        String method = method(server);
        ObjectNode request = Json.MAPPER.createObjectNode();
        request.put("client_name", "Gatehouse CLI");
        request.putArray("redirect_uris").add(redirectUri);
        request.putArray("grant_types").add("authorization_code").add("refresh_token");
        request.putArray("response_types").add("code");
        request.put("token_endpoint_auth_method", method);
        request.put("application_type", "native");
        HttpAnswer answer = http.send(HttpCall.json(Step.REGISTRATION, endpoint, request.toString()));
        return remember(server, registered(server, answer, method, redirectUri));
    }

    /** A client that the server no longer knows is no use, nor are its tokens. */
    void forget(AuthorizationServer server) {
        store.change(credentials -> credentials.withoutClient(server.issuer()));
    }

    private StoredClient registered(AuthorizationServer server, HttpAnswer answer, String asked, String redirectUri) {
        Optional<ObjectNode> document = Json.findObject(answer.body());
        if (answer.status() != 201 && answer.status() != 200) {
            String error =
                    document.flatMap(found -> Json.string(found, "error")).orElse("no OAuth error");
            String description = document.flatMap(found -> Json.string(found, "error_description"))
                    .orElse("");
            throw new Failure(
                    Step.REGISTRATION,
                    server.issuer() + " answers " + answer.status() + " "
                            + Printable.phrase(error + " " + description));
        }
        ObjectNode client = document.orElseThrow(() ->
                new Failure(Step.REGISTRATION, server.issuer() + " answers with something that is no JSON object."));
        String id = Json.string(client, "client_id")
                .orElseThrow(() -> new Failure(Step.REGISTRATION, server.issuer() + " gives no client_id."));
        String secret = Json.string(client, "client_secret").orElse(null);
        String method = Json.string(client, "token_endpoint_auth_method").orElse(asked);
        return new StoredClient(id, secret, understood(server, method, secret), true, redirectUri, expiry(client));
    }

    private StoredClient given(AuthorizationServer server, String id, @Nullable String secret) {
        if (settings.client().key() != null) {
            return withKey(server, id);
        }
        if (secret == null) {
            return new StoredClient(id, null, "none", false, null, null);
        }
        String method =
                server.authMethods().contains("client_secret_basic") ? "client_secret_basic" : "client_secret_post";
        return new StoredClient(id, secret, method, false, null, null);
    }

    private static StoredClient withKey(AuthorizationServer server, String id) {
        if (!server.authMethods().contains(ClientAssertion.METHOD)) {
            throw new Failure(
                    Step.TOKEN,
                    server.issuer() + " wants clients to authenticate by one of " + server.authMethods()
                            + ", so the client's key is of no use there.");
        }
        return new StoredClient(id, null, ClientAssertion.METHOD, false, null, null);
    }

    private StoredClient remember(AuthorizationServer server, StoredClient client) {
        if (client.clientSecret() != null) {
            http.log().mask().remember(client.clientSecret());
        }
        store.change(credentials -> credentials.withClient(server.issuer(), client));
        return client;
    }

    private static String method(AuthorizationServer server) {
        return METHODS.stream()
                .filter(server.authMethods()::contains)
                .findFirst()
                .orElseThrow(() -> new Failure(
                        Step.REGISTRATION,
                        server.issuer() + " wants clients to authenticate by one of " + server.authMethods()
                                + ", and this program knows " + METHODS + "."));
    }

    private static String understood(AuthorizationServer server, String method, @Nullable String secret) {
        if (!METHODS.contains(method) || (secret == null && !method.equals("none"))) {
            throw new Failure(
                    Step.REGISTRATION,
                    server.issuer() + " registered the method " + Printable.phrase(method)
                            + (secret == null ? " without a secret." : ", which this program does not know."));
        }
        return method;
    }

    private static @Nullable Instant expiry(ObjectNode client) {
        long seconds = client.path("client_secret_expires_at").asLong(0);
        return seconds <= 0 ? null : Instant.ofEpochSecond(seconds);
    }
}
