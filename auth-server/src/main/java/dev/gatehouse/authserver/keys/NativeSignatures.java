package dev.gatehouse.authserver.keys;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.nimbusds.jose.jca.JCAAware;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.JWKGenerator;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signatures and their keys by a native library: several times faster than the JDK's, with the same result. On a platform that
 * it does not fit, or where its library cannot be unpacked, the JDK signs.
 */
final class NativeSignatures {

    private static final Logger log = LoggerFactory.getLogger(NativeSignatures.class);

    private static final Optional<Provider> PROVIDER = load();

    private NativeSignatures() {}

    /** Whether the library is there; whoever asks first loads and checks it. */
    static boolean available() {
        return PROVIDER.isPresent();
    }

    private static Optional<Provider> load() {
        try {
            AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
            provider.assertHealthy();
            return Optional.of(provider);
        } catch (LinkageError | RuntimeException e) {
            log.info("Signatures are made by the JDK, which is slower: {}", e.toString());
            return Optional.empty();
        }
    }

    /** The same signer or verifier, made to compute with the native library. */
    static <T extends JCAAware<JCAContext>> T by(T implementation) {
        PROVIDER.ifPresent(provider -> implementation.getJCAContext().setProvider(provider));
        return implementation;
    }

    /** The same generator, made to find keys with the native library. */
    static <T extends JWK> JWKGenerator<T> by(JWKGenerator<T> generator) {
        PROVIDER.ifPresent(generator::provider);
        return generator;
    }

    /** The same key as the native library holds it, so that it is not converted for each signature. */
    static <T extends Key> T key(T key, Class<T> type) {
        return PROVIDER.map(provider -> {
                    try {
                        return type.cast(KeyFactory.getInstance(key.getAlgorithm(), provider)
                                .translateKey(key));
                    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
                        throw new IllegalStateException("A key cannot be used", e);
                    }
                })
                .orElse(key);
    }
}
