package dev.gatehouse.authserver.keys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.authserver.secret.Secrets;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * JWTs whose signature this node has verified lately, since an MCP server asks about the same token with each call. That a
 * text was signed by a key does not change; whether the key still counts is asked each time, as is whether the token is in
 * force. Texts are kept as hashes, and what did not verify is not kept.
 */
final class VerifiedSignatures {

    /** @param type the header's {@code typ} */
    record Verified(String kid, String type, JWTClaimsSet claims) {}

    private final Cache<ByteBuffer, Verified> verified = Caffeine.newBuilder()
            .maximumSize(5_000)
            .expireAfterAccess(Duration.ofMinutes(10))
            // Its upkeep is a few steps: to wake another thread for it costs more.
            .executor(Runnable::run)
            .build();

    @Nullable
    Verified find(String jwt) {
        return verified.getIfPresent(key(jwt));
    }

    void add(String jwt, Verified signature) {
        verified.put(key(jwt), signature);
    }

    private static ByteBuffer key(String jwt) {
        return ByteBuffer.wrap(Secrets.sha256(jwt));
    }
}
