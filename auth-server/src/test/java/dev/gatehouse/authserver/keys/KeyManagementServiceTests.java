package dev.gatehouse.authserver.keys;

import static dev.gatehouse.authserver.keys.Nodes.kid;
import static dev.gatehouse.authserver.keys.Nodes.published;
import static dev.gatehouse.authserver.keys.Nodes.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestDatabase;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys under a service in place of key files: what it refuses is done in no other way. */
class KeyManagementServiceTests {

    @AfterEach
    void allow() {
        FakeKms.denies = false;
    }

    /** Without a key-encryption key, which the service takes the place of. */
    private static List<String> arguments(Database database) {
        List<String> arguments = new ArrayList<>(TestServer.arguments(database, TestServer.temporaryFolder()));
        arguments.removeIf(argument -> argument.contains("key-encryption-key"));
        arguments.add("--gatehouse.token.refresh-replay-window=10m");
        arguments.add("--gatehouse.issuer=http://127.0.0.1:9");
        return arguments;
    }

    private static TestServer start(List<String> arguments) {
        return TestServer.start(arguments, "fixtures", "fake-kms");
    }

    private static void assertRefuses(TestServer server) {
        Oauth oauth = new Oauth(server);
        HttpResponse<String> answer = oauth.clientCredentials();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(Oauth.json(answer))
                .containsEntry("error", "temporarily_unavailable")
                .doesNotContainKey("access_token");
        assertThat(readiness(server)).isEqualTo(503);
        assertThat(oauth.browser()
                        .get(server.url("/.well-known/oauth-authorization-server"))
                        .statusCode())
                .isEqualTo(200);
    }

    private static int readiness(TestServer server) {
        return new UserAgent()
                .get(server.managementUrl("/actuator/health/readiness"))
                .statusCode();
    }

    private static void refresh(TestServer server) {
        server.bean(SigningKeys.class).refresh();
        server.bean(DerivationKeys.class).refresh();
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    @DisplayName(
            "L10 P17 keys stay in memory while the service denies; a start without them signs nothing until it allows")
    void failsClosedAndRecovers(Database database) {
        List<String> arguments = arguments(database);
        TestServer first = start(arguments);
        String signedBy;
        Set<String> keys;
        String refreshToken;
        Object successor;
        try {
            Oauth oauth = new Oauth(first);
            signedBy = kid(token(oauth));
            keys = published(oauth);
            int asked = FakeKms.ASKED.get();
            FakeKms.denies = true;
            refresh(first);
            refreshToken = (String) oauth.tokens().get("refresh_token");
            successor = Oauth.json(oauth.refresh(refreshToken)).get("refresh_token");
            assertThat(kid(token(oauth))).isEqualTo(signedBy);
            assertThat(FakeKms.ASKED).hasValue(asked);
        } finally {
            first.close();
        }

        TestServer second = start(arguments);
        try {
            Oauth oauth = new Oauth(second);
            assertRefuses(second);
            assertThat(published(oauth)).isEqualTo(keys);
            assertThat(oauth.browser().get(second.url("/sign-in")).statusCode()).isEqualTo(503);
            // Not reuse: the key is there, and nobody can say what it led to.
            assertThat(oauth.refresh(refreshToken).statusCode()).isEqualTo(503);

            FakeKms.denies = false;
            refresh(second);
            assertThat(kid(token(oauth))).isEqualTo(signedBy);
            assertThat(readiness(second)).isEqualTo(200);
            assertThat(Oauth.json(oauth.refresh(refreshToken)).get("refresh_token"))
                    .isEqualTo(successor);
        } finally {
            second.close();
        }
    }

    @Test
    @DisplayName("L10 Y3 a first start while the service denies makes no key, and makes them when it allows")
    void makesNoKeyUntilItMay() {
        FakeKms.denies = true;
        TestServer server = start(arguments(Database.POSTGRESQL));
        try {
            Oauth oauth = new Oauth(server);
            assertRefuses(server);
            assertThat(published(oauth)).isEmpty();

            FakeKms.denies = false;
            refresh(server);
            assertThat(published(oauth)).hasSize(2).contains(kid(token(oauth)));
            // The secret for forms is tried every five seconds.
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> readiness(server) == 200);
        } finally {
            server.close();
        }
    }

    @Test
    @DisplayName("L10 a node that cannot decrypt the key whose turn it is signs with no older one")
    void signsWithNoOlderKey() {
        Map<String, String> database = new HashMap<>(TestDatabase.postgres().properties());
        database.keySet().removeIf(name -> name.contains("key-encryption-key"));
        try (Nodes nodes = Nodes.start(database, List.of(), "fixtures", "fake-kms")) {
            String old = kid(token(nodes.second()));
            nodes.first().server().bean(SigningKeyRotation.class).rotate();
            nodes.first().server().bean(SigningKeys.class).refresh();
            FakeKms.denies = true;
            nodes.second().server().bean(SigningKeys.class).refresh();
            assertThat(published(nodes.second())).hasSize(4).isEqualTo(published(nodes.first()));
            assertThat(kid(token(nodes.second()))).isEqualTo(old);

            nodes.advance(Duration.ofMinutes(10));
            String current = kid(token(nodes.first()));
            assertThat(current).isNotEqualTo(old);
            assertRefuses(nodes.second().server());

            FakeKms.denies = false;
            nodes.second().server().bean(SigningKeys.class).refresh();
            assertThat(kid(token(nodes.second()))).isEqualTo(current);
        }
    }
}
