package dev.gatehouse.authserver.handshake;

import static dev.gatehouse.authserver.testing.Oauth.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestDatabase;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two nodes on one PostgreSQL: more than one node is not for the embedded database. */
class HandshakesOnTwoNodesTests {

    private static Oauth first;

    private static Oauth second;

    @BeforeAll
    static void start() {
        Map<String, String> database = TestDatabase.postgres().properties();
        first = node(database);
        second = node(database);
    }

    @AfterAll
    static void stop() {
        first.server().close();
        second.server().close();
    }

    private static Oauth node(Map<String, String> database) {
        List<String> arguments = new ArrayList<>();
        database.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        arguments.add("--gatehouse.data-dir=" + TestServer.temporaryFolder());
        return new Oauth(TestServer.start(arguments));
    }

    private static HandshakePage page(Oauth oauth, String search) {
        return oauth.server().bean(HandshakeQuery.class).page(search, false, 1);
    }

    @Test
    @DisplayName("P01 two nodes on one database make one timeline of one attempt")
    void twoNodes() {
        first.server()
                .clock()
                .advance(Duration.between(
                        first.server().clock().instant(),
                        second.server().clock().instant()));
        first.browser().get(first.server().url("/.well-known/openid-configuration"));
        // One asks the other's query, so what this one holds is written by its own clock.
        page(first, "");
        UserAgent browser = second.signedIn("alice");
        HttpResponse<String> consent = second.follow(browser, "client_id=NAT", "redirect_uri=http://127.0.0.1:9/cb");
        String code = Oauth.query(UserAgent.location(second.allow(browser, consent, "tools:read")))
                .get("code");
        page(second, "");
        assertThat(first.token(code, "client_id=NAT", "redirect_uri=http://127.0.0.1:9/cb")
                        .statusCode())
                .isEqualTo(200);
        page(first, "");

        List<HandshakeSummary> found = page(second, "NAT").handshakes();

        assertThat(found).hasSize(1);
        assertThat(second.server()
                        .bean(HandshakeQuery.class)
                        .find(found.getFirst().id())
                        .orElseThrow()
                        .entries())
                .extracting(HandshakeTimeline.Entry::step)
                .containsExactly(Step.DISCOVERY, Step.AUTHORIZE, Step.CONSENT, Step.TOKEN);
    }

    @Test
    @DisplayName("P01 two nodes that write at the same moment make one timeline too")
    void twoWritersAtOnce() {
        for (int round = 0; round < 10; round++) {
            String client = "at-once-" + round;
            IntStream.range(0, 8).parallel().forEach(i -> {
                Oauth node = i % 2 == 0 ? first : second;
                node.token("nonsense", "client_id=" + client);
                page(node, "");
            });
            assertThat(page(first, client).found()).isEqualTo(1);
            assertThat(page(first, client).handshakes().getFirst().steps()).isEqualTo(8);
        }
        assertThat(json(first.token("nonsense")).get("error")).isEqualTo("invalid_grant");
    }
}
