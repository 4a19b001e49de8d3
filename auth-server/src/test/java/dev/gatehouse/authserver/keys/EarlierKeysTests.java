package dev.gatehouse.authserver.keys;

import static dev.gatehouse.authserver.keys.Nodes.kid;
import static dev.gatehouse.authserver.keys.Nodes.published;
import static dev.gatehouse.authserver.keys.Nodes.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestDatabase;
import dev.gatehouse.authserver.testing.TestServer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What an earlier version stored, with one key-encryption key and without rotation. */
class EarlierKeysTests {

    private static final String KID = "qjur-W-9MXbtzYO7gzV_iCOFbNTMh6b4UjktzDJf9Ww";

    private static final String KEK_ID = "pk_GnnrjNtoDsJ_8";

    private static final String PRIVATE_JWE =
            "eyJraWQiOiJwa19Hbm5yak50b0RzSl84IiwiZW5jIjoiQTI1NkdDTSIsImFsZyI6ImRpciJ9..htRZD4b_k0uC3G5X.sRb3ibAMCZrkzk7c4ov02bP0XIbRHEA1mBmxGNB55NQGCVOgRmYGY9LUGIc_yP1aR9LTngbYmra7F-XMVeNsLeFJPLHGLKd5EVwCwOD-oWC51soaUN4TvTfygauuNrKruOUIRcVV5oIQ5EbLTaGCYP3C2pSsqYT2QA0a4BYwnsvuAZ6NxBXcyjuqYtijN82qdzxOyDr5b08e97OthwmqoEBNNwzD2JNNoClWvdfjQasHrW0CWkYkF__7AhKYhNtV1FMBInWuuzfx2JEtIOwCLhg2AEL23gPYT0D6sadgG2VaJgaEXUOv_wI_HqIwfD6j27bYFjIBBDbLDYemokw.dBK-iJRxt3RLmYTJ6njWJA";

    private static final String PUBLIC_JWK = """
            {"kty":"EC","use":"sig","crv":"P-256","kid":"qjur-W-9MXbtzYO7gzV_iCOFbNTMh6b4UjktzDJf9Ww",\
            "x":"A4MFxR7bpMEDZGfZF43YP8c0kYlX0v1wkyKt3XCtHwU","y":"aMwF9Mho5wt2v7A70CAjP7o8k4Fz4drpyFQSg_BohvM",\
            "alg":"ES256"}""";

    private static final String DERIVATION_JWE =
            "eyJraWQiOiJwa19Hbm5yak50b0RzSl84IiwiZW5jIjoiQTI1NkdDTSIsImFsZyI6ImRpciJ9..DiXuKf386ALIXSbw.Z2xc1m1VXKCHG2PGzVjOXTw2E8icPzxnr0DXyEfyoEgFHkPb6Cms23mwQQ.IvKUCdTe8b8XUz4io8UBVQ";

    @ParameterizedTest
    @EnumSource(Database.class)
    @DisplayName("Y3 keys that an earlier version stored under one key-encryption key go on signing and deriving")
    void goOn(Database kind) {
        TestDatabase database = kind == Database.H2 ? TestDatabase.h2() : TestDatabase.postgres();
        fill(new DriverManagerDataSource(database.url(), database.username(), database.password()));
        List<String> arguments = new ArrayList<>(List.of("--gatehouse.data-dir=" + TestServer.temporaryFolder()));
        database.properties().forEach((name, value) -> arguments.add("--" + name + "=" + value));

        TestServer server = TestServer.start(arguments);

        try {
            Oauth oauth = new Oauth(server);
            assertThat(kid(token(oauth))).isEqualTo(KID);
            assertThat(published(oauth)).hasSize(2).contains(KID);
            assertThat(server.bean(DerivationKeys.class).current().id()).isEqualTo("first");
            assertThat(server.jdbc()
                            .sql("select distinct kek_id from signing_key")
                            .query(String.class)
                            .list())
                    .containsExactly(KEK_ID);
        } finally {
            server.close();
        }
    }

    private static void fill(DataSource dataSource) {
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration/common")
                .target("7")
                .load()
                .migrate();
        OffsetDateTime yesterday = Instant.now().minusSeconds(86_400).atOffset(ZoneOffset.UTC);
        JdbcClient jdbc = JdbcClient.create(dataSource);
        jdbc.sql("""
                insert into signing_key (kid, alg, status, private_jwe, public_jwk, kek_id, created_at, activates_at)
                values (?, 'ES256', 'ACTIVE', ?, ?, ?, ?, ?)""")
                .params(KID, PRIVATE_JWE, PUBLIC_JWK, KEK_ID, yesterday, yesterday)
                .update();
        jdbc.sql("insert into derivation_key (id, key_jwe, kek_id, created_at) values ('first', ?, ?, ?)")
                .params(DERIVATION_JWE, KEK_ID, yesterday)
                .update();
    }
}
