package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import dev.gatehouse.authserver.dpop.DpopNonces;
import dev.gatehouse.authserver.testing.Oauth;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** A client's key and whatever it signs as a proof (RFC 9449 section 4.2), however wrong. */
final class ProofMaker {

    private final Supplier<HostileServer> server;

    private final ECKey key = Signer.generate(null);

    ProofMaker(Supplier<HostileServer> server) {
        this.server = server;
    }

    ECKey key() {
        return key;
    }

    String thumbprint() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    Map<String, Object> header() {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("typ", "dpop+jwt");
        header.put("alg", "ES256");
        header.put("jwk", key.toPublicJWK().toJSONObject());
        return header;
    }

    /** The claims of a good proof for this endpoint. */
    Map<String, Object> claims(String path) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("htm", "POST");
        claims.put("htu", HostileServer.ISSUER + path);
        claims.put("iat", server.get().server().clock().instant().getEpochSecond());
        claims.put("nonce", server.get().server().bean(DpopNonces.class).current());
        return claims;
    }

    String sign(Map<String, Object> header, Map<String, Object> claims) {
        return Signer.sign(key, Signer.json(header), Signer.json(claims));
    }

    /** A good proof for this endpoint. */
    String proof(String path) {
        return sign(header(), claims(path));
    }

    /** As the change of a request of {@link Oauth}. */
    String shown(String path) {
        return "DPoP: " + proof(path);
    }

    /**
     * A proof that differs by one member: {@code header.typ="JWT"} or {@code claims.iat=1} sets it to this JSON, {@code
     * -header.typ} leaves it out.
     */
    String changed(String path, String change) {
        Map<String, Object> header = header();
        Map<String, Object> claims = claims(path);
        boolean omitted = change.startsWith("-");
        String text = omitted ? change.substring(1) : change;
        Map<String, Object> part = text.startsWith("header.") ? header : claims;
        String member = text.substring(7);
        if (omitted) {
            part.remove(member);
        } else {
            int equals = member.indexOf('=');
            part.put(
                    member.substring(0, equals),
                    Oauth.json("{\"v\":" + member.substring(equals + 1) + "}").get("v"));
        }
        return sign(header, claims);
    }

    /** The answer's tokens, bound to this key. */
    Map<String, Object> assertBinds(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Map<String, Object> tokens = Oauth.json(answer);
        assertThat(tokens).containsEntry("token_type", "DPoP");
        assertThat(Oauth.claims(tokens.get("access_token")).get("cnf")).isEqualTo(Map.of("jkt", thumbprint()));
        return tokens;
    }
}
