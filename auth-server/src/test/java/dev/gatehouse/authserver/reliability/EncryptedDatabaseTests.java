package dev.gatehouse.authserver.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PostgreSQL by TLS, whose certificate and name the server checks. */
class EncryptedDatabaseTests {

    private static final String PASSWORD = "a password for tests";

    private final Path folder = TestServer.temporaryFolder();

    private OwnPostgres postgres;

    private Oauth oauth;

    @BeforeEach
    void start() throws Exception {
        Path data = TestServer.temporaryFolder();
        postgres = OwnPostgres.start(data);
        Path certificate = certify(data);
        postgres.execute("alter system set ssl = on", "select pg_reload_conf()");
        oauth = new Oauth(TestServer.start(OwnPostgres.arguments(
                postgres.url(postgres.port()) + "?sslmode=verify-full&sslrootcert=" + certificate)));
    }

    @AfterEach
    void stop() {
        oauth.server().close();
        postgres.close();
    }

    /** A key and a certificate of its own where PostgreSQL looks for them; returns the certificate. */
    private Path certify(Path data) throws Exception {
        Path store = folder.resolve("store");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "database",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=database",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        Path key = data.resolve("server.key");
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                key,
                pem(
                        "PRIVATE KEY",
                        keys.getKey("database", PASSWORD.toCharArray()).getEncoded()));
        return Files.writeString(
                data.resolve("server.crt"),
                pem("CERTIFICATE", keys.getCertificate("database").getEncoded()));
    }

    private static String pem(String what, byte[] der) {
        String encoded = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + encoded + "\n-----END " + what + "-----\n";
    }

    @Test
    @DisplayName("WHO2 all connections to the database are encrypted where its URL says so, and kept within their time")
    void isEncrypted() {
        assertThat(oauth.clientCredentials().statusCode()).isEqualTo(200);
        assertThat(oauth.server().jdbc().sql("""
                                select ssl from pg_stat_ssl join pg_stat_activity using (pid)
                                where backend_type = 'client backend'""").query(Boolean.class).list())
                .isNotEmpty()
                .containsOnly(true);

        postgres.pause();
        try {
            assertThat(oauth.clientCredentials().statusCode()).isEqualTo(503);
        } finally {
            postgres.resume();
        }
    }
}
