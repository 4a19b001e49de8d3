package dev.gatehouse.authserver.dpop;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.secret.SharedSecret;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.stereotype.Component;

/**
 * The values of {@code DPoP-Nonce} (RFC 9449 section 8): derived from the time, so that every node accepts what another
 * gave out, and nothing is stored. One is good for five to ten minutes.
 */
@Component
public class DpopNonces {

    private static final long PERIOD = Duration.ofMinutes(5).toSeconds();

    private final SharedSecret secret;

    private final InstantSource clock;

    DpopNonces(SharedSecret secret, InstantSource clock) {
        this.secret = secret;
        this.clock = clock;
    }

    /** The nonce to give out now. */
    public String current() {
        return nonce(period());
    }

    boolean accepts(String nonce) {
        long now = period();
        // The next one too: it may come from a node whose clock is ahead.
        return Secrets.equal(nonce, nonce(now))
                || Secrets.equal(nonce, nonce(now - 1))
                || Secrets.equal(nonce, nonce(now + 1));
    }

    private long period() {
        return clock.instant().getEpochSecond() / PERIOD;
    }

    private String nonce(long period) {
        return Secrets.base64Url(secret.hmac("gatehouse/dpop-nonce/1", Long.toString(period)));
    }
}
