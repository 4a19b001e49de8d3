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
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Finds an MCP server's protected resource metadata in the order of MCP 2025-11-25 and checks it (RFC 9728 section 3.3). */
public final class ResourceDiscovery {

    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private final Http http;

    ResourceDiscovery(Http http) {
        this.http = http;
    }

    /**
     * @param fromChallenge the URL of the challenge's {@code resource_metadata}; when it is there nothing else is tried
     * @return empty if there is no metadata at the well-known places
     */
    Optional<ProtectedResource> find(URI server, Optional<String> fromChallenge) {
        if (fromChallenge.isPresent()) {
            URI url = WebUrl.require(Step.DISCOVERY, "resource_metadata of the challenge", fromChallenge.get());
            HttpAnswer answer = http.send(HttpCall.get(Step.DISCOVERY, url));
            return Optional.of(document(answer)
                    .map(document -> checked(document, url, server))
                    .orElseThrow(() -> new Failure(
                            Step.DISCOVERY,
                            "the MCP server names " + url + " as its metadata, but that answers " + answer.status()
                                    + " and no JSON object.")));
        }
        for (URI place : places(server)) {
            Optional<ObjectNode> document = document(http.send(HttpCall.get(Step.DISCOVERY, place)));
            if (document.isPresent()) {
                return Optional.of(checked(document.get(), place, server));
            }
        }
        return Optional.empty();
    }

    /** The path-inserted place, then the root (RFC 9728 section 3.1). */
    public static List<URI> places(URI server) {
        List<URI> places = new ArrayList<>();
        String path = server.getRawPath();
        if (path != null && !path.isEmpty() && !path.equals("/")) {
            String query = server.getRawQuery() == null ? "" : "?" + server.getRawQuery();
            places.add(URI.create(WebUrl.origin(server) + WELL_KNOWN + path + query));
        }
        places.add(URI.create(WebUrl.origin(server) + WELL_KNOWN));
        return places;
    }

    private static Optional<ObjectNode> document(HttpAnswer answer) {
        return answer.status() == 200 ? Json.findObject(answer.body()) : Optional.empty();
    }

    private static ProtectedResource checked(ObjectNode document, URI place, URI server) {
        String resource = Json.string(document, "resource")
                .orElseThrow(() -> new Failure(Step.DISCOVERY, "the metadata at " + place + " names no resource."));
        if (!covers(resource, server)) {
            throw new Failure(
                    Step.DISCOVERY,
                    "the metadata at " + place + " is about the resource " + Printable.phrase(resource)
                            + ", which does not cover " + server + ". No token is asked for another server.");
        }
        List<String> servers = Json.strings(document, "authorization_servers");
        if (servers.isEmpty()) {
            throw new Failure(Step.DISCOVERY, "the metadata at " + place + " names no authorization server.");
        }
        return new ProtectedResource(
                resource,
                servers,
                Json.strings(document, "scopes_supported"),
                document.path("dpop_bound_access_tokens_required").asBoolean(false));
    }

    /** Whether the resource is the server's URL, or its origin and a path above it. */
    public static boolean covers(String resource, URI server) {
        URI uri;
        try {
            uri = new URI(resource);
        } catch (URISyntaxException notAUri) {
            return false;
        }
        if (uri.getScheme() == null || uri.getHost() == null || uri.getRawFragment() != null) {
            return false;
        }
        boolean sameQuery = uri.getRawQuery() == null || uri.getRawQuery().equals(server.getRawQuery());
        return sameQuery
                && uri.getRawUserInfo() == null
                && WebUrl.origin(uri).equals(WebUrl.origin(server))
                && folder(server).startsWith(folder(uri));
    }

    private static String folder(URI uri) {
        String path = uri.normalize().getRawPath();
        return path == null || path.endsWith("/") ? path == null ? "/" : path : path + "/";
    }
}
