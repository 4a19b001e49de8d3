package dev.gatehouse.authserver.keys;

import static dev.gatehouse.authserver.keys.Nodes.kid;
import static dev.gatehouse.authserver.keys.Nodes.published;
import static dev.gatehouse.authserver.keys.Nodes.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.keys.KeysAtRestTests.Printed;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestDatabase;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The commands beside a running node: the embedded database belongs to one process. */
class KeyCommandsTests {

    private static final String NEW = "__________________________________________8";

    private static List<String> arguments;

    private static TestServer server;

    private static Oauth oauth;

    @BeforeAll
    static void start() {
        arguments = new ArrayList<>();
        TestDatabase.postgres().properties().forEach((name, value) -> arguments.add("--" + name + "=" + value));
        arguments.add("--gatehouse.data-dir=" + TestServer.temporaryFolder());
        server = TestServer.start(arguments);
        oauth = new Oauth(server);
        // The commands go by the database's time.
        server.clock().advance(Duration.between(server.clock().instant(), Instant.now()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @DisplayName("P16 rewrap-keys leaves a running node its keys")
    void rewraps() {
        String before = token(oauth);
        List<String> withNew = arguments.stream()
                .map(argument -> argument.replace("encryption-key=", "encryption-key=" + NEW + ","))
                .toList();

        Printed printed = KeysAtRestTests.command(withNew, "rewrap-keys");

        assertThat(printed.status()).as(printed.err()).isZero();
        assertThat(printed.out()).endsWith(": 4 keys\n");
        server.bean(SigningKeys.class).refresh();
        server.bean(DerivationKeys.class).refresh();
        assertThat(kid(token(oauth))).isEqualTo(kid(before));
        assertThat(oauth.active(before)).isTrue();
        assertThat(KeysAtRestTests.command(withNew, "rewrap-keys").out()).endsWith(": 0 keys\n");
        KeysAtRestTests.command(
                withNew.stream()
                        .map(argument -> argument.replaceAll("key=" + NEW + ",(.*)", "key=$1," + NEW))
                        .toList(),
                "rewrap-keys");
    }

    @Test
    @DisplayName(
            "Y2 rotate-keys publishes a key that signs in ten minutes; with --emergency one signs at once, and others are dropped")
    void rotates() {
        String before = token(oauth);

        Printed rotated = KeysAtRestTests.command(arguments, "rotate-keys");

        assertThat(rotated.status()).as(rotated.err()).isZero();
        assertThat(rotated.out()).contains("ES256: made", "RS256: made", "published now", "refresh tokens: derived by");
        server.bean(SigningKeys.class).refresh();
        assertThat(published(oauth)).hasSize(4);
        assertThat(kid(token(oauth))).isEqualTo(kid(before));

        Printed replaced = KeysAtRestTests.command(arguments, "rotate-keys", "--emergency");
        assertThat(replaced.status()).as(replaced.err()).isZero();
        assertThat(replaced.out()).contains("signs from now on; dropped", kid(before), "worth nothing any more");
        // Half a minute after the command, which goes by the real time.
        server.clock()
                .advance(Duration.between(server.clock().instant(), Instant.now())
                        .plusSeconds(31));
        assertThat(oauth.active(before)).isFalse();
        HttpResponse<String> answer = oauth.clientCredentials();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        server.bean(SigningKeys.class).refresh();
        assertThat(published(oauth)).hasSize(2).doesNotContain(kid(before));
    }
}
