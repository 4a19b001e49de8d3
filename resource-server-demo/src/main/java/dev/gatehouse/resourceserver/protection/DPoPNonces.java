package dev.gatehouse.resourceserver.protection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The nonces of RFC 9449 section 9, without a memory of them: the HMAC of the time window under a random key of this
 * process. One is valid in its window and in the next. Other nodes and this one after a restart do not know it; their
 * {@code use_dpop_nonce} gives the client one of theirs.
 */
final class DPoPNonces {

    static final Duration WINDOW = Duration.ofSeconds(60);

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;
    private final InstantSource clock;

    DPoPNonces(InstantSource clock) {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, ALGORITHM);
        this.clock = clock;
    }

    String current() {
        return nonceOf(window());
    }

    boolean isValid(@Nullable String nonce) {
        if (nonce == null) {
            return false;
        }
        long window = window();
        // Both, so that the time does not tell which.
        return isEqual(nonce, nonceOf(window)) | isEqual(nonce, nonceOf(window - 1));
    }

    private long window() {
        return clock.instant().getEpochSecond() / WINDOW.toSeconds();
    }

    private String nonceOf(long window) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(window).array());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("Every Java has " + ALGORITHM, e);
        }
    }

    private static boolean isEqual(String nonce, String valid) {
        return MessageDigest.isEqual(nonce.getBytes(StandardCharsets.UTF_8), valid.getBytes(StandardCharsets.UTF_8));
    }
}
