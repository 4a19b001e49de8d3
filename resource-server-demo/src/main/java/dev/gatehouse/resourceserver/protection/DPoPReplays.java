package dev.gatehouse.resourceserver.protection;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.springframework.security.authentication.AuthenticationServiceException;

/**
 * Remembers the proofs that were used, for as long as they could be used again (RFC 9449 section 11.1). In this process
 * only: a proof may be used once on each node. When it is full it refuses instead of forgetting, because whoever could
 * make it forget could replay.
 */
final class DPoPReplays {

    static final int CAPACITY = 100_000;

    /** A proof from the edge of the future is fresh the longest. */
    static final Duration REMEMBERED = DPoPProof.LIFETIME
            .plus(DPoPProof.CLOCK_SKEW)
            .plus(DPoPProof.CLOCK_SKEW)
            .plusSeconds(1);

    private final Cache<String, Boolean> used;
    private final int capacity;

    DPoPReplays(InstantSource clock, int capacity) {
        this.capacity = capacity;
        this.used = Caffeine.newBuilder()
                .expireAfterWrite(REMEMBERED)
                .ticker(() -> ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant()))
                .executor(Runnable::run)
                .build();
    }

    /**
     * Uses the proof up.
     *
     * @return false when it was used before
     * @throws AuthenticationServiceException when there is no room to remember it
     */
    boolean use(DPoPProof proof) {
        if (used.estimatedSize() >= capacity) {
            used.cleanUp();
            if (used.estimatedSize() >= capacity) {
                throw new AuthenticationServiceException("The memory of used DPoP proofs is full");
            }
        }
        // The thumbprint has a fixed length: no two pairs make one text. The hash bounds the id.
        return used.asMap().putIfAbsent(DPoPProof.hash(proof.thumbprint() + proof.jti()), true) == null;
    }
}
