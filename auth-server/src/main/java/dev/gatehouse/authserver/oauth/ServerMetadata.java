package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.client.ClientAssertions;
import dev.gatehouse.authserver.dpop.DpopProofs;
import dev.gatehouse.authserver.grant.Grants;
import dev.gatehouse.authserver.keys.SigningKeys;
import dev.gatehouse.authserver.policy.ScopeNames;
import dev.gatehouse.authserver.registration.RegistrationStatus;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.web.Issuer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The metadata documents (RFC 8414 section 2), from configuration alone (requirement D9). They list what works and all
 * that works (D7); serialized once for as long as the resources stay the same.
 */
@Component
class ServerMetadata {

    /** {@code none} first: some clients take the first, others look for it before they use a metadata document. */
    private static final List<String> CLIENT_AUTHENTICATION =
            List.of("none", "private_key_jwt", "client_secret_basic", "client_secret_post");

    private record Documents(List<ResourceServer> basis, PublishedDocument oauth, PublishedDocument openid) {}

    private final Issuer issuer;

    private final ResourceDirectory resources;

    private final RegistrationStatus registration;

    private final JsonMapper json;

    private volatile @Nullable Documents documents;

    ServerMetadata(Issuer issuer, ResourceDirectory resources, RegistrationStatus registration, JsonMapper json) {
        this.issuer = issuer;
        this.resources = resources;
        this.registration = registration;
        this.json = json;
    }

    /** The document of RFC 8414. */
    PublishedDocument oauth() {
        return current().oauth();
    }

    /** The same with what OpenID Connect parsers demand to be there (ruling 12); we are no OpenID provider. */
    PublishedDocument openid() {
        return current().openid();
    }

    private Documents current() {
        Documents known = documents;
        List<ResourceServer> basis = resources.all();
        if (known == null || !same(known.basis(), basis)) {
            Map<String, Object> oauth = document(basis);
            Map<String, Object> openid = new LinkedHashMap<>(oauth);
            openid.put("subject_types_supported", List.of("public"));
            openid.put("id_token_signing_alg_values_supported", SigningKeys.algorithms());
            known = new Documents(
                    basis,
                    PublishedDocument.of(json.writeValueAsBytes(oauth)),
                    PublishedDocument.of(json.writeValueAsBytes(openid)));
            documents = known;
        }
        return known;
    }

    /** Most often it is the same list, which need not be compared. */
    private static boolean same(List<ResourceServer> known, List<ResourceServer> basis) {
        return known == basis || known.equals(basis);
    }

    private Map<String, Object> document(List<ResourceServer> basis) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", issuer.value());
        document.put("authorization_endpoint", issuer.url("/authorize"));
        document.put("token_endpoint", issuer.url("/token"));
        document.put("token_endpoint_auth_methods_supported", CLIENT_AUTHENTICATION);
        document.put("token_endpoint_auth_signing_alg_values_supported", ClientAssertions.algorithms());
        if (registration.open()) {
            document.put("registration_endpoint", issuer.url("/register"));
        }
        if (registration.documents()) {
            document.put("client_id_metadata_document_supported", true);
        }
        document.put("revocation_endpoint", issuer.url("/revoke"));
        document.put("revocation_endpoint_auth_methods_supported", CLIENT_AUTHENTICATION);
        document.put("revocation_endpoint_auth_signing_alg_values_supported", ClientAssertions.algorithms());
        document.put("introspection_endpoint", issuer.url("/introspect"));
        document.put(
                "introspection_endpoint_auth_methods_supported",
                CLIENT_AUTHENTICATION.stream()
                        .filter(method -> !method.equals("none"))
                        .toList());
        document.put("introspection_endpoint_auth_signing_alg_values_supported", ClientAssertions.algorithms());
        document.put("jwks_uri", issuer.url("/jwks"));
        document.put("scopes_supported", scopes(basis));
        document.put("response_types_supported", List.of("code"));
        document.put("response_modes_supported", List.of("query"));
        document.put("grant_types_supported", Grants.TYPES);
        document.put("code_challenge_methods_supported", List.of("S256"));
        document.put("authorization_response_iss_parameter_supported", true);
        document.put("pushed_authorization_request_endpoint", issuer.url("/par"));
        document.put("dpop_signing_alg_values_supported", DpopProofs.algorithms());
        return document;
    }

    /** What a client may well begin with, not all there is: some clients ask for whatever stands here (D11). */
    private static Set<String> scopes(List<ResourceServer> basis) {
        Set<String> scopes = new LinkedHashSet<>();
        for (ResourceServer resource : basis) {
            resource.scopes().stream()
                    .map(scope -> scope.name())
                    .filter(resource.defaultScopes()::contains)
                    .forEach(scopes::add);
        }
        scopes.add(ScopeNames.OFFLINE_ACCESS);
        return scopes;
    }
}
