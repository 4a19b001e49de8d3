package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.client.ClientKeys;
import dev.gatehouse.authserver.policy.RedirectUriPolicy;
import dev.gatehouse.authserver.policy.RedirectUriPolicy.Registrability;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a client may register for itself (RFC 7591 section 2, rulings 1 and 18). Takes only the members it knows: no
 * client chooses its id, its secret, its standing or a grant by naming it (R5, R7, R9). Pure but for the scopes offered.
 */
final class ClientMetadataRules {

    private static final int MOST_REDIRECT_URIS = 20;

    private static final Set<String> AUTH_METHODS =
            Set.of("client_secret_basic", "client_secret_post", "private_key_jwt", "none");

    private static final List<String> GRANT_TYPES = List.of("authorization_code", "refresh_token");

    private static final List<String> ECHOED_URIS = List.of("client_uri", "logo_uri", "tos_uri", "policy_uri");

    /** Not used by us, but whoever sends an internal address in them is up to something. */
    private static final List<String> OTHER_URIS =
            List.of("sector_identifier_uri", "initiate_login_uri", "backchannel_logout_uri");

    private final RedirectUriPolicy redirectUriPolicy;

    private final String issuerOrigin;

    private final OfferedScopes scopes;

    private final Set<String> privateHosts;

    /** @param privateHosts hosts that keys may be fetched from although they are not public */
    ClientMetadataRules(
            RedirectUriPolicy redirectUriPolicy, String issuerOrigin, OfferedScopes scopes, Set<String> privateHosts) {
        this.privateHosts = Set.copyOf(privateHosts);
        this.redirectUriPolicy = redirectUriPolicy;
        this.issuerOrigin = issuerOrigin;
        this.scopes = scopes;
    }

    /**
     * @throws RegistrationRefusal if it cannot be registered
     */
    ClientMetadata apply(MetadataMembers members) {
        return apply(members, Set.of());
    }

    /**
     * @param resources the only ones that the client may ask for; empty means every one
     * @throws RegistrationRefusal if it cannot be registered
     */
    ClientMetadata apply(MetadataMembers members, Set<String> resources) {
        if (members.present("software_statement") != null) {
            throw RegistrationRefusal.softwareStatement("No issuer of software statements is trusted here");
        }
        List<String> redirectUris = redirectUris(members);
        checkResponseTypes(members.texts("response_types"));
        KeySetRules.check(members);
        List<String> grantTypes = grantTypes(members.texts("grant_types"));
        String authMethod = authMethod(members.text("token_endpoint_auth_method"));
        return new ClientMetadata(
                clientName(members.text("client_name"), redirectUris.getFirst()),
                redirectUris,
                authMethod,
                grantTypes,
                scopes.registered(members.text("scope"), grantTypes.contains("refresh_token"), resources),
                authMethod.equals("private_key_jwt") ? keys(members) : null,
                members.flag("dpop_bound_access_tokens"),
                descriptions(members));
    }

    private List<String> redirectUris(MetadataMembers members) {
        Set<String> allowed = new LinkedHashSet<>();
        for (String uri : asked(members)) {
            switch (redirectUriPolicy.registrable(uri, issuerOrigin)) {
                case Registrability.Allowed a -> allowed.add(uri);
                case Registrability.NotAllowed n -> {
                    // The echo tells (ruling 1).
                }
                case Registrability.Refused refused ->
                    throw RegistrationRefusal.redirectUri("Each of redirect_uris " + refused.reason());
            }
        }
        if (allowed.isEmpty()) {
            throw RegistrationRefusal.redirectUri(
                    "None of redirect_uris may be registered: this scheme is not allowed here, ask an administrator");
        }
        return List.copyOf(allowed);
    }

    private static List<String> asked(MetadataMembers members) {
        List<String> asked;
        try {
            asked = members.texts("redirect_uris");
        } catch (RegistrationRefusal wrongType) {
            throw RegistrationRefusal.redirectUri(wrongType.description());
        }
        if (asked.isEmpty() || asked.size() > MOST_REDIRECT_URIS) {
            throw RegistrationRefusal.redirectUri("redirect_uris must have 1 to " + MOST_REDIRECT_URIS + " members");
        }
        return asked;
    }

    private static void checkResponseTypes(List<String> responseTypes) {
        if (!responseTypes.isEmpty() && !responseTypes.contains("code")) {
            throw RegistrationRefusal.metadata("response_types must contain code, the only one there is");
        }
    }

    /** Absent means both: every client for people gets a refresh token (ruling 13), and the echo says so. */
    private static List<String> grantTypes(List<String> asked) {
        if (asked.isEmpty()) {
            return GRANT_TYPES;
        }
        if (!asked.contains("authorization_code")) {
            throw RegistrationRefusal.metadata("grant_types must contain authorization_code");
        }
        return GRANT_TYPES.stream().filter(asked::contains).toList();
    }

    private static String authMethod(@Nullable String asked) {
        if (asked == null) {
            return "client_secret_basic";
        }
        if (!AUTH_METHODS.contains(asked)) {
            throw RegistrationRefusal.metadata(
                    "token_endpoint_auth_method must be none, client_secret_basic, client_secret_post or private_key_jwt");
        }
        return asked;
    }

    private static ClientKeys keys(MetadataMembers members) {
        String uri = members.text("jwks_uri");
        JsonNode keySet = members.present("jwks");
        if (uri == null && keySet == null) {
            throw RegistrationRefusal.metadata("private_key_jwt needs jwks_uri or jwks");
        }
        return new ClientKeys(uri, keySet == null ? null : keySet.toString());
    }

    private static String clientName(@Nullable String asked, String redirectUri) {
        String name = asked == null ? "" : DisplayText.clean(asked);
        return name.isEmpty()
                ? DisplayText.clean("Unnamed client (" + RedirectUriPolicy.displayHost(redirectUri) + ")")
                : name;
    }

    private Map<String, String> descriptions(MetadataMembers members) {
        Map<String, String> descriptions = new LinkedHashMap<>();
        for (String name : ECHOED_URIS) {
            String uri = members.text(name);
            if (uri != null) {
                DisplayUri.require(name, uri);
                descriptions.put(name, uri);
            }
        }
        for (String name : List.of("software_id", "software_version")) {
            String text = members.text(name);
            if (text != null && !DisplayText.clean(text).isEmpty()) {
                descriptions.put(name, DisplayText.clean(text));
            }
        }
        String applicationType = members.text("application_type");
        if ("native".equals(applicationType) || "web".equals(applicationType)) {
            descriptions.put("application_type", applicationType);
        }
        checkDropped(members);
        return descriptions;
    }

    /** Members that are read for their faults alone. */
    private void checkDropped(MetadataMembers members) {
        List<String> uris = new ArrayList<>(members.texts("request_uris"));
        String jwksUri = members.text("jwks_uri");
        if (jwksUri != null) {
            DisplayUri.requireFetchable("jwks_uri", jwksUri, privateHosts);
        }
        for (String name : OTHER_URIS) {
            String uri = members.text(name);
            if (uri != null) {
                DisplayUri.require(name, uri);
            }
        }
        uris.forEach(uri -> DisplayUri.require("request_uris", uri));
        members.texts("contacts");
    }
}
