package dev.gatehouse.authserver.client;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.cluster.SingleUse;
import dev.gatehouse.authserver.keys.PublicKeys;
import dev.gatehouse.authserver.web.Issuer;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Client authentication by a signed assertion, {@code private_key_jwt} (RFC 7523 section 3 and its update, requirement
 * A4, ruling 7): one of the client's own keys, an asymmetric algorithm, issuer and subject the client, the only audience
 * this issuer, five minutes at the most, seen once.
 */
@Component
public class ClientAssertions {

    /** {@code client_assertion_type} (RFC 7523 section 2.2). */
    public static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Duration SKEW = Duration.ofSeconds(30);

    private static final int LONGEST_TEXT = 16 * 1024;

    private static final int LONGEST_JTI = 512;

    private final ClientKeySets keySets;

    private final SingleUse singleUse;

    private final Issuer issuer;

    private final InstantSource clock;

    ClientAssertions(ClientKeySets keySets, SingleUse singleUse, Issuer issuer, InstantSource clock) {
        this.keySets = keySets;
        this.singleUse = singleUse;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** {@code token_endpoint_auth_signing_alg_values_supported}. */
    public static List<String> algorithms() {
        return PublicKeys.algorithms();
    }

    /** The {@code client_id} that an assertion claims, not proven by anything yet. */
    public static Optional<String> claimedClientId(String assertion) {
        return parse(assertion).flatMap(jwt -> claims(jwt).map(JWTClaimsSet::getSubject));
    }

    /** Whether the assertion proves this client; if so it is used up. */
    public boolean proves(Client client, String assertion) {
        Optional<SignedJWT> jwt = parse(assertion);
        if (client.keys() == null || jwt.isEmpty() || !acceptable(jwt.get().getHeader())) {
            return false;
        }
        Optional<JWTClaimsSet> claims = claims(jwt.get()).filter(found -> fit(found, client.clientId()));
        if (claims.isEmpty() || !signed(jwt.get(), client.keys())) {
            return false;
        }
        Instant until = claims.get().getExpirationTime().toInstant().plus(SKEW);
        return singleUse.firstSeen(client.clientId(), claims.get().getJWTID(), until);
    }

    private static Optional<SignedJWT> parse(String assertion) {
        try {
            return assertion.length() > LONGEST_TEXT ? Optional.empty() : Optional.of(SignedJWT.parse(assertion));
        } catch (ParseException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<JWTClaimsSet> claims(SignedJWT jwt) {
        try {
            return Optional.of(jwt.getJWTClaimsSet());
        } catch (ParseException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static boolean acceptable(JWSHeader header) {
        JOSEObjectType type = header.getType();
        boolean typed = type == null
                || type.equals(JOSEObjectType.JWT)
                || type.getType().equalsIgnoreCase("client-authentication+jwt");
        return PublicKeys.algorithms().contains(header.getAlgorithm().getName())
                && typed
                && header.getCriticalParams() == null
                && header.isBase64URLEncodePayload();
    }

    private boolean fit(JWTClaimsSet claims, String clientId) {
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        String jti = claims.getJWTID();
        return clientId.equals(claims.getIssuer())
                && clientId.equals(claims.getSubject())
                && claims.getAudience().equals(List.of(issuer.value()))
                && expires != null
                && now.isBefore(expires.toInstant().plus(SKEW))
                && !expires.toInstant().isAfter(now.plus(LONGEST).plus(SKEW))
                && notAfter(claims.getNotBeforeTime(), now.plus(SKEW))
                && notAfter(claims.getIssueTime(), now.plus(SKEW))
                && jti != null
                && !jti.isEmpty()
                && jti.length() <= LONGEST_JTI;
    }

    private static boolean notAfter(@Nullable Date time, Instant limit) {
        return time == null || !time.toInstant().isAfter(limit);
    }

    private boolean signed(SignedJWT jwt, ClientKeys keys) {
        Optional<JWKSet> set = keySets.find(keys, null);
        if (set.isPresent() && signed(jwt, set.get())) {
            return true;
        }
        // A client that rolls its keys signs with one that we have not seen yet.
        return set.isPresent()
                && keySets.find(keys, set.get())
                        .filter(newer -> signed(jwt, newer))
                        .isPresent();
    }

    private static boolean signed(SignedJWT jwt, JWKSet set) {
        String kid = jwt.getHeader().getKeyID();
        return set.getKeys().stream()
                .filter(key -> kid == null || kid.equals(key.getKeyID()))
                .filter(key -> key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                .anyMatch(key -> PublicKeys.verifies(jwt, key));
    }
}
