package dev.gatehouse.client.oauth;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Printable;
import dev.gatehouse.client.http.Step;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What came back through the browser, validated before anything of it is used (RFC 6749 section 4.1.2, RFC 9207). */
sealed interface AuthorizationResponse {

    record Code(String code) implements AuthorizationResponse {
        @Override
        public String toString() {
            return "Code[]";
        }
    }

    record Refused(String error, String description) implements AuthorizationResponse {}

    /**
     * Checks {@code state}, then {@code iss}, and only then looks at the code or the error: on a mismatch nothing of the
     * response is shown or sent anywhere.
     *
     * @throws Failure if it does not answer this request, or does not come from this authorization server
     */
    static AuthorizationResponse of(String rawQuery, String state, AuthorizationServer server) {
        Map<String, String> parameters = parameters(rawQuery);
        if (!state.equals(parameters.get("state"))) {
            throw new Failure(
                    Step.SIGN_IN,
                    "the answer carries another state than was sent, so it does not belong to this sign-in.");
        }
        String iss = parameters.get("iss");
        if (iss == null && server.issParameterSupported()) {
            throw new Failure(
                    Step.SIGN_IN,
                    server.issuer() + " says that it names itself in every answer (iss), but this one has none.");
        }
        if (iss != null && !iss.equals(server.issuer())) {
            throw new Failure(
                    Step.SIGN_IN,
                    "the answer comes from \"" + Printable.phrase(iss) + "\" and not from \"" + server.issuer()
                            + "\", which was asked (iss). Nothing was sent on.");
        }
        String error = parameters.get("error");
        if (error != null) {
            return new Refused(
                    Printable.phrase(error), Printable.phrase(parameters.getOrDefault("error_description", "")));
        }
        String code = parameters.get("code");
        if (code == null || code.isEmpty()) {
            throw new Failure(Step.SIGN_IN, "the answer of " + server.issuer() + " has neither a code nor an error.");
        }
        return new Code(code);
    }

    private static Map<String, String> parameters(String rawQuery) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : rawQuery.split("&")) {
            String[] nameAndValue = pair.split("=", 2);
            String name = decoded(nameAndValue[0]);
            String value = nameAndValue.length == 2 ? decoded(nameAndValue[1]) : "";
            if (parameters.putIfAbsent(name, value) != null) {
                throw new Failure(Step.SIGN_IN, "the answer repeats the parameter " + Printable.phrase(name) + ".");
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new Failure(Step.SIGN_IN, "the answer is not properly encoded.");
        }
    }
}
