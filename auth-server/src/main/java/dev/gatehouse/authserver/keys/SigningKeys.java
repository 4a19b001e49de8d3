package dev.gatehouse.authserver.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.keys.VerifiedSignatures.Verified;
import dev.gatehouse.authserver.secret.KeyUnavailable;
import jakarta.annotation.PostConstruct;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Signs and verifies with this installation's own keys. Safe for any thread. The keys are held in memory and read anew in
 * the background; nothing is signed or verified with what was read longer ago than {@link #OLDEST}.
 */
@Component
public class SigningKeys {

    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

    private static final List<JWSAlgorithm> ALGORITHMS = List.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256);

    /** Three times as long as it takes until the background reads them again. */
    private static final Duration OLDEST = Duration.ofSeconds(30);

    private final SigningKeyReader reader;

    private final SigningKeyRotation rotation;

    private final InstantSource clock;

    private final Latest<SigningKeySet> current = new Latest<>(SigningKeySet.NONE);

    private final VerifiedSignatures verified = new VerifiedSignatures();

    private final ReentrantLock refreshing = new ReentrantLock();

    SigningKeys(SigningKeyReader reader, SigningKeyRotation rotation, InstantSource clock) {
        this.reader = reader;
        this.rotation = rotation;
        this.clock = clock;
    }

    /**
     * Reads the keys; the first start of an installation makes one for each algorithm. Where a key cannot be decrypted for
     * now the server starts, and is not ready.
     */
    @PostConstruct
    void start() {
        try {
            rotation.advance();
        } catch (KeyUnavailable e) {
            log.error("Not ready: {}", e.getMessage());
        }
        read().refusals().findFirst().ifPresent(refusal -> {
            throw refusal;
        });
    }

    @Scheduled(initialDelay = 10, fixedRate = 10, timeUnit = TimeUnit.SECONDS)
    void refreshUnlessUnderWay() {
        if (refreshing.tryLock()) {
            try {
                refresh();
            } catch (RuntimeException e) {
                log.warn("The signing keys could not be read or changed, and stay as they are: {}", e.getMessage());
            } finally {
                refreshing.unlock();
            }
        }
    }

    /** Sees what other nodes changed, and changes what is due. */
    void refresh() {
        refreshing.lock();
        try {
            SigningKeySet set = read();
            if (rotation.due(set.rows(), clock.instant().plus(set.ahead()))) {
                try {
                    rotation.advance();
                } finally {
                    read();
                }
            }
        } finally {
            refreshing.unlock();
        }
    }

    /** The algorithms that can sign, for metadata and for resources to choose from. */
    public static List<String> algorithms() {
        return ALGORITHMS.stream().map(JWSAlgorithm::getName).toList();
    }

    /**
     * The public keys as a JWK set (RFC 7517 section 5): no private and no symmetric member (requirement Y1). Whatever the
     * database does, the set read last.
     */
    public String publicJwkSet() {
        return current.get().publicJwkSet();
    }

    /** Whether there is a key to sign with, for each algorithm. */
    public boolean ready() {
        try {
            SigningKeySet set = current.get();
            Instant now = clock.instant();
            ALGORITHMS.forEach(algorithm -> set.signing(algorithm.getName(), now));
            return true;
        } catch (KeyUnavailable e) {
            return false;
        }
    }

    /**
     * Signs the claims.
     *
     * @param algorithm one of {@link #algorithms()}
     * @param type the {@code typ} header, such as {@code at+jwt} (RFC 9068 section 2.1)
     * @param claims with {@code iat} and {@code exp}, at most an hour apart: for so long a retired key is published
     * @throws KeyUnavailable if there is no key for the algorithm; nothing else is used in its stead
     */
    public String sign(String algorithm, String type, JWTClaimsSet claims) {
        requireShort(claims);
        SigningKey key = fresh().signing(algorithm, clock.instant());
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

    private static void requireShort(JWTClaimsSet claims) {
        Instant issuedAt = claims.getIssueTime().toInstant();
        Instant expires = claims.getExpirationTime().toInstant();
        // iat is in whole seconds
        if (Duration.between(issuedAt, expires).minusSeconds(1).compareTo(SigningKeySchedule.LONGEST_TOKEN) > 0) {
            throw new IllegalArgumentException("A token that outlives its key's publication is not signed");
        }
    }

    /**
     * The claims of a JWT that one of our keys signed as this type, whatever its times; empty for anything else. The key
     * is found among our own by {@code kid}, and its algorithm is the key's, never the header's word.
     */
    public Optional<JWTClaimsSet> verify(String jwt, String type) {
        SigningKeySet keys = fresh();
        return verified.find(jwt)
                .or(() -> verifyAnew(jwt, keys))
                .filter(found ->
                        found.type().equals(type) && keys.find(found.kid()).isPresent())
                .map(Verified::claims);
    }

    private Optional<Verified> verifyAnew(String jwt, SigningKeySet keys) {
        try {
            SignedJWT signed = SignedJWT.parse(jwt);
            JWSHeader header = signed.getHeader();
            PublishedKey key = keys.find(header.getKeyID()).orElse(null);
            if (key == null
                    || header.getType() == null
                    || !key.row().algorithm().equals(header.getAlgorithm().getName())
                    || !exact(signed, jwt)
                    || !signed.verify(key.verifier())) {
                return Optional.empty();
            }
            Verified signature = new Verified(key.row().kid(), header.getType().getType(), signed.getJWTClaimsSet());
            verified.add(jwt, signature);
            return Optional.of(signature);
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

    /** The keys at hand. Where the background fell behind, as after a lost database, the caller reads them itself. */
    private SigningKeySet fresh() {
        SigningKeySet set = current.get();
        Duration age = Duration.between(set.readAt(), clock.instant()).abs();
        return age.compareTo(OLDEST) > 0 ? read() : set;
    }

    private SigningKeySet read() {
        return current.read(reader::read);
    }
}
