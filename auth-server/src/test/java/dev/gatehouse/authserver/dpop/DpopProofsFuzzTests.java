package dev.gatehouse.authserver.dpop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.cluster.TestCluster;
import dev.gatehouse.authserver.testing.Corpus;
import dev.gatehouse.authserver.testing.FuzzedJwt;
import dev.gatehouse.authserver.testing.TestDatabase;
import dev.gatehouse.authserver.web.Issuer;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Fuzzed by {@code .ci/fuzz}. An input is a proof, as {@link FuzzedJwt} reads it; {@code KEY} stands for the public key
 * that signs, {@code NONCE} for the nonce of this server.
 */
public class DpopProofsFuzzTests {

    private static final Instant NOW = FuzzedJwt.CLOCK.instant();

    private static final DataSource DATABASE = TestDatabase.h2().migrated();

    private static final JdbcClient JDBC = JdbcClient.create(DATABASE);

    private static final DpopNonces NONCES = new DpopNonces(FuzzedJwt.sharedSecret(), FuzzedJwt.CLOCK);

    private static final DpopProofs PROOFS = new DpopProofs(
            NONCES,
            TestCluster.singleUse(DATABASE, FuzzedJwt.CLOCK),
            new Issuer("https://as.test/tenant"),
            FuzzedJwt.CLOCK);

    static List<Named<byte[]>> corpus() {
        return Corpus.of(DpopProofsFuzzTests.class);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    @DisplayName("only a fresh proof for this request that its key signed is accepted, once (RFC 9449 section 4.3)")
    void holds(byte[] input) {
        fuzzerTestOneInput(input);
    }

    /** Otherwise nothing would be checked of what is accepted. */
    @Test
    void startsFromOneThatIsAccepted() throws JOSEException {
        String good = proof(Corpus.input(DpopProofsFuzzTests.class, "good"));
        assertThat(PROOFS.verify(good, "/token"))
                .isEqualTo(FuzzedJwt.key().computeThumbprint().toString());
        JDBC.sql("delete from replay_marker").update();
    }

    private static String proof(byte[] input) {
        String publicKey = FuzzedJwt.key().toPublicJWK().toJSONString();
        return FuzzedJwt.compact(input, Map.of("KEY", publicKey, "NONCE", NONCES.current()));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        String proof = proof(input);
        String thumbprint;
        try {
            thumbprint = PROOFS.verify(proof, "/token");
        } catch (ProtocolRefusal refusal) {
            assertThat(refusal.getError().getErrorCode()).isIn("invalid_dpop_proof", "use_dpop_nonce");
            return;
        }
        assertThat(FuzzedJwt.signed(input)).isTrue();
        assertThatThrownBy(() -> PROOFS.verify(proof, "/token")).isInstanceOf(ProtocolRefusal.class);
        JDBC.sql("delete from replay_marker").update();
        try {
            assertThat(thumbprint).isEqualTo(FuzzedJwt.key().computeThumbprint().toString());
            check(SignedJWT.parse(proof));
        } catch (JOSEException | ParseException e) {
            fail(e);
        }
    }

    private static void check(SignedJWT jwt) throws ParseException {
        Map<String, Object> header = jwt.getHeader().toJSONObject();
        assertThat(header.get("alg")).isEqualTo("ES256");
        assertThat(String.valueOf(header.get("typ"))).isEqualToIgnoringCase("dpop+jwt");
        assertThat(header).doesNotContainKeys("crit").doesNotContainEntry("b64", false);
        assertThat(header.get("jwk"))
                .isInstanceOfSatisfying(
                        Map.class, key -> assertThat(key.containsKey("d")).isFalse());
        Map<String, Object> claims = jwt.getJWTClaimsSet().getClaims();
        assertThat(claims.get("htm")).isEqualTo("POST");
        assertThat(claims.get("nonce")).isEqualTo(NONCES.current());
        assertThat(String.valueOf(claims.get("htu"))).containsIgnoringCase("://as.test");
        assertThat(jwt.getJWTClaimsSet().getIssueTime().toInstant())
                .isBetween(NOW.minusSeconds(65), NOW.plusSeconds(5));
    }
}
