package dev.gatehouse.authserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.secret.StartRefusal;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestDatabase;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class StartTests {

    @ParameterizedTest
    @EnumSource(Database.class)
    @DisplayName("Y3 F5 P02 keys, sign-ins, grants and the memory of replays survive a restart")
    void survivesARestart(Database database) {
        List<String> arguments = TestServer.arguments(database, TestServer.temporaryFolder());
        TestServer first = TestServer.start(arguments);
        List<String> again = new ArrayList<>(arguments);
        again.add("--server.port=" + first.url("/").getPort());
        again.add("--gatehouse.issuer=" + first.issuer());
        Oauth oauth = new Oauth(first);
        UserAgent alice = oauth.signedIn("alice");
        String keys = new UserAgent().get(first.url("/jwks")).body();
        Map<String, Object> tokens = Oauth.json(
                oauth.token(oauth.consented(alice, List.of("tools:read")).get("code")));
        Map<String, Object> rotated = Oauth.json(oauth.refresh((String) tokens.get("refresh_token")));
        String waiting = UserAgent.location(oauth.authorize(alice, "prompt=consent"));
        first.close();

        TestServer second = TestServer.start(again);
        try {
            Oauth restarted = new Oauth(second);
            assertThat(new UserAgent().get(second.url("/jwks")).body()).isEqualTo(keys);
            assertThat(restarted.active(rotated.get("access_token"))).isTrue();
            assertThat(alice.get(second.url(waiting)).statusCode()).isEqualTo(200);
            assertThat(restarted.refresh((String) tokens.get("refresh_token")).statusCode())
                    .isEqualTo(400);
            assertThat(restarted.active(rotated.get("access_token"))).isFalse();
            assertThat(restarted.refresh((String) rotated.get("refresh_token")).statusCode())
                    .isEqualTo(400);
        } finally {
            second.close();
        }
    }

    @Test
    @DisplayName("Y3 P16 makes the key-encryption key for the embedded database, for its owner's eyes only")
    void makesAKeyEncryptionKey() throws Exception {
        Path folder = TestServer.temporaryFolder();
        TestServer server = TestServer.start(TestServer.arguments(Database.H2, folder));
        String stored = server.jdbc()
                .sql("select private_jwe from signing_key")
                .query(String.class)
                .list()
                .toString();
        String id = server.jdbc()
                .sql("select distinct kek_id from signing_key")
                .query(String.class)
                .single();
        server.close();

        Path key = folder.resolve("key-encryption-key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(stored).doesNotContain("\"d\"").contains("eyJ");
        Files.writeString(key, "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
        assertRefused(
                TestServer.arguments(Database.H2, folder),
                "A stored key cannot be decrypted: it was encrypted under key-encryption key " + id);
    }

    @Test
    @DisplayName("Y3 P16 refuses to start on PostgreSQL without a key-encryption key")
    void refusesPostgresWithoutAKey() {
        List<String> arguments = new ArrayList<>();
        TestDatabase.postgres().properties().forEach((name, value) -> {
            if (!name.contains("key-encryption-key")) {
                arguments.add("--" + name + "=" + value);
            }
        });
        assertRefused(arguments, "Set gatehouse.secret.key-encryption-key-file");
    }

    @ParameterizedTest
    @DisplayName("D3 N1 refuses an issuer that RFC 8414 does not allow")
    @CsvSource({
        "http://as.example.com,must be https",
        "ftp://127.0.0.1,must be https",
        "https://as.example.com/,must not end with a slash",
        "https://as.example.com?x=1,no query",
        "https://as.example.com#x,no fragment",
        "https://u@as.example.com,must name no user",
        "as.example.com,must be an absolute URL"
    })
    void refusesABadIssuer(String issuer, String sentence) {
        List<String> arguments = new ArrayList<>(TestServer.arguments(Database.H2, TestServer.temporaryFolder()));
        arguments.add("--gatehouse.issuer=" + issuer);
        assertRefused(arguments, sentence);
    }

    @Test
    @DisplayName("L1 W05 puts no code, token, verifier, secret, password or cookie into the log, even when it refuses")
    void logsNoSecret(CapturedOutput output) {
        List<String> arguments = new ArrayList<>(TestServer.arguments(Database.H2, TestServer.temporaryFolder()));
        arguments.add("--logging.level.dev.gatehouse=TRACE");
        arguments.add("--logging.level.org.springframework.web=DEBUG");
        arguments.add("--logging.level.org.springframework.security=DEBUG");
        TestServer server = TestServer.start(arguments);
        List<String> secrets = new ArrayList<>();
        try {
            Oauth oauth = new Oauth(server);
            UserAgent alice = oauth.signedIn("alice");
            String code = oauth.consented(alice, List.of("tools:read"), "prompt=consent")
                    .get("code");
            oauth.token(code, "code_verifier=" + "v".repeat(50));
            Map<String, Object> tokens = Oauth.json(oauth.token(code));
            oauth.refresh((String) tokens.get("refresh_token"), "client_id=OTHER");
            oauth.introspect((String) tokens.get("access_token"), "RS2");
            oauth.token(code);
            oauth.post(
                    "/token",
                    Oauth.with(List.of("grant_type=client_credentials")),
                    Oauth.basic("M2M", "wrong-guess-123"));
            oauth.signIn(alice, alice.get(server.url("/sign-in?switch")), "mallory");
            secrets.addAll(List.of(
                    code,
                    Oauth.VERIFIER,
                    "v".repeat(50),
                    "wrong-guess-123",
                    Oauth.password("alice"),
                    Oauth.password("mallory"),
                    "rs2-secret"));
            secrets.add((String) tokens.get("access_token"));
            secrets.add((String) tokens.get("refresh_token"));
            secrets.addAll(alice.cookies().values());
        } finally {
            server.close();
        }
        assertThat(output.getAll()).contains("refused with invalid_grant");
        assertThat(secrets).allSatisfy(secret -> assertThat(output.getAll()).doesNotContain(secret));
    }

    private static List<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
    }

    private static void assertRefused(List<String> arguments, String sentence) {
        assertThatThrownBy(() -> TestServer.start(arguments).close())
                .satisfies(failure -> assertThat(causes(failure))
                        .filteredOn(StartRefusal.class::isInstance)
                        .singleElement()
                        .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                        .hasMessageContaining(sentence));
    }
}
