package dev.gatehouse.authserver.keys;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatehouse.authserver.cluster.NodeMemory;
import dev.gatehouse.authserver.secret.Secrets;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * JWTs whose signature this node has verified lately, since an MCP server asks about the same token with each call. That a
 * text was signed by a key does not change; whether the key still counts is asked each time, as is whether the token is in
 * force. Texts are kept as hashes, and what did not verify is not kept.
 */
final class VerifiedSignatures {

    /** @param type the header's {@code typ} */
    record Verified(String kid, String type, JWTClaimsSet claims) {}

    private final NodeMemory<ByteBuffer, Verified> verified = NodeMemory.sinceAsked(5_000, Duration.ofMinutes(10));

    Optional<Verified> find(String jwt) {
        return verified.find(key(jwt));
    }

    void add(String jwt, Verified signature) {
        verified.keep(key(jwt), signature);
    }

    private static ByteBuffer key(String jwt) {
        return ByteBuffer.wrap(Secrets.sha256(jwt));
    }
}
