package dev.gatehouse.client.doctor;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Step;
import dev.gatehouse.client.http.WebUrl;
import dev.gatehouse.client.oauth.Challenge;
import dev.gatehouse.client.oauth.ResourceDiscovery;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** About the MCP server and its metadata (RFC 9728). */
final class ResourceChecks {

    private static final String NO_METADATA = "there is no metadata of the resource";

    private ResourceChecks() {}

    static Verdict tls(Evidence evidence) {
        for (Map.Entry<String, String> url : evidence.urls().entrySet()) {
            try {
                WebUrl.require(Step.DISCOVERY, url.getKey(), url.getValue());
            } catch (Failure unsafe) {
                return Verdict.fail(url.getKey() + " is " + url.getValue());
            }
        }
        return Verdict.pass();
    }

    static Verdict noRedirect(Evidence evidence) {
        Reply reply = evidence.withoutToken();
        return Verdict.of(!reply.isRedirect(), reply.words());
    }

    static Verdict unauthorized(Evidence evidence) {
        Reply reply = evidence.withoutToken();
        return Verdict.of(reply.status() == 401, reply.words());
    }

    static Verdict challenge(Evidence evidence) {
        return Verdict.of(evidence.challenge().isPresent(), "WWW-Authenticate has no Bearer or DPoP challenge");
    }

    static Verdict namesMetadata(Evidence evidence) {
        return Verdict.of(
                evidence.challenge()
                        .flatMap(challenge -> challenge.parameter("resource_metadata"))
                        .isPresent(),
                "the challenge has no resource_metadata");
    }

    static Verdict scopesInChallenge(Evidence evidence) {
        return Verdict.of(
                evidence.challenge().flatMap(found -> found.parameter("scope")).isPresent(),
                "the challenge has no scope");
    }

    static Verdict refusesRubbish(Evidence evidence) {
        Reply reply = evidence.withRubbish();
        return Verdict.of(reply.status() == 401, reply.words());
    }

    static Verdict saysInvalidToken(Evidence evidence) {
        Optional<String> error = evidence.withRubbish()
                .answer()
                .flatMap(Challenge::forToken)
                .flatMap(challenge -> challenge.parameter("error"));
        return Verdict.of(error.equals(Optional.of("invalid_token")), "the error is " + error.orElse("missing"));
    }

    static Verdict metadata(Evidence evidence) {
        return Verdict.of(
                evidence.resourceDocument().isPresent(),
                "none of " + evidence.resourceReplies().keySet() + " answers 200 with a JSON object");
    }

    static Verdict wellKnown(Evidence evidence) {
        URI place = ResourceDiscovery.places(evidence.server()).getFirst();
        Reply reply = evidence.get(place);
        return Verdict.of(reply.document().isPresent(), place + ": " + reply.words());
    }

    static Verdict identifier(Evidence evidence) {
        return evidence.resourceDocument()
                .map(document -> Json.string(document, "resource").orElse(""))
                .map(resource -> Verdict.of(
                        ResourceDiscovery.covers(resource, evidence.server()),
                        "the metadata is about \"" + resource + "\""))
                .orElseGet(() -> Verdict.notApplicable(NO_METADATA));
    }

    static Verdict namesServers(Evidence evidence) {
        return evidence.resourceDocument()
                .map(document -> Json.strings(document, "authorization_servers"))
                .map(servers -> Verdict.of(!servers.isEmpty(), "authorization_servers is missing or empty"))
                .orElseGet(() -> Verdict.notApplicable(NO_METADATA));
    }

    static Verdict namesScopes(Evidence evidence) {
        return evidence.resourceDocument()
                .map(document -> Json.strings(document, "scopes_supported"))
                .map(scopes -> Verdict.of(!scopes.isEmpty(), "scopes_supported is missing or empty"))
                .orElseGet(() -> Verdict.notApplicable(NO_METADATA));
    }

    static Verdict noTokensInUrls(Evidence evidence) {
        return evidence.resourceDocument()
                .map(document -> Json.strings(document, "bearer_methods_supported"))
                .map(methods -> Verdict.of(!methods.contains("query"), "bearer_methods_supported has query"))
                .orElseGet(() -> Verdict.notApplicable(NO_METADATA));
    }

    static Verdict metadataForPages(Evidence evidence) {
        List<Reply> documents = evidence.resourceReplies().values().stream()
                .filter(reply -> reply.document().isPresent())
                .toList();
        return documents.isEmpty() ? Verdict.notApplicable(NO_METADATA) : Cors.readable(documents);
    }

    /** A server that checks Origin, as MCP wants it to, may refuse strange pages; it must not half let them in. */
    static Verdict callsFromPages(Evidence evidence) {
        Reply preflight = evidence.preflight(evidence.server(), "authorization,content-type,mcp-protocol-version");
        if (preflight.status() == 403) {
            return Verdict.notApplicable("the server lets no page of a strange origin call it");
        }
        return Cors.postable(preflight, "authorization");
    }
}
