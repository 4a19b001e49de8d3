package dev.gatehouse.authserver.registration;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** The keys that a client registers (RFC 7591 section 2, requirement R6): few, public and strong enough. */
final class KeySetRules {

    private static final int MOST_KEYS = 10;

    private static final Set<String> KEY_TYPES = Set.of("EC", "RSA", "OKP");

    /** RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1. */
    private static final Set<String> PRIVATE_MEMBERS = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private KeySetRules() {}

    static void check(MetadataMembers members) {
        String uri = members.text("jwks_uri");
        JsonNode keySet = members.present("jwks");
        if (uri != null && keySet != null) {
            throw RegistrationRefusal.metadata("jwks and jwks_uri must not both be there");
        }
        if (keySet == null) {
            return;
        }
        if (!(keySet.get("keys") instanceof ArrayNode keys) || keys.size() > MOST_KEYS) {
            throw RegistrationRefusal.metadata("jwks must have an array of keys, at most " + MOST_KEYS);
        }
        for (JsonNode key : keys) {
            checkKey(key);
        }
    }

    private static void checkKey(JsonNode key) {
        JsonNode type = key.get("kty");
        if (type == null || !type.isString() || !KEY_TYPES.contains(type.stringValue())) {
            throw RegistrationRefusal.metadata("jwks must have keys of type EC, RSA or OKP only");
        }
        if (PRIVATE_MEMBERS.stream().anyMatch(key::has)) {
            throw RegistrationRefusal.metadata("jwks must have public keys only");
        }
        JWK parsed = parse(key);
        if (parsed == null || (parsed instanceof RSAKey rsa && rsa.size() < 2048)) {
            throw RegistrationRefusal.metadata("jwks has a key that is no JWK or an RSA key of less than 2048 bits");
        }
    }

    private static @Nullable JWK parse(JsonNode key) {
        try {
            return JWK.parse(key.toString());
        } catch (ParseException | RuntimeException e) {
            // The parser checks some members by exceptions of its own; none may become our fault.
            return null;
        }
    }
}
