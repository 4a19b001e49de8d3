package dev.gatehouse.authserver.keys;

import com.nimbusds.jose.jwk.JWKSet;
import dev.gatehouse.authserver.secret.KeyUnavailable;
import dev.gatehouse.authserver.secret.StartRefusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys as one node read them, with all that requests need of them prepared.
 *
 * @param publicJwkSet RFC 7517 section 5
 * @param readAt by this node's clock
 * @param ahead how far the database's clock is ahead of this node's
 */
record SigningKeySet(List<PublishedKey> keys, String publicJwkSet, Instant readAt, Duration ahead) {

    static final SigningKeySet NONE = of(List.of(), Instant.EPOCH, Duration.ZERO);

    static SigningKeySet of(List<PublishedKey> keys, Instant readAt, Duration ahead) {
        String published = new JWKSet(keys.stream().map(PublishedKey::publicKey).toList()).toString(true);
        return new SigningKeySet(List.copyOf(keys), published, readAt, ahead);
    }

    /**
     * The key of the algorithm that signs at this moment.
     *
     * @param now by this node's clock
     * @throws KeyUnavailable if there is none or it could not be decrypted; no other stands in for it
     */
    SigningKey signing(String algorithm, Instant now) {
        PublishedKey latest = null;
        for (PublishedKey key : keys) {
            if (key.row().algorithm().equals(algorithm) && key.row().activated(now.plus(ahead))) {
                latest = key;
            }
        }
        if (latest == null) {
            throw new KeyUnavailable("There is no signing key for " + algorithm);
        }
        SigningKey own = latest.own();
        if (own != null) {
            return own;
        }
        RuntimeException refusal = latest.refusal();
        String reason = "The signing key " + latest.row().kid() + " cannot be used";
        throw refusal == null ? new KeyUnavailable(reason) : new KeyUnavailable(reason, refusal);
    }

    Optional<PublishedKey> find(@Nullable String kid) {
        return keys.stream().filter(key -> key.row().kid().equals(kid)).findFirst();
    }

    List<SigningKeyRow> rows() {
        return keys.stream().map(PublishedKey::row).toList();
    }

    /** What forbids to start: a key that signs now or soon and that no waiting will decrypt. */
    Stream<StartRefusal> refusals() {
        return keys.stream()
                .map(PublishedKey::refusal)
                .filter(StartRefusal.class::isInstance)
                .map(StartRefusal.class::cast);
    }
}
