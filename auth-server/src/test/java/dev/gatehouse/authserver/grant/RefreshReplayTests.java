package dev.gatehouse.authserver.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Dpop;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestDatabase;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Ruling 6: a refresh whose answer got lost, or that two processes try at once, leads to one successor. */
@ParameterizedClass
@EnumSource(Database.class)
class RefreshReplayTests {

    private static final String WINDOW = "--gatehouse.token.refresh-replay-window=60s";

    private static final Map<Database, TestServer> SERVERS = new EnumMap<>(Database.class);

    @Parameter
    Database database;

    private Oauth oauth;

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        SERVERS.clear();
    }

    @BeforeEach
    void setUp() {
        oauth = new Oauth(SERVERS.computeIfAbsent(
                database,
                wanted -> TestServer.start(with(TestServer.arguments(wanted, TestServer.temporaryFolder())))));
    }

    private static List<String> with(List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.add(WINDOW);
        return all;
    }

    private static String refreshToken(Map<String, Object> tokens) {
        return (String) tokens.get("refresh_token");
    }

    private Map<String, Object> refreshed(String refreshToken, String... changes) {
        HttpResponse<String> response = oauth.refresh(refreshToken, changes);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Oauth.json(response);
    }

    private void assertRefused(String refreshToken, String... changes) {
        HttpResponse<String> response = oauth.refresh(refreshToken, changes);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(Oauth.json(response)).containsEntry("error", "invalid_grant");
    }

    private void rotatedSecondsAgo(int seconds) {
        oauth.server()
                .jdbc()
                .sql("update token set rotated_at = ? where rotated_at is not null")
                .param(Instant.now().minusSeconds(seconds).atOffset(ZoneOffset.UTC))
                .update();
    }

    @Test
    @DisplayName("ruling 6 the same refresh token within the window leads to the same successor and a new access token")
    void leadsToTheSameSuccessor() {
        String first = refreshToken(oauth.tokens());
        Map<String, Object> lost = refreshed(first);
        Map<String, Object> again = refreshed(first);

        assertThat(refreshToken(again)).isEqualTo(refreshToken(lost)).isNotEqualTo(first);
        assertThat(again.get("access_token")).isNotEqualTo(lost.get("access_token"));
        assertThat(oauth.active(lost.get("access_token"))).isTrue();
        assertThat(oauth.active(again.get("access_token"))).isTrue();
        refreshed(refreshToken(again));
    }

    @Test
    @DisplayName("P02 once the successor was used, its predecessor ends the family")
    void endsOnceTheSuccessorWasUsed() {
        String first = refreshToken(oauth.tokens());
        String second = refreshToken(refreshed(first));
        Map<String, Object> third = refreshed(second);
        assertRefused(first);
        assertThat(oauth.active(third.get("access_token"))).isFalse();
        assertRefused(refreshToken(third));
    }

    @Test
    @DisplayName("P02 windows do not chain: an older generation ends the family although the newest is fresh")
    void doesNotChain() {
        String first = refreshToken(oauth.tokens());
        String second = refreshToken(refreshed(first));
        String third = refreshToken(refreshed(second));
        refreshed(second);
        assertRefused(first);
        assertRefused(third);
    }

    @Test
    @DisplayName("P02 after the window it is reuse, by the database's clock")
    void endsAfterTheWindow() {
        String first = refreshToken(oauth.tokens());
        String second = refreshToken(refreshed(first));
        rotatedSecondsAgo(50);
        assertThat(refreshToken(refreshed(first))).isEqualTo(second);
        rotatedSecondsAgo(61);
        assertRefused(first);
        assertRefused(second);
    }

    @Test
    @DisplayName("ruling 6 a replay passes every check of a first use; failing one revokes nothing")
    void checksAReplayLikeAFirstUse() {
        Dpop dpop = new Dpop(oauth.server());
        HttpResponse<String> bound = oauth.token(oauth.code(), Dpop.header(dpop.proof("/token")));
        String first = refreshToken(Oauth.json(bound));
        String second = refreshToken(refreshed(first, Dpop.header(dpop.proof("/token"))));

        assertThat(oauth.refresh(first).statusCode()).isEqualTo(400);
        assertRefused(first, Dpop.header(new Dpop(oauth.server()).proof("/token")));
        assertRefused(first, "client_id=OTHER", Dpop.header(dpop.proof("/token")));
        HttpResponse<String> scope =
                oauth.refresh(first, "scope=tools:read tools:admin", Dpop.header(dpop.proof("/token")));
        assertThat(Oauth.json(scope)).containsEntry("error", "invalid_scope");
        HttpResponse<String> target = oauth.refresh(first, "resource=" + Oauth.RS2, Dpop.header(dpop.proof("/token")));
        assertThat(Oauth.json(target)).containsEntry("error", "invalid_target");

        assertThat(refreshToken(refreshed(first, Dpop.header(dpop.proof("/token")))))
                .isEqualTo(second);
    }

    @Test
    @DisplayName(
            "ruling 6 at most ten access tokens come of replays; later ones get the tenth again, and the family lives")
    void boundsReplays() {
        String first = refreshToken(oauth.tokens());
        String second = refreshToken(refreshed(first));
        List<Object> names = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Map<String, Object> again = refreshed(first);
            assertThat(refreshToken(again)).isEqualTo(second);
            assertThat(oauth.active(again.get("access_token"))).isTrue();
            names.add(Oauth.claims(again.get("access_token")).get("jti"));
        }

        assertThat(names.subList(0, 10)).doesNotHaveDuplicates();
        assertThat(names.subList(9, 20)).containsOnly(names.get(9));
        refreshed(second);
    }

    @Test
    @DisplayName(
            "ruling 6 the tenth is told again with its own times, scope and end, and to nobody who asks for another")
    void repeatsTheTenthAsItIs() {
        Dpop dpop = new Dpop(oauth.server());
        String first = refreshToken(oauth.tokens());
        refreshed(first);
        Map<String, Object> tenth = Map.of();
        for (int i = 0; i < 10; i++) {
            tenth = refreshed(first);
        }
        oauth.server().clock().advance(Duration.ofSeconds(30));
        Map<String, Object> repeated = refreshed(first);

        assertThat(Oauth.claims(repeated.get("access_token"))).isEqualTo(Oauth.claims(tenth.get("access_token")));
        assertThat((int) repeated.get("expires_in")).isEqualTo((int) tenth.get("expires_in") - 30);
        assertSlowedDown(oauth.refresh(first, Dpop.header(dpop.proof("/token"))));
        oauth.revoke((String) tenth.get("access_token"));
        assertSlowedDown(oauth.refresh(first));
    }

    private static void assertSlowedDown(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(429);
        assertThat(Integer.parseInt(response.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 60);
    }

    @Test
    @DisplayName("P02 twenty processes that refresh at once all get the same successor, and the family lives")
    void agreesOnOneSuccessor() throws Exception {
        String first = refreshToken(oauth.tokens());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> calls = IntStream.range(0, 20)
                    .mapToObj(i -> (Callable<String>) () -> refreshToken(refreshed(first)))
                    .toList();
            List<String> successors = threads.invokeAll(calls).stream()
                    .map(Future::resultNow)
                    .distinct()
                    .toList();
            assertThat(successors).hasSize(1);
            refreshed(successors.getFirst());
        }
    }

    @Test
    @DisplayName("a revoked grant gives no successor again")
    void endsWithTheGrant() {
        String first = refreshToken(oauth.tokens());
        String second = refreshToken(refreshed(first));
        oauth.revoke(second);
        assertRefused(first);
        assertRefused(second);
    }

    @Test
    @DisplayName("P11 neither the successor nor the key that derives it can be read from the database")
    void storesNothingUsable() {
        String first = refreshToken(oauth.tokens());
        String second = refreshToken(refreshed(first));
        assertThat(oauth.server().dump()).doesNotContain(first).doesNotContain(second);
        assertThat(oauth.server()
                        .jdbc()
                        .sql("select key_jwe from derivation_key")
                        .query(String.class)
                        .single())
                .startsWith("eyJ");
    }

    @Test
    @DisplayName("P01 another node, and a restart, lead to the same successor")
    void agreesAcrossNodes() {
        Path folder = TestServer.temporaryFolder();
        List<String> arguments = database == Database.H2
                ? TestServer.arguments(database, folder)
                : TestDatabase.postgres().properties().entrySet().stream()
                        .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                        .toList();
        TestServer one = TestServer.start(with(arguments));
        String first = refreshToken(new Oauth(one).tokens());
        String second = refreshToken(Oauth.json(new Oauth(one).refresh(first)));
        one.close();
        TestServer two = TestServer.start(with(arguments));
        try {
            HttpResponse<String> again = new Oauth(two).refresh(first);
            assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
            assertThat(refreshToken(Oauth.json(again))).isEqualTo(second);
        } finally {
            two.close();
        }
    }
}
