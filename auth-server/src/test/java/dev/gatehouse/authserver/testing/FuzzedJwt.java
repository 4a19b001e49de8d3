package dev.gatehouse.authserver.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.gatehouse.authserver.secret.SharedSecret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.beans.BeanUtils;

/**
 * JWTs of a fuzzer's input: a line of header, one of claims and one of signature. Header and claims are encoded, so that
 * the fuzzer changes JSON; the signature {@value #SIGN} stands for a true one. A single line is the JWT as it is.
 */
public final class FuzzedJwt {

    /** When the seeds of the corpora are fresh: 1793527200 seconds after the epoch. */
    public static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-01T10:00:00Z"));

    private static final String SIGN = "sign";

    private static final ECKey KEY = newKey();

    private FuzzedJwt() {}

    /** The key that signs; a new one for each run. */
    public static ECKey key() {
        return KEY;
    }

    /** Whether the input's JWT is signed by the key. */
    public static boolean signed(byte[] input) {
        return Corpus.lines(input, 3).get(2).equals(SIGN);
    }

    /** @param values what stands for each of these words in header and claims */
    public static String compact(byte[] input, Map<String, String> values) {
        List<String> lines = Corpus.lines(input, 3);
        if (lines.get(1).isEmpty()) {
            return lines.getFirst();
        }
        String content = encoded(lines.get(0), values) + "." + encoded(lines.get(1), values);
        return content + "." + (signed(input) ? signature(content) : lines.get(2));
    }

    /** Of zeros. */
    public static SharedSecret sharedSecret() {
        try {
            Supplier<byte[]> zeros = () -> new byte[32];
            return BeanUtils.instantiateClass(SharedSecret.class.getDeclaredConstructor(Supplier.class), zeros);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String part, Map<String, String> values) {
        String text = part;
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace(value.getKey(), value.getValue());
        }
        return Base64URL.encode(text).toString();
    }

    /** Not by a signer of the library, which would look at the header first. */
    private static String signature(String content) {
        try {
            Signature es256 = Signature.getInstance("SHA256withECDSA");
            es256.initSign(KEY.toECPrivateKey());
            es256.update(content.getBytes(StandardCharsets.US_ASCII));
            return Base64URL.encode(ECDSA.transcodeSignatureToConcat(es256.sign(), 64))
                    .toString();
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
