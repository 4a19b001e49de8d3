package dev.gatehouse.authserver.dpop;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.cluster.SingleUse;
import dev.gatehouse.authserver.keys.PublicKeys;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.web.Issuer;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Checks the proofs by which a client shows that it holds a key (RFC 9449 section 4.3): fresh, for this very request, with
 * a nonce of ours, seen once on all nodes.
 */
@Component
public class DpopProofs {

    private static final JOSEObjectType TYPE = new JOSEObjectType("dpop+jwt");

    private static final int LONGEST_PROOF = 8 * 1024;

    private static final int LONGEST_JTI = 512;

    /** Ruling 23. */
    private static final Duration LIFETIME = Duration.ofSeconds(60);

    private static final Duration AHEAD = Duration.ofSeconds(5);

    private final DpopNonces nonces;

    private final SingleUse singleUse;

    private final Issuer issuer;

    private final InstantSource clock;

    DpopProofs(DpopNonces nonces, SingleUse singleUse, Issuer issuer, InstantSource clock) {
        this.nonces = nonces;
        this.singleUse = singleUse;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** {@code dpop_signing_alg_values_supported} (RFC 9449 section 5.1). */
    public static List<String> algorithms() {
        return PublicKeys.algorithms();
    }

    /**
     * The thumbprint ({@code jkt}, RFC 7638) of the key that the proof shows. The proof is used up with the transaction
     * under way, so that a request which is refused for another reason may bring it again.
     *
     * @param path the endpoint's path under the issuer; it is called by POST
     * @throws ProtocolRefusal {@code invalid_dpop_proof}, or {@code use_dpop_nonce} where it lacks a nonce of ours
     */
    public String verify(String proof, String path) {
        return verify(proof, "POST", path, null);
    }

    /**
     * The same at a protected resource, where the proof goes with an access token (RFC 9449 section 7).
     *
     * @param accessToken the token that came with it, whose hash the proof must have; null where none did
     */
    public String verify(String proof, String method, String path, @Nullable String accessToken) {
        SignedJWT jwt = parse(proof);
        JWK key = key(jwt.getHeader());
        JWTClaimsSet claims = claims(jwt);
        checkTarget(claims, method, path);
        if (accessToken != null
                && !text(claims, "ath").equals(Optional.of(Secrets.base64Url(Secrets.sha256(accessToken))))) {
            throw invalid("The proof is for another access token");
        }
        Instant issuedAt = checkAge(claims);
        String jti = text(claims, "jti")
                .filter(id -> id.length() <= LONGEST_JTI)
                .orElseThrow(() -> invalid("The proof has no usable jti"));
        if (!text(claims, "nonce").filter(nonces::accepts).isPresent()) {
            throw new ProtocolRefusal(
                    "use_dpop_nonce",
                    "The proof must carry the nonce of the DPoP-Nonce header",
                    "The proof has no nonce of ours, or an old one");
        }
        if (!PublicKeys.verifies(jwt, key)) {
            throw invalid("The proof is not signed by the key that it shows");
        }
        String thumbprint = thumbprint(key);
        if (!singleUse.firstSeen(
                "dpop " + thumbprint, jti, issuedAt.plus(LIFETIME).plus(AHEAD))) {
            throw invalid("The proof was used before");
        }
        return thumbprint;
    }

    private static SignedJWT parse(String proof) {
        if (proof.length() > LONGEST_PROOF) {
            throw invalid("The proof is longer than 8 KB");
        }
        try {
            return SignedJWT.parse(proof);
        } catch (ParseException | RuntimeException e) {
            throw invalid("The proof is no signed JWT");
        }
    }

    private static JWK key(JWSHeader header) {
        JWK key = header.getJWK();
        if (!TYPE.equals(header.getType())
                || header.getCriticalParams() != null
                || !header.isBase64URLEncodePayload()
                || key == null) {
            throw invalid("The proof's header is not that of RFC 9449 section 4.2");
        }
        if (key.isPrivate()) {
            throw invalid("The proof shows a private key");
        }
        return key;
    }

    private static JWTClaimsSet claims(SignedJWT jwt) {
        try {
            return jwt.getJWTClaimsSet();
        } catch (ParseException | RuntimeException e) {
            throw invalid("The proof has no claims");
        }
    }

    private void checkTarget(JWTClaimsSet claims, String method, String path) {
        String presented = text(claims, "htu").flatMap(TargetUri::normalized).orElse("");
        boolean here = List.of(issuer.url(path), issuer.origin() + path).stream()
                .anyMatch(url -> TargetUri.normalized(url).equals(Optional.of(presented)));
        if (!here || !text(claims, "htm").equals(Optional.of(method))) {
            throw invalid("The proof is for another request");
        }
    }

    private Instant checkAge(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Instant issuedAt = claims.getIssueTime() == null
                ? Instant.MIN
                : claims.getIssueTime().toInstant();
        if (issuedAt.isBefore(now.minus(LIFETIME).minus(AHEAD)) || issuedAt.isAfter(now.plus(AHEAD))) {
            throw invalid("The proof has no iat, or one that is not of the last minute");
        }
        return issuedAt;
    }

    private static String thumbprint(JWK key) {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw invalid("The proof's key has no thumbprint");
        }
    }

    private static Optional<String> text(JWTClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    private static ProtocolRefusal invalid(String reason) {
        return new ProtocolRefusal("invalid_dpop_proof", "The DPoP proof is invalid", reason);
    }
}
