package dev.gatehouse.client.doctor;

import dev.gatehouse.client.http.Json;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** About the authorization server's metadata (RFC 8414). */
final class IssuerChecks {

    private IssuerChecks() {}

    private static Verdict withDocument(Evidence evidence, Function<ObjectNode, Verdict> examination) {
        return evidence.issuerDocument()
                .map(examination)
                .orElseGet(() -> Verdict.notApplicable("there is no metadata of the authorization server"));
    }

    static Verdict metadata(Evidence evidence) {
        if (evidence.issuer().isEmpty()) {
            return Verdict.notApplicable("the resource names no authorization server");
        }
        return Verdict.of(
                evidence.issuerDocument().isPresent(),
                "none of " + evidence.issuerReplies().keySet() + " answers 200 with a JSON object");
    }

    static Verdict allForms(Evidence evidence) {
        return withDocument(evidence, document -> {
            for (Map.Entry<URI, Reply> form : evidence.issuerReplies().entrySet()) {
                if (form.getValue().document().isEmpty()) {
                    return Verdict.fail(form.getKey() + ": " + form.getValue().words());
                }
            }
            return Verdict.pass();
        });
    }

    static Verdict sameIssuer(Evidence evidence) {
        return withDocument(evidence, first -> {
            String issuer = evidence.issuer().orElse("");
            for (Map.Entry<URI, Reply> form : evidence.issuerReplies().entrySet()) {
                String published = form.getValue()
                        .document()
                        .map(document -> Json.string(document, "issuer").orElse(""))
                        .orElse(issuer);
                if (!published.equals(issuer)) {
                    return Verdict.fail(form.getKey() + " is about \"" + published + "\", and the resource names \""
                            + issuer + "\"");
                }
            }
            return Verdict.pass();
        });
    }

    static Verdict endpoints(Evidence evidence) {
        return withDocument(evidence, document -> {
            for (String name : List.of("authorization_endpoint", "token_endpoint")) {
                if (evidence.endpoint(name).isEmpty()) {
                    return Verdict.fail(name + " is missing or no URL");
                }
            }
            return Verdict.pass();
        });
    }

    static Verdict codes(Evidence evidence) {
        return withDocument(
                evidence,
                document -> Verdict.of(
                        Json.strings(document, "response_types_supported").contains("code"),
                        "response_types_supported has no code"));
    }

    static Verdict pkce(Evidence evidence) {
        return methods(evidence, "code_challenge_methods_supported", "S256", true);
    }

    static Verdict noPlainPkce(Evidence evidence) {
        return methods(evidence, "code_challenge_methods_supported", "plain", false);
    }

    static Verdict publicClients(Evidence evidence) {
        return methods(evidence, "token_endpoint_auth_methods_supported", "none", true);
    }

    static Verdict refresh(Evidence evidence) {
        return methods(evidence, "grant_types_supported", "refresh_token", true);
    }

    private static Verdict methods(Evidence evidence, String member, String value, boolean wanted) {
        return withDocument(evidence, document -> {
            List<String> values = Json.strings(document, member);
            return Verdict.of(values.contains(value) == wanted, member + " is " + values);
        });
    }

    static Verdict noOldGrants(Evidence evidence) {
        return withDocument(evidence, document -> {
            boolean implicit = Json.strings(document, "response_types_supported").stream()
                    .anyMatch(type -> List.of(type.split(" ")).contains("token"));
            List<String> grants = Json.strings(document, "grant_types_supported");
            boolean old = implicit || grants.contains("implicit") || grants.contains("password");
            return Verdict.of(
                    !old,
                    "grant_types_supported is " + grants + ", response_types_supported is "
                            + Json.strings(document, "response_types_supported"));
        });
    }

    static Verdict issParameter(Evidence evidence) {
        return flag(evidence, "authorization_response_iss_parameter_supported");
    }

    static Verdict clientDocuments(Evidence evidence) {
        return flag(evidence, "client_id_metadata_document_supported");
    }

    private static Verdict flag(Evidence evidence, String member) {
        return withDocument(
                evidence, document -> Verdict.of(document.path(member).asBoolean(false), member + " is not true"));
    }

    static Verdict registration(Evidence evidence) {
        return withDocument(
                evidence,
                document -> Verdict.of(
                        document.path("client_id_metadata_document_supported").asBoolean(false)
                                || evidence.endpoint("registration_endpoint").isPresent(),
                        "there is neither client_id_metadata_document_supported nor a registration_endpoint"));
    }

    static Verdict metadataForPages(Evidence evidence) {
        return withDocument(
                evidence,
                document -> Cors.readable(evidence.issuerReplies().values().stream()
                        .filter(reply -> reply.document().isPresent())
                        .toList()));
    }
}
