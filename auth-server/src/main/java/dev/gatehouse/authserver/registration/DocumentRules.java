package dev.gatehouse.authserver.registration;

import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a metadata document must say (requirements M3 and M4), over what every client's metadata must.
 */
final class DocumentRules {

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(32).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Set<String> SHARED_SECRETS =
            Set.of("client_secret_basic", "client_secret_post", "client_secret_jwt");

    private final ClientMetadataRules rules;

    DocumentRules(ClientMetadataRules rules) {
        this.rules = rules;
    }

    /**
     * @throws RegistrationRefusal with the reason, if the document describes no client with this {@code client_id}
     */
    ClientMetadata read(String clientId, byte[] body) {
        ObjectNode document = parse(body);
        JsonNode named = document.get("client_id");
        if (named == null || !named.isString() || !named.stringValue().equals(clientId)) {
            throw RegistrationRefusal.metadata("client_id must be the address of the document, letter by letter");
        }
        if (document.has("client_secret") || document.has("client_secret_expires_at")) {
            throw RegistrationRefusal.metadata("A document that all can read must hold no secret");
        }
        MetadataMembers members = new MetadataMembers(document);
        if (members.text("client_name") == null) {
            throw RegistrationRefusal.metadata("client_name is missing");
        }
        document.put("token_endpoint_auth_method", negotiated(members));
        return rules.apply(members);
    }

    /** The one method that both sides have; none where the document names none. */
    private static String negotiated(MetadataMembers members) {
        String method = members.text("token_endpoint_auth_method");
        List<String> methods = members.texts("token_endpoint_auth_methods_supported");
        if (method != null && SHARED_SECRETS.contains(method)) {
            throw RegistrationRefusal.metadata("A client with a document cannot share a secret");
        }
        boolean keys = members.present("jwks_uri") != null || members.present("jwks") != null;
        if ("private_key_jwt".equals(method) && keys) {
            return "private_key_jwt";
        }
        if (method == null || method.equals("none") || methods.contains("none")) {
            return "none";
        }
        throw RegistrationRefusal.metadata("token_endpoint_auth_method is none that is supported here");
    }

    private static ObjectNode parse(byte[] body) {
        try {
            if (JSON.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw RegistrationRefusal.metadata("The document is no JSON text, or names a member twice");
        }
        throw RegistrationRefusal.metadata("The document is no JSON object");
    }
}
