package dev.gatehouse.authserver.keys;

import static dev.gatehouse.authserver.keys.Nodes.kid;
import static dev.gatehouse.authserver.keys.Nodes.published;
import static dev.gatehouse.authserver.keys.Nodes.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import dev.gatehouse.authserver.secret.StartRefusal;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Key-encryption keys as a list, and the commands that go with them. */
@ParameterizedClass
@EnumSource(Database.class)
class KeysAtRestTests {

    private static final String OLD = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static final String NEW = "__________________________________________8";

    @Parameter
    Database database;

    private final Path folder = TestServer.temporaryFolder();

    private final Path file = folder.resolve("keys");

    record Printed(int status, String out, String err) {}

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(TestServer.arguments(database, folder));
        arguments.removeIf(argument -> argument.contains("key-encryption-key"));
        arguments.add("--gatehouse.secret.key-encryption-key-file=" + file);
        arguments.add("--gatehouse.issuer=http://127.0.0.1:9");
        arguments.add("--gatehouse.token.refresh-replay-window=60s");
        return arguments;
    }

    private void keys(String... lines) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, String.join("\n", lines));
    }

    /** Runs the command as an administrator does. */
    static Printed command(List<String> database, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(database);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = KeyProgram.run(
                arguments.toArray(String[]::new), new PrintStream(out, true), new PrintStream(err, true));
        return new Printed(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static List<String> wrappedBy(TestServer server) {
        return server.jdbc()
                .sql("select kek_id from signing_key union all select kek_id from derivation_key"
                        + " union all select kek_id from shared_secret")
                .query(String.class)
                .list();
    }

    private static void assertRefused(List<String> arguments, String... parts) {
        assertThatThrownBy(() -> TestServer.start(arguments).close())
                .satisfies(failure -> assertThat(Stream.iterate(failure, Objects::nonNull, Throwable::getCause))
                        .filteredOn(StartRefusal.class::isInstance)
                        .singleElement()
                        .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                        .message()
                        .contains(parts));
    }

    @Test
    @DisplayName("P16 a new key-encryption key takes over: all rows go under it, and the old one can be forgotten")
    void changesTheKeyEncryptionKey() throws IOException {
        List<String> arguments = arguments();
        keys(OLD);
        TestServer server = TestServer.start(arguments);
        Oauth oauth = new Oauth(server);
        Set<String> published = published(oauth);
        String accessToken = token(oauth);
        String first = (String) oauth.tokens().get("refresh_token");
        Object successor = Oauth.json(oauth.refresh(first)).get("refresh_token");
        List<String> before = wrappedBy(server);
        server.close();
        assertThat(before).hasSize(4).containsOnly(before.getFirst());

        keys("# since this year", NEW, "", OLD);
        Printed printed = command(arguments, "rewrap-keys");
        assertThat(printed.status()).as(printed.err()).isZero();
        assertThat(printed.out()).endsWith(": 4 keys\n").doesNotContain(before.getFirst(), NEW, OLD);
        assertThat(command(arguments, "rewrap-keys").out()).endsWith(": 0 keys\n");

        keys(NEW);
        TestServer again = TestServer.start(arguments);
        try {
            Oauth restarted = new Oauth(again);
            assertThat(wrappedBy(again)).hasSize(4).doesNotContain(before.getFirst());
            assertThat(published(restarted)).isEqualTo(published);
            assertThat(restarted.active(accessToken)).isTrue();
            assertThat(kid(token(restarted))).isEqualTo(kid(accessToken));
            assertThat(Oauth.json(restarted.refresh(first)).get("refresh_token"))
                    .isEqualTo(successor);
            assertThat(again.jdbc()
                            .sql("select event_json from audit_entry where type = 'keys.rewrapped'")
                            .query(String.class)
                            .single())
                    .contains("\"count\":\"4\"");
        } finally {
            again.close();
        }
        keys(OLD);
        assertRefused(arguments, "was encrypted under key-encryption key", wrappedNow(printed));
    }

    private static String wrappedNow(Printed printed) {
        return printed.out().split("key-encryption key ", 2)[1].split(":", 2)[0];
    }

    @Test
    @DisplayName(
            "P16 rows under a key that is not there stop the start and the command, which name it and change nothing")
    void refusesAnUnknownKey() throws IOException {
        List<String> arguments = arguments();
        keys(OLD);
        TestServer server = TestServer.start(arguments);
        String id = wrappedBy(server).getFirst();
        server.close();

        keys(NEW);
        assertRefused(arguments, "key-encryption key " + id);
        Printed printed = command(arguments, "rewrap-keys");
        assertThat(printed.status()).isEqualTo(1);
        assertThat(printed.err()).contains("key-encryption key " + id).doesNotContain(NEW);

        keys(OLD);
        TestServer again = TestServer.start(arguments);
        assertThat(wrappedBy(again)).containsOnly(id);
        again.close();
    }

    @Test
    @DisplayName("Y3 a stored key whose public part was exchanged stops the start")
    void refusesAnAlteredRow() throws Exception {
        List<String> arguments = arguments();
        keys(OLD);
        TestServer server = TestServer.start(arguments);
        String other =
                SigningKey.generate(JWSAlgorithm.ES256).jwk().toPublicJWK().toJSONString();
        server.jdbc()
                .sql("update signing_key set public_jwk = ? where alg = 'ES256'")
                .param(other)
                .update();
        server.close();

        assertRefused(arguments, "was altered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c2hvcnQtc2VjcmV0", "not/base64!-secret", "c2hvcnQtc2VjcmV0,"})
    @DisplayName("Y3 a malformed line is named by its number and never printed")
    void namesTheLine(String line) throws IOException {
        keys("# ours", OLD, line);
        assertThatThrownBy(() -> TestServer.start(arguments()).close())
                .satisfies(failure -> assertThat(Stream.iterate(failure, Objects::nonNull, Throwable::getCause))
                        .allSatisfy(cause -> assertThat(cause.toString()).doesNotContain(line, OLD))
                        .anySatisfy(cause -> assertThat(cause)
                                .isInstanceOf(StartRefusal.class)
                                .hasMessageContaining("line 3")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    @DisplayName("Y3 a key-encryption key file that others can read or write stops the start")
    void refusesAFileOfOthers(String permissions) throws IOException {
        keys(OLD);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        assertRefused(arguments(), "others than its owner", "chmod 600");
    }

    @Test
    @DisplayName("Y3 an empty file, and a key that is there twice, stop the start")
    void refusesEmptyAndTwice() throws IOException {
        keys("", "# none");
        assertRefused(arguments(), "has no key");
        keys(OLD, "", OLD);
        assertRefused(arguments(), "line 3, has the key of line 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rewrap-keys --all", "rotate-keys now", "rotate-keys --emergency=yes", "rewrap-keys --emergency"
            })
    @DisplayName("wrong usage is told, and nothing is done")
    void tellsWrongUsage(String words) throws IOException {
        keys(OLD);
        List<String> arguments = arguments();
        Printed printed = command(arguments, words.split(" "));
        assertThat(printed.status()).isEqualTo(2);
        assertThat(printed.out()).isEmpty();
        assertThat(printed.err()).contains("usage: rotate-keys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rewrap-keys", "rotate-keys"})
    @DisplayName("on a database that is not there nothing is made, no key either")
    void makesNothing(String word) {
        List<String> arguments = arguments();
        arguments.removeIf(argument -> argument.contains("key-encryption-key-file"));
        Printed printed = command(arguments, word);
        assertThat(printed.status()).isEqualTo(1);
        assertThat(printed.err()).contains("database").doesNotContain("assword");
        assertThat(folder).isEmptyDirectory();
    }
}
