package dev.gatehouse.authserver.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How much is kept, for how long, and what happens beyond it. Each test has a server of its own. */
@ParameterizedClass
@EnumSource(Database.class)
class HandshakeBoundsTests {

    @Parameter
    Database database;

    private final List<TestServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(TestServer::close);
    }

    private Oauth start(String... more) {
        List<String> arguments = new ArrayList<>(TestServer.arguments(database, TestServer.temporaryFolder()));
        arguments.addAll(TestServer.behindProxy());
        arguments.addAll(List.of(more));
        return start(arguments);
    }

    private Oauth start(List<String> arguments) {
        TestServer server = TestServer.start(arguments);
        servers.add(server);
        return new Oauth(server);
    }

    private static HandshakePage page(Oauth oauth, String search) {
        return oauth.server().bean(HandshakeQuery.class).page(search, false, 1);
    }

    private static long rows(Oauth oauth, String table) {
        return oauth.server()
                .jdbc()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    @Test
    @DisplayName(
            "P13 the 51st step of an attempt and the 201st attempt of an address in an hour are counted, not stored")
    void boundsStepsAndAttempts() {
        Oauth oauth = start();
        for (int i = 0; i < 53; i++) {
            assertThat(oauth.token("nonsense").statusCode()).isEqualTo(400);
        }
        HandshakeSummary full = page(oauth, "PUB").handshakes().getFirst();
        assertThat(full.steps()).isEqualTo(50);
        assertThat(full.omittedSteps()).isEqualTo(3);
        assertThat(rows(oauth, "handshake_step")).isEqualTo(50);
        assertThat(page(oauth, "").notStored()).isEqualTo(3);

        Oauth elsewhere = oauth.from("2001:db8:0:1::1");
        Oauth sameNetwork = oauth.from("2001:db8:0:1:ffff::2");
        for (int i = 0; i < 203; i++) {
            (i % 2 == 0 ? elsewhere : sameNetwork).token("nonsense", "client_id=stranger-" + i);
        }
        HandshakePage strangers = page(oauth, "stranger-");
        assertThat(strangers.total()).isEqualTo(201);
        assertThat(strangers.found()).isEqualTo(200);
        assertThat(strangers.notStored()).isEqualTo(6);
        // Another address is not held up by that, and neither is this one an hour later.
        oauth.token("nonsense", "client_id=neighbour");
        oauth.server().clock().advance(Duration.ofMinutes(61));
        elsewhere.token("nonsense", "client_id=stranger-again");
        assertThat(page(oauth, "neighbour").found()).isEqualTo(1);
        assertThat(page(oauth, "stranger-again").found()).isEqualTo(1);
    }

    @Test
    @DisplayName("P13 no more steps are stored in all than may be; the clean-up makes room for new ones")
    void boundsRows() {
        Oauth oauth = start("--gatehouse.handshake.steps-at-most=20");
        for (int i = 0; i < 25; i++) {
            oauth.token("nonsense", "client_id=stranger-" + i);
            oauth.server().clock().advance(Duration.ofSeconds(1));
        }
        assertThat(page(oauth, "").found()).isEqualTo(20);
        assertThat(page(oauth, "").notStored()).isEqualTo(5);
        assertThat(rows(oauth, "handshake_step")).isEqualTo(20);

        oauth.server().bean(HandshakeCleanup.class).run();
        oauth.token("nonsense", "client_id=late");

        assertThat(rows(oauth, "handshake_step")).isBetween(1L, 19L);
        assertThat(page(oauth, "late").found()).isEqualTo(1);
    }

    @Test
    @DisplayName("by default 100,000 steps are kept, for a week")
    void defaults() {
        HandshakeProperties properties = start().server().bean(HandshakeProperties.class);

        assertThat(properties.stepsAtMost()).isEqualTo(100_000);
        assertThat(properties.keptFor()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    @DisplayName("a week after its last step an attempt is shown no more, and then deleted with its steps")
    void deletesAfterAWeek() {
        Oauth oauth = start();
        oauth.token("nonsense", "client_id=old");
        assertThat(page(oauth, "").found()).isEqualTo(1);
        oauth.server().clock().advance(Duration.ofDays(6));
        oauth.token("nonsense", "client_id=new");
        HandshakeCleanup cleanup = oauth.server().bean(HandshakeCleanup.class);
        cleanup.run();
        assertThat(page(oauth, "").found()).isEqualTo(2);

        oauth.server().clock().advance(Duration.ofDays(1).plusSeconds(1));
        assertThat(page(oauth, "").found()).isEqualTo(1);
        cleanup.run();

        assertThat(rows(oauth, "handshake")).isEqualTo(1);
        assertThat(rows(oauth, "handshake_step")).isEqualTo(1);
        assertThat(page(oauth, "old").found()).isZero();
    }

    @Test
    @DisplayName("a trace that cannot be stored fails no request, and what was lost is counted")
    void losesStepsRatherThanRequests() {
        Oauth oauth = start();
        oauth.server()
                .jdbc()
                .sql("alter table handshake_step rename to elsewhere")
                .update();
        Map<String, Object> tokens = oauth.tokens();
        assertThat(tokens).containsKey("access_token");
        oauth.server().bean(QueuedHandshakeRecorder.class).flush();
        assertThat(oauth.refresh((String) tokens.get("refresh_token")).statusCode())
                .isEqualTo(200);
        oauth.server().bean(QueuedHandshakeRecorder.class).flush();

        oauth.server()
                .jdbc()
                .sql("alter table elsewhere rename to handshake_step")
                .update();
        assertThat(oauth.token("nonsense", "client_id=after").statusCode()).isEqualTo(401);

        assertThat(page(oauth, "after").found()).isEqualTo(1);
        assertThat(page(oauth, "").notStored()).isGreaterThanOrEqualTo(4);
    }

    @Test
    @DisplayName("under a flood steps are dropped and counted, refusals last, and nobody waits")
    void dropsUnderAFlood() {
        Oauth oauth = start();
        HandshakeRecorder recorder = oauth.server().bean(HandshakeRecorder.class);
        for (int i = 0; i < 20_000; i++) {
            recorder.record(HandshakeEvent.done(Step.AUTHORIZE).client("flood").from("198.51.100.1"));
        }
        recorder.record(HandshakeEvent.refused(Step.TOKEN, "invalid_grant", "No such code of this client")
                .client("flood")
                .from("198.51.100.1")
                .reference("ABCD-EFGH"));

        HandshakeSummary flood = page(oauth, "flood").handshakes().getFirst();

        assertThat(flood.steps()).isEqualTo(50);
        assertThat(flood.state()).isEqualTo(HandshakeSummary.State.REFUSED);
        // Each of them is stored or counted, on the attempt or for the whole.
        assertThat(flood.steps() + page(oauth, "").notStored()).isEqualTo(20_001);
    }

    @Test
    @DisplayName("P11 what was taken down is written when the server stops")
    void writesAtTheEnd() {
        Path folder = TestServer.temporaryFolder();
        List<String> arguments = TestServer.arguments(database, folder);
        Oauth first = start(arguments);
        first.server()
                .bean(HandshakeRecorder.class)
                .record(HandshakeEvent.done(Step.AUTHORIZE)
                        .client("last-moment")
                        .from("198.51.100.1"));
        first.server().close();

        assertThat(page(start(arguments), "last-moment").found()).isEqualTo(1);
    }
}
