package dev.gatehouse.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Checks DPoP proofs as RFC 9449 section 4.3 says, asking for a nonce, and takes no proof twice and no other key. */
final class TestProofs {

    final String nonce;
    final Set<String> keys = ConcurrentHashMap.newKeySet();
    final List<String> mistakes = new CopyOnWriteArrayList<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    TestProofs(String nonce) {
        this.nonce = nonce;
    }

    boolean isGood(HttpExchange exchange, Map<String, String> form, @Nullable String accessToken) {
        String proof = exchange.getRequestHeaders().getFirst("DPoP");
        try {
            SignedJWT jwt = SignedJWT.parse(proof == null ? "" : proof);
            ECKey key = jwt.getHeader().getJWK().toECKey();
            keys.add(key.computeThumbprint().toString());
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            note(jwt.verify(new ECDSAVerifier(key)), "signature");
            note("dpop+jwt".equals(jwt.getHeader().getType().getType()), "typ");
            note(!key.isPrivate(), "a private key");
            note(seen.add(claims.getJWTID()), "jti");
            note(exchange.getRequestMethod().equals(claims.getStringClaim("htm")), "htm");
            note(target(exchange).equals(claims.getStringClaim("htu")), "htu");
            note(claims.getIssueTime() != null, "iat");
            note(
                    accessToken == null
                            ? claims.getClaim("ath") == null
                            : hash(accessToken).equals(claims.getClaim("ath")),
                    "ath");
            return nonce.equals(claims.getClaim("nonce"));
        } catch (ParseException | JOSEException notAProof) {
            mistakes.add("no proof from " + form);
            return false;
        }
    }

    private void note(boolean good, String what) {
        if (!good) {
            mistakes.add(what);
        }
    }

    private static String target(HttpExchange exchange) {
        return "http://" + exchange.getRequestHeaders().getFirst("Host")
                + exchange.getRequestURI().getPath();
    }

    private static String hash(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
