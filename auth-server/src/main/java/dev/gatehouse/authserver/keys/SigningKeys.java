package dev.gatehouse.authserver.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import jakarta.annotation.PostConstruct;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Signs and verifies with this installation's own keys. Safe for any thread. */
@Component
public class SigningKeys {

    private static final List<JWSAlgorithm> ALGORITHMS = List.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256);

    private final SigningKeyStore store;

    private volatile List<SigningKey> keys = List.of();

    SigningKeys(SigningKeyStore store) {
        this.store = store;
    }

    /** Loads the keys; the first start of an installation makes one for each algorithm. */
    @PostConstruct
    void load() {
        store.createMissing(ALGORITHMS);
        keys = store.load();
    }

    /** Sees the keys that other nodes made. Where the database does not answer, the keys at hand go on. */
    @Scheduled(initialDelay = 60, fixedDelay = 60, timeUnit = TimeUnit.SECONDS)
    void reload() {
        keys = store.load();
    }

    /** The algorithms that can sign, for metadata and for resources to choose from. */
    public static List<String> algorithms() {
        return ALGORITHMS.stream().map(JWSAlgorithm::getName).toList();
    }

    /** The public keys as a JWK set (RFC 7517 section 5): no private and no symmetric member (requirement Y1). */
    public String publicJwkSet() {
        return new JWKSet(keys.stream().map(SigningKey::jwk).toList()).toString(true);
    }

    /** Whether there is a key to sign with. */
    public boolean ready() {
        return !keys.isEmpty();
    }

    /**
     * Signs the claims.
     *
     * @param algorithm one of {@link #algorithms()}
     * @param type the {@code typ} header, such as {@code at+jwt} (RFC 9068 section 2.1)
     * @throws IllegalStateException if there is no key for the algorithm; nothing else is used in its stead
     */
    public String sign(String algorithm, String type, JWTClaimsSet claims) {
        SigningKey key = find(candidate -> candidate.algorithm().getName().equals(algorithm))
                .orElseThrow(() -> new IllegalStateException("There is no signing key for " + algorithm));
        JWSHeader header = new JWSHeader.Builder(key.algorithm())
                .type(new JOSEObjectType(type))
                .keyID(key.kid())
                .build();
        SignedJWT jwt = new SignedJWT(header, claims);
        try {
            jwt.sign(key.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException("Signing failed", e);
        }
        return jwt.serialize();
    }

    /**
     * The claims of a JWT that one of our keys signed as this type, whatever its times; empty for anything else. The key
     * is found among our own by {@code kid}, and its algorithm is the key's, never the header's word.
     */
    public Optional<JWTClaimsSet> verify(String jwt, String type) {
        try {
            SignedJWT signed = SignedJWT.parse(jwt);
            JWSHeader header = signed.getHeader();
            Optional<SigningKey> key = find(candidate -> candidate.kid().equals(header.getKeyID())
                    && candidate.algorithm().equals(header.getAlgorithm()));
            boolean rightType =
                    header.getType() != null && header.getType().getType().equals(type);
            if (key.isEmpty()
                    || !rightType
                    || !exact(signed, jwt)
                    || !signed.verify(key.get().verifier())) {
                return Optional.empty();
            }
            return Optional.of(signed.getJWTClaimsSet());
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }

    /** Readers of base64url forgive padding, white space and unused bits: one token would be known by many texts (J09). */
    private static boolean exact(SignedJWT signed, String jwt) {
        return signed.serialize().equals(jwt)
                && Arrays.stream(signed.getParsedParts())
                        .allMatch(part -> Base64URL.encode(part.decode()).equals(part));
    }

    private Optional<SigningKey> find(Predicate<SigningKey> wanted) {
        return keys.stream().filter(wanted).findFirst();
    }
}
