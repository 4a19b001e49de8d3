package dev.gatehouse.client.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A client's private key: EC on P-256, P-384 or P-521, or RSA of 2048 bits and more. */
public final class SigningKey {

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<JWSAlgorithm> RSA = List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256);
    private static final int SHORTEST_RSA = 2048;

    private final PrivateKey key;
    private final @Nullable String id;
    private final List<JWSAlgorithm> algorithms;

    private SigningKey(PrivateKey key, @Nullable String id) {
        this.key = key;
        this.id = id;
        this.algorithms = algorithms(key);
    }

    /** @throws Failure of the step {@code USAGE} if the file cannot be read or holds no such key */
    public static SigningKey read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (IOException unreadable) {
            throw new Failure(Step.USAGE, "the key file " + file + " cannot be read.");
        }
    }

    /**
     * @param text a private JWK, or PEM with a PKCS#8 key
     * @param source names the key in the sentence of the failure
     */
    public static SigningKey parse(String text, String source) {
        try {
            return text.strip().startsWith("{") ? ofJwk(text) : ofPem(text);
        } catch (ParseException | JOSEException | IllegalArgumentException notAKey) {
            // What a parser says of a private key may quote it, so the sentence is the same for all of them.
            throw new Failure(
                    Step.USAGE,
                    source + " holds no private key that can be used: an EC key (P-256, P-384, P-521) or an RSA key of"
                            + " 2048 bits or more is expected, as a JWK or as PEM in PKCS#8 (BEGIN PRIVATE KEY).");
        }
    }

    /**
     * Signs the claims in a compact JWT. Its header names the key where the key has an id.
     *
     * @param accepted the algorithms that the reader accepts; empty if it does not say
     * @throws Failure of the step {@code TOKEN} if the key fits none of them
     */
    public String sign(Map<String, Object> claims, List<String> accepted) {
        JWSAlgorithm algorithm = algorithms.stream()
                .filter(one -> accepted.isEmpty() || accepted.contains(one.getName()))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        Step.TOKEN,
                        "the authorization server accepts signatures by " + String.join(", ", accepted)
                                + ", and the client's key makes " + algorithms + "."));
        JWSHeader header = new JWSHeader.Builder(algorithm)
                .type(JOSEObjectType.JWT)
                .keyID(id)
                .build();
        return Jws.sign(header, claims, signer(key));
    }

    private static SigningKey ofJwk(String text) throws ParseException, JOSEException {
        JWK jwk = JWK.parse(text);
        PrivateKey key = jwk instanceof AsymmetricJWK asymmetric ? asymmetric.toPrivateKey() : null;
        if (key == null) {
            throw new IllegalArgumentException("not a private key");
        }
        return new SigningKey(key, jwk.getKeyID());
    }

    private static SigningKey ofPem(String text) {
        Matcher found = PEM.matcher(text);
        if (!found.find()) {
            throw new IllegalArgumentException("no PKCS#8 in PEM");
        }
        byte[] der = Base64.getMimeDecoder().decode(found.group(1));
        for (String kind : List.of("EC", "RSA")) {
            try {
                return new SigningKey(KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der)), null);
            } catch (GeneralSecurityException ofAnotherKind) {
                // The next kind may fit.
            }
        }
        throw new IllegalArgumentException("neither EC nor RSA");
    }

    private static List<JWSAlgorithm> algorithms(PrivateKey key) {
        if (key instanceof RSAPrivateKey rsa && rsa.getModulus().bitLength() >= SHORTEST_RSA) {
            return RSA;
        }
        Curve curve = key instanceof ECPrivateKey ec ? Curve.forECParameterSpec(ec.getParams()) : null;
        if (Curve.P_256.equals(curve)) {
            return List.of(JWSAlgorithm.ES256);
        }
        if (Curve.P_384.equals(curve)) {
            return List.of(JWSAlgorithm.ES384);
        }
        if (Curve.P_521.equals(curve)) {
            return List.of(JWSAlgorithm.ES512);
        }
        throw new IllegalArgumentException("not a key of RFC 7518");
    }

    private static JWSSigner signer(PrivateKey key) {
        try {
            return key instanceof ECPrivateKey ec ? new ECDSASigner(ec) : new RSASSASigner(key);
        } catch (JOSEException cannot) {
            throw new IllegalStateException("the key was checked when it was read", cannot);
        }
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "SigningKey" + algorithms;
    }
}
