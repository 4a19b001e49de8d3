package dev.gatehouse.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.cluster.TestCluster;
import dev.gatehouse.authserver.outbound.FetchOutcome;
import dev.gatehouse.authserver.testing.Corpus;
import dev.gatehouse.authserver.testing.FuzzedJwt;
import dev.gatehouse.authserver.testing.TestDatabase;
import dev.gatehouse.authserver.web.Issuer;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Fuzzed by {@code .ci/fuzz}. An input is a client assertion, as {@link FuzzedJwt} reads it. */
public class ClientAssertionsFuzzTests {

    private static final String ISSUER = "https://as.test";

    private static final Instant NOW = FuzzedJwt.CLOCK.instant();

    private static final DataSource DATABASE = TestDatabase.h2().migrated();

    private static final JdbcClient JDBC = JdbcClient.create(DATABASE);

    private static final ClientAssertions ASSERTIONS = new ClientAssertions(
            new ClientKeySets((uri, types, largest) -> new FetchOutcome.NotFetched("Nothing is fetched here")),
            TestCluster.singleUse(DATABASE, FuzzedJwt.CLOCK),
            new Issuer(ISSUER),
            FuzzedJwt.CLOCK);

    private static final Client CLIENT = client();

    static List<Named<byte[]>> corpus() {
        return Corpus.of(ClientAssertionsFuzzTests.class);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    @DisplayName("A4 only a fresh assertion that the client signed for this server proves the client, once")
    void holds(byte[] input) {
        fuzzerTestOneInput(input);
    }

    /** Otherwise nothing would be checked of what is accepted. */
    @Test
    void startsFromOneThatProves() {
        byte[] good = Corpus.input(ClientAssertionsFuzzTests.class, "good");
        assertThat(ASSERTIONS.proves(CLIENT, FuzzedJwt.compact(good, Map.of()))).isTrue();
        JDBC.sql("delete from replay_marker").update();
    }

    public static void fuzzerTestOneInput(byte[] input) {
        String assertion = FuzzedJwt.compact(input, Map.of());
        String claimed = ClientAssertions.claimedClientId(assertion).orElse(null);
        if (!ASSERTIONS.proves(CLIENT, assertion)) {
            return;
        }
        assertThat(FuzzedJwt.signed(input)).isTrue();
        assertThat(claimed).isEqualTo("app");
        assertThat(ASSERTIONS.proves(CLIENT, assertion)).isFalse();
        JDBC.sql("delete from replay_marker").update();
        try {
            check(SignedJWT.parse(assertion));
        } catch (ParseException e) {
            fail(e);
        }
    }

    private static void check(SignedJWT jwt) throws ParseException {
        Map<String, Object> header = jwt.getHeader().toJSONObject();
        assertThat(header.get("alg")).isEqualTo("ES256");
        assertThat(header).doesNotContainKeys("crit").doesNotContainEntry("b64", false);
        JWTClaimsSet claims = jwt.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("app");
        assertThat(claims.getAudience()).isEqualTo(List.of(ISSUER));
        assertThat(claims.getExpirationTime().toInstant())
                .isBetween(NOW.minusSeconds(30), NOW.plus(Duration.ofMinutes(5)).plusSeconds(30));
        assertThat(claims.getJWTID()).isNotEmpty().hasSizeLessThanOrEqualTo(512);
    }

    private static Client client() {
        String keys = new JWKSet(FuzzedJwt.key()).toString(true);
        return new Client(
                new UUID(0, 1),
                "app",
                "App",
                ClientSource.ADMIN,
                ClientStatus.ACTIVE,
                "private_key_jwt",
                Set.of("client_credentials"),
                List.of(),
                null,
                Set.of(),
                null,
                null,
                null,
                NOW,
                new ClientKeys(null, keys),
                false);
    }
}
