package dev.gatehouse.client.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.client.http.Failure;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTests {

    private static final Map<String, Object> CLAIMS = Map.of("sub", "robot");

    @ParameterizedTest
    @CsvSource({"P-256, ES256", "P-384, ES384", "P-521, ES512"})
    void signsByTheCurveOfTheKeyWhicheverFormItHas(String curve, String algorithm)
            throws JOSEException, ParseException {
        ECKey key = new ECKeyGenerator(Curve.parse(curve)).keyID("k").generate();

        for (String text : List.of(key.toJSONString(), pem(key.toPrivateKey().getEncoded()))) {
            SignedJWT jwt =
                    SignedJWT.parse(SigningKey.parse(text, "the key").sign(CLAIMS, List.of("RS256", algorithm)));
            assertThat(jwt.verify(new ECDSAVerifier(key))).isTrue();
            assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
        }
    }

    @Test
    void signsByAnAlgorithmThatTheServerAccepts() throws JOSEException, ParseException {
        RSAKey key = new RSAKeyGenerator(2048).keyID("key-1").generate();
        SigningKey signing = SigningKey.parse(key.toJSONString(), "the key");

        SignedJWT jwt = SignedJWT.parse(signing.sign(CLAIMS, List.of("PS256")));

        assertThat(jwt.verify(new RSASSAVerifier(key))).isTrue();
        assertThat(jwt.getHeader().getKeyID()).isEqualTo("key-1");
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("PS256");
        assertThatThrownBy(() -> signing.sign(CLAIMS, List.of("ES256", "none")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("accepts signatures by ES256, none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"kty\":\"oct\",\"k\":\"c2VjcmV0LXNlY3JldA\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"x\",\"y\":\"y\"}",
                "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LXNlY3JldA==\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0LXNlY3JldA==\n-----END RSA PRIVATE KEY-----"
            })
    void refusesWhatIsNoPrivateKeyWithoutQuotingIt(String text) {
        assertThatThrownBy(() -> SigningKey.parse(text, "the key"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("the key holds no private key that can be used")
                .hasMessageNotContaining("c2Vjcm");
    }

    @Test
    void refusesAPublicKey() throws JOSEException {
        String text = new ECKeyGenerator(Curve.P_256).generate().toPublicJWK().toJSONString();

        assertThatThrownBy(() -> SigningKey.parse(text, "the key")).isInstanceOf(Failure.class);
    }

    private static String pem(byte[] der) {
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
    }
}
