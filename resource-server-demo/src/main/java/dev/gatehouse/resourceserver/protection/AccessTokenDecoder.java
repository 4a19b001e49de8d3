package dev.gatehouse.resourceserver.protection;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Accepts access tokens of RFC 9068 from one issuer for one resource, and nothing else: {@code typ} at+jwt, ES256 or
 * RS256, {@code iss} equal as a string, {@code aud} this resource alone, {@code exp} and {@code nbf} with 30 seconds of
 * skew. A token that is bound ({@code cnf}) is refused unless it is bound to a DPoP key and DPoP is on; the proof is
 * checked by {@link DPoPScheme}, and as a bearer token it is refused by {@link #forBearer}.
 *
 * <p>Throws {@link BadJwtException} for a token that is not good, and a plain {@link JwtException} when the issuer's keys
 * cannot be had.
 */
final class AccessTokenDecoder implements JwtDecoder {

    private static final Duration KEYS_LIVE = Duration.ofMinutes(5);
    private static final Duration WAIT_FOR_KEYS = Duration.ofSeconds(10);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private static final String CONFIRMATION = "cnf";
    private static final String THUMBPRINT = "jkt";

    private final NimbusJwtDecoder decoder;
    private final ResourceProperties.DPoP.Mode mode;

    AccessTokenDecoder(ResourceProperties properties, IssuerKeys keys, InstantSource clock) {
        this.mode = properties.dpop().mode();
        this.decoder = new NimbusJwtDecoder(processor(keys));
        this.decoder.setClaimSetConverter(AccessTokenDecoder::claims);
        this.decoder.setJwtValidator(validator(properties, clock));
    }

    @Override
    public Jwt decode(String token) {
        try {
            return decoder.decode(token);
        } catch (BadJwtException e) {
            throw e;
        } catch (JwtException e) {
            if (e.getCause() instanceof KeySourceException) {
                throw e;
            }
            throw new BadJwtException(String.valueOf(e.getMessage()), e);
        }
    }

    /** For tokens without a proof (RFC 9449 section 7.2): one that is bound to a key is no bearer token. */
    JwtDecoder forBearer() {
        return token -> {
            Jwt jwt = decode(token);
            if (jwt.hasClaim(CONFIRMATION)) {
                throw new BadJwtException("The token is bound to a key and came without a proof");
            }
            if (mode == ResourceProperties.DPoP.Mode.REQUIRED) {
                throw new BadJwtException("The token is not bound to a key, which is required here");
            }
            return jwt;
        };
    }

    /** The key to which the token is bound (RFC 9449 section 6.1). */
    static Optional<String> findThumbprint(Jwt jwt) {
        return jwt.getClaims().get(CONFIRMATION) instanceof Map<?, ?> confirmation
                        && confirmation.get(THUMBPRINT) instanceof String thumbprint
                ? Optional.of(thumbprint)
                : Optional.empty();
    }

    /** Other bindings, alone or besides, would need other proofs. */
    private static boolean isBindingKnown(Jwt jwt, ResourceProperties.DPoP.Mode mode) {
        if (!jwt.hasClaim(CONFIRMATION)) {
            return true;
        }
        return mode != ResourceProperties.DPoP.Mode.OFF
                && jwt.getClaims().get(CONFIRMATION) instanceof Map<?, ?> confirmation
                && confirmation.keySet().equals(Set.of(THUMBPRINT))
                && confirmation.get(THUMBPRINT) instanceof String;
    }

    private static DefaultJWTProcessor<SecurityContext> processor(IssuerKeys keys) {
        JWKSource<SecurityContext> source = JWKSourceBuilder.create(keys)
                .cache(KEYS_LIVE.toMillis(), WAIT_FOR_KEYS.toMillis())
                .refreshAheadCache(false)
                .rateLimited(false)
                .build();
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt")));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(Set.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256), source));
        // The claims are checked by the validators below.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        return processor;
    }

    /**
     * Only makes instants of dates. Spring's default also normalises {@code iss} as a URL, which is not an exact
     * comparison any longer, and invents an {@code iat} that is missing.
     */
    private static Map<String, Object> claims(Map<String, Object> claims) {
        Map<String, Object> converted = new LinkedHashMap<>();
        claims.forEach((name, value) -> converted.put(name, value instanceof Date date ? date.toInstant() : value));
        return converted;
    }

    private static OAuth2TokenValidator<Jwt> validator(ResourceProperties properties, InstantSource clock) {
        JwtTimestampValidator times = new JwtTimestampValidator(CLOCK_SKEW);
        times.setAllowEmptyExpiryClaim(false);
        times.setClock(clock.withZone(ZoneOffset.UTC));
        OAuth2TokenValidator<Jwt> accessToken = JwtValidators.createAtJwtValidator()
                .issuer(properties.issuer())
                .audience(properties.identifier())
                .validators(validators -> validators.put(JwtClaimNames.EXP, times))
                .build();
        List<String> audience = List.of(properties.identifier());
        return new DelegatingOAuth2TokenValidator<>(
                accessToken,
                jwt -> check(audience.equals(jwt.getAudience()), "The token is meant for other resources too"),
                jwt -> check(
                        isBindingKnown(jwt, properties.dpop().mode()),
                        "The token is bound in a way that is not supported here"));
    }

    private static OAuth2TokenValidatorResult check(boolean valid, String description) {
        return valid
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(
                        new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, description, null));
    }
}
