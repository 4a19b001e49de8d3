package dev.gatehouse.authserver.keys;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.jwk.JWK;
import org.jspecify.annotations.Nullable;

/**
 * A stored key with what this node made of it.
 *
 * @param publicKey what is published
 * @param own the key pair; null if it is retired or could not be decrypted
 * @param refusal why it could not be decrypted
 */
record PublishedKey(
        SigningKeyRow row,
        JWK publicKey,
        JWSVerifier verifier,
        @Nullable SigningKey own,
        @Nullable RuntimeException refusal) {}
