package dev.gatehouse.client.doctor;

import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.oauth.TokenClaims;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** About the access token that is held, where a person has signed in before. */
final class TokenChecks {

    private TokenChecks() {}

    private static Verdict withClaims(Evidence evidence, BiFunction<ObjectNode, String, Verdict> examination) {
        if (evidence.tokens().isEmpty()) {
            return Verdict.notApplicable("you are not signed in; gatehouse connect does that");
        }
        var held = evidence.tokens().get();
        return TokenClaims.of(held.accessToken())
                .map(claims -> examination.apply(claims, held.resource()))
                .orElseGet(() -> Verdict.notApplicable("the access token is opaque"));
    }

    static Verdict audience(Evidence evidence) {
        return withClaims(evidence, (claims, resource) -> {
            List<String> audience = audience(claims);
            return Verdict.of(audience.contains(resource), "aud is " + audience + ", not " + resource);
        });
    }

    static Verdict audienceAlone(Evidence evidence) {
        return withClaims(evidence, (claims, resource) -> {
            List<String> audience = audience(claims);
            return Verdict.of(audience.size() <= 1, "aud is " + audience);
        });
    }

    private static List<String> audience(ObjectNode claims) {
        List<String> audience = new ArrayList<>(Json.strings(claims, "aud"));
        Json.string(claims, "aud").ifPresent(audience::add);
        return audience;
    }

    static Verdict issuer(Evidence evidence) {
        return withClaims(evidence, (claims, resource) -> {
            String issuer = Json.string(claims, "iss").orElse("(none)");
            return Verdict.of(
                    evidence.issuer().map(issuer::equals).orElse(false),
                    "iss is " + issuer + ", and the resource names "
                            + evidence.issuer().orElse("none"));
        });
    }

    static Verdict expires(Evidence evidence) {
        return withClaims(evidence, (claims, resource) -> {
            JsonNode end = claims.path("exp");
            return Verdict.of(end.isNumber(), "the token has no exp");
        });
    }
}
