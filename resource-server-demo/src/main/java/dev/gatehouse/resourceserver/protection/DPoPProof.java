package dev.gatehouse.resourceserver.protection;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.lang.Contract;

/**
 * A DPoP proof that fits its request: RFC 9449 section 4.3 without the nonce and the replay, which need a memory. Pure.
 *
 * @param thumbprint of the key that signed it (RFC 7638, SHA-256)
 * @param jti its id, unique for the key
 * @param nonce what the client took from {@code DPoP-Nonce}
 */
record DPoPProof(String thumbprint, String jti, @Nullable String nonce) {

    static final Duration LIFETIME = Duration.ofSeconds(60);
    static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    private static final List<JWSAlgorithm> ALGORITHMS = List.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256);
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 4096;

    /**
     * What a proof must speak of.
     *
     * @param method of the HTTP request
     * @param target the URI of the request without query and fragment, as {@link #target} gives it
     * @param accessToken that came with the proof
     * @param thumbprint the key to which the token is bound
     */
    record Expected(String method, String target, String accessToken, String thumbprint) {}

    static List<String> algorithmNames() {
        return ALGORITHMS.stream().map(JWSAlgorithm::getName).toList();
    }

    /** @throws InvalidProofException that says which check failed */
    static DPoPProof verify(String serialized, Expected expected, Instant now) {
        try {
            SignedJWT jwt = SignedJWT.parse(serialized);
            JWK key = requireKey(jwt.getHeader());
            String thumbprint = key.computeThumbprint().toString();
            // Before the signature: so only the key of a good token costs us a verification.
            require(expected.thumbprint().equals(thumbprint), "is of another key than the token's");
            require(jwt.verify(verifier(key)), "has a signature that does not verify");
            return checkClaims(jwt.getJWTClaimsSet(), expected, thumbprint, now);
        } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException e) {
            throw new InvalidProofException("The DPoP proof cannot be read: " + e.getMessage());
        }
    }

    private static JWK requireKey(JWSHeader header) {
        require(
                header.getType() != null && header.getType().getType().equalsIgnoreCase("dpop+jwt"),
                "is not of the type dpop+jwt");
        require(ALGORITHMS.contains(header.getAlgorithm()), "is signed with an algorithm that is not listed");
        require(header.getCriticalParams() == null, "has critical header parameters");
        JWK key = header.getJWK();
        require(key != null && !key.isPrivate(), "has no public key");
        require(isKeyFor(header.getAlgorithm(), key), "has a key that does not fit its algorithm");
        return key;
    }

    private static boolean isKeyFor(JWSAlgorithm algorithm, JWK key) {
        return switch (key) {
            case ECKey ec -> algorithm.equals(JWSAlgorithm.ES256) && Curve.P_256.equals(ec.getCurve());
            case RSAKey rsa ->
                algorithm.equals(JWSAlgorithm.RS256) && rsa.size() >= MIN_RSA_BITS && rsa.size() <= MAX_RSA_BITS;
            default -> false;
        };
    }

    private static JWSVerifier verifier(JWK key) throws JOSEException {
        return key instanceof ECKey ec ? new ECDSAVerifier(ec) : new RSASSAVerifier(key.toRSAKey());
    }

    private static DPoPProof checkClaims(JWTClaimsSet claims, Expected expected, String thumbprint, Instant now)
            throws ParseException {
        require(expected.method().equals(claims.getStringClaim("htm")), "is for another method");
        String htu = claims.getStringClaim("htu");
        require(
                htu != null && target(htu).filter(expected.target()::equals).isPresent(),
                "is for another URI than " + expected.target());
        requireFresh(claims.getIssueTime(), now);
        require(hash(expected.accessToken()).equals(claims.getStringClaim("ath")), "is for another token");
        String jti = claims.getJWTID();
        require(jti != null && !jti.isBlank(), "has no id");
        return new DPoPProof(thumbprint, jti, claims.getStringClaim("nonce"));
    }

    private static void requireFresh(@Nullable Date issuedAt, Instant now) {
        require(issuedAt != null, "has no time of issue");
        Instant iat = issuedAt.toInstant();
        require(!iat.isBefore(now.minus(LIFETIME).minus(CLOCK_SKEW)), "is too old");
        require(!iat.isAfter(now.plus(CLOCK_SKEW)), "is from the future");
    }

    /**
     * The normalised form of an htu: letters of scheme and host small, no default port, a path, and this exactly. Empty for
     * one with a query, a fragment or a user, and for what is no http or https URI.
     */
    static Optional<String> target(String htu) {
        URI uri;
        try {
            uri = new URI(htu);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean http = scheme.equals("https") || scheme.equals("http");
        if (!http || uri.getHost() == null || uri.getRawUserInfo() != null) {
            return Optional.empty();
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return Optional.empty();
        }
        boolean defaultPort = uri.getPort() == -1 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
        return Optional.of(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT)
                + (defaultPort ? "" : ":" + uri.getPort())
                + (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath()));
    }

    /** Section 4.1: the base64url of the SHA-256 of the token. */
    static String hash(String text) {
        try {
            return Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)))
                    .toString();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java has SHA-256", e);
        }
    }

    @Contract("false, _ -> fail")
    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new InvalidProofException("The DPoP proof " + otherwise);
        }
    }
}
