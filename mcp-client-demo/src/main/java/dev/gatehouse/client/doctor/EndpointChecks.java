package dev.gatehouse.client.doctor;

import dev.gatehouse.client.http.HttpCall;
import dev.gatehouse.client.http.Json;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** About the authorization server's endpoints. The probes name a client that does not exist. */
final class EndpointChecks {

    private static final String STRANGER = "gatehouse-doctor-no-such-client";
    private static final String ELSEWHERE = Evidence.ORIGIN + "/callback";
    private static final List<String> PRIVATE_MEMBERS = List.of("d", "p", "q", "dp", "dq", "qi", "k");

    private EndpointChecks() {}

    static Verdict noOpenRedirect(Evidence evidence) {
        Optional<URI> endpoint = evidence.endpoint("authorization_endpoint");
        if (endpoint.isEmpty()) {
            return Verdict.notApplicable("there is no authorization_endpoint");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", STRANGER);
        parameters.put("redirect_uri", ELSEWHERE);
        parameters.put("state", "doctor");
        String separator = endpoint.get().getRawQuery() == null ? "?" : "&";
        Reply reply = evidence.get(URI.create(endpoint.get() + separator + HttpCall.encode(parameters)));
        String location = reply.header("location").orElse("");
        return Verdict.of(
                !location.startsWith(ELSEWHERE),
                "it sends the browser to " + ELSEWHERE + " although nobody registered that address");
    }

    static Verdict tokenErrors(Evidence evidence) {
        Optional<URI> endpoint = evidence.endpoint("token_endpoint");
        if (endpoint.isEmpty()) {
            return Verdict.notApplicable("there is no token_endpoint");
        }
        Reply reply = wrongCode(evidence, endpoint.get());
        boolean named = reply.answer()
                .flatMap(answer -> Json.findObject(answer.body()))
                .flatMap(body -> Json.string(body, "error"))
                .isPresent();
        return Verdict.of(
                named && (reply.status() == 400 || reply.status() == 401),
                reply.words() + (named ? "" : " without a JSON object that names the error"));
    }

    static Verdict tokensNotCached(Evidence evidence) {
        Optional<URI> endpoint = evidence.endpoint("token_endpoint");
        if (endpoint.isEmpty()) {
            return Verdict.notApplicable("there is no token_endpoint");
        }
        String caching =
                wrongCode(evidence, endpoint.get()).header("cache-control").orElse("missing");
        return Verdict.of(caching.contains("no-store"), "Cache-Control is " + caching);
    }

    private static Reply wrongCode(Evidence evidence, URI endpoint) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", "doctor-has-no-code");
        form.put("client_id", STRANGER);
        form.put("redirect_uri", "http://127.0.0.1/callback");
        form.put("code_verifier", "doctor-doctor-doctor-doctor-doctor-doctor-doctor");
        return evidence.post(endpoint, form);
    }

    static Verdict tokensForPages(Evidence evidence) {
        return evidence.endpoint("token_endpoint")
                .map(endpoint -> Cors.postable(evidence.preflight(endpoint, "content-type"), "content-type"))
                .orElseGet(() -> Verdict.notApplicable("there is no token_endpoint"));
    }

    static Verdict keys(Evidence evidence) {
        return withKeys(evidence, keys -> {
            for (JsonNode key : keys) {
                if (PRIVATE_MEMBERS.stream().anyMatch(key::has)) {
                    return Verdict.fail(
                            "the key \"" + key.path("kid").asString("") + "\" is published with its private part");
                }
            }
            return Verdict.of(!keys.isEmpty(), "jwks_uri gives no keys");
        });
    }

    static Verdict keyIds(Evidence evidence) {
        return withKeys(evidence, keys -> {
            Set<String> ids = new HashSet<>();
            for (JsonNode key : keys) {
                String id = key.path("kid").asString("");
                if (id.isEmpty() || !ids.add(id)) {
                    return Verdict.fail("a key has no kid, or one that another key has: \"" + id + "\"");
                }
            }
            return Verdict.pass();
        });
    }

    private static Verdict withKeys(Evidence evidence, Function<JsonNode, Verdict> examination) {
        Optional<URI> place = evidence.endpoint("jwks_uri");
        if (place.isEmpty()) {
            return Verdict.notApplicable("there is no jwks_uri, so its tokens are opaque");
        }
        JsonNode document = evidence.get(place.get()).document().orElseGet(Json.MAPPER::createObjectNode);
        return examination.apply(document.path("keys"));
    }
}
