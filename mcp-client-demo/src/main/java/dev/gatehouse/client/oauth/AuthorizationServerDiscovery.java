package dev.gatehouse.client.oauth;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Http;
import dev.gatehouse.client.http.HttpAnswer;
import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WebUrl;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Finds and validates an authorization server's metadata in the order of MCP 2025-11-25 (RFC 8414, OIDC Discovery). */
public final class AuthorizationServerDiscovery {

    private static final String OAUTH = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";

    private final Http http;

    AuthorizationServerDiscovery(Http http) {
        this.http = http;
    }

    /** @throws Failure if there is none, or it is about another issuer */
    AuthorizationServer get(String issuer) {
        return find(issuer)
                .orElseThrow(() -> new Failure(
                        Step.DISCOVERY,
                        "the authorization server " + Printable.phrase(issuer)
                                + " publishes no metadata, neither by RFC 8414 nor by OpenID Connect."));
    }

    Optional<AuthorizationServer> find(String issuer) {
        URI uri = WebUrl.require(Step.DISCOVERY, "the authorization server's issuer", issuer);
        for (URI place : places(uri)) {
            HttpAnswer answer = http.send(HttpCall.get(Step.DISCOVERY, place));
            Optional<ObjectNode> document = answer.status() == 200 ? Json.findObject(answer.body()) : Optional.empty();
            if (document.isPresent()) {
                return Optional.of(validated(document.get(), issuer, place));
            }
        }
        return Optional.empty();
    }

    /** What MCP 2025-03-26 assumed of a server that publishes nothing: three endpoints at its origin. */
    static AuthorizationServer assumed(String origin) {
        return new AuthorizationServer(
                origin,
                URI.create(origin + "/authorize"),
                URI.create(origin + "/token"),
                URI.create(origin + "/register"),
                null,
                List.of("none", "client_secret_basic", "client_secret_post"),
                false,
                false,
                true,
                List.of(),
                List.of());
    }

    /** Where clients look for its metadata, in their order. */
    public static List<URI> places(URI issuer) {
        String origin = WebUrl.origin(issuer);
        String path = issuer.getRawPath() == null ? "" : issuer.getRawPath().replaceAll("/+$", "");
        return path.isEmpty()
                ? List.of(URI.create(origin + OAUTH), URI.create(origin + OPENID))
                : List.of(
                        URI.create(origin + OAUTH + path),
                        URI.create(origin + OPENID + path),
                        URI.create(origin + path + OPENID));
    }

    private static AuthorizationServer validated(ObjectNode document, String issuer, URI place) {
        String published = Json.string(document, "issuer").orElse("");
        if (!published.equals(issuer)) {
            throw new Failure(
                    Step.DISCOVERY,
                    "the metadata at " + place + " is about the issuer \"" + Printable.phrase(published) + "\", but \""
                            + issuer + "\" was asked for. They must be the same string.");
        }
        List<String> methods = Json.strings(document, "token_endpoint_auth_methods_supported");
        return new AuthorizationServer(
                issuer,
                optional(document, "authorization_endpoint"),
                required(document, "token_endpoint", place),
                optional(document, "registration_endpoint"),
                optional(document, "revocation_endpoint"),
                methods.isEmpty() ? List.of("client_secret_basic") : methods,
                document.path("authorization_response_iss_parameter_supported").asBoolean(false),
                document.path("client_id_metadata_document_supported").asBoolean(false),
                Json.strings(document, "code_challenge_methods_supported").contains("S256"),
                Json.strings(document, "token_endpoint_auth_signing_alg_values_supported"),
                Json.strings(document, "dpop_signing_alg_values_supported"));
    }

    private static URI required(ObjectNode document, String name, URI place) {
        URI endpoint = optional(document, name);
        if (endpoint == null) {
            throw new Failure(Step.DISCOVERY, "the metadata at " + place + " has no " + name + ".");
        }
        return endpoint;
    }

    private static @Nullable URI optional(ObjectNode document, String name) {
        return Json.string(document, name)
                .map(url -> WebUrl.require(Step.DISCOVERY, name, url))
                .orElse(null);
    }
}
