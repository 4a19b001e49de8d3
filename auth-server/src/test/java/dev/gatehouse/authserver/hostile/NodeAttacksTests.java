package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import dev.gatehouse.authserver.client.ClientAssertions;
import dev.gatehouse.authserver.keys.EmergencyRotation;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What works once (promise P01) is tried again on another node, and on the same one after a restart. */
class NodeAttacksTests {

    private final List<HostileServer> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(HostileServer::close);
    }

    private HostileServer start(Database database, List<String> shared) {
        HostileServer node = HostileServer.start(database, shared);
        nodes.add(node);
        // All of them at the first one's time: a proof is of the last minute.
        node.server()
                .clock()
                .advance(Duration.between(
                        node.server().clock().instant(),
                        nodes.getFirst().server().clock().instant()));
        return node;
    }

    /** One after the other, on the database and in the folder of the first. */
    private HostileServer restart(Database database, List<String> shared) {
        HostileServer before = nodes.getLast();
        HostileServer after;
        var now = before.server().clock().instant();
        before.close();
        nodes.clear();
        after = HostileServer.start(database, shared);
        nodes.add(after);
        after.server().clock().advance(Duration.between(after.server().clock().instant(), now));
        return after;
    }

    private static List<String> shared(Database database) {
        return TestServer.arguments(database, TestServer.temporaryFolder());
    }

    private static String signing(HostileServer node) {
        HttpResponse<String> answer = node.caller()
                .browser()
                .send(
                        HttpRequest.newBuilder(node.server().url("/register"))
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        """
                                        {"client_name":"Signer","redirect_uris":["https://signer.test/cb"],\
                                        "token_endpoint_auth_method":"private_key_jwt","jwks":%s}""".formatted(new JWKSet(Signer.key().toPublicJWK())))),
                        "Content-Type",
                        "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return (String) Oauth.json(answer).get("client_id");
    }

    private static String assertion(HostileServer node, String client) {
        return Signer.sign(Signer.claims(client, node.server().clock().instant()));
    }

    private static HttpResponse<String> revoke(HostileServer node, String assertion) {
        return node.caller()
                .post(
                        "/revoke",
                        Oauth.with(List.of(
                                "token=x",
                                "client_assertion=" + assertion,
                                "client_assertion_type=" + ClientAssertions.TYPE)));
    }

    private static URI come(HostileServer node, Object requestUri) {
        return node.server()
                .url("/authorize?"
                        + UserAgent.encode(Oauth.with(List.of("client_id=PUB", "request_uri=" + requestUri))));
    }

    /** One succeeds of twenty that come to two nodes at once. */
    private static void assertOnce(int success, Callable<Integer> here, Callable<Integer> there) throws Exception {
        List<Callable<Integer>> calls = new ArrayList<>(Collections.nCopies(10, here));
        calls.addAll(Collections.nCopies(10, there));
        Collections.shuffle(calls);
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = pool.invokeAll(calls).stream()
                    .map(future -> future.resultNow())
                    .toList();
            assertThat(Collections.frequency(statuses, success))
                    .as("%s", statuses)
                    .isEqualTo(1);
            assertThat(statuses).allMatch(status -> status == success || status / 100 == 4);
        }
    }

    @Test
    @DisplayName("A09 G3 Z15 C01 P01 what was taken by one node is taken by no other, in turn and at once")
    void replaysOnAnotherNode() throws Exception {
        List<String> shared = shared(Database.POSTGRESQL);
        HostileServer first = start(Database.POSTGRESQL, shared);
        HostileServer second = start(Database.POSTGRESQL, shared);
        After after = new After(second);

        String client = signing(first);
        String assertion = assertion(first, client);
        assertThat(revoke(first, assertion).statusCode()).isEqualTo(200);
        after.refused(() -> revoke(second, assertion)).isJson(401, "invalid_client");
        String another = assertion(first, client);
        assertOnce(
                200,
                () -> revoke(first, another).statusCode(),
                () -> revoke(second, another).statusCode());

        ProofMaker maker = new ProofMaker(() -> first);
        String proof = maker.shown("/token");
        maker.assertBinds(first.caller().token(first.code(), proof));
        String code = second.code();
        after.refused(() -> second.caller().token(code, proof)).isJson(400, "invalid_dpop_proof");
        // A nonce of the one is good at the other.
        maker.assertBinds(second.caller().token(code, maker.shown("/token")));
        String pushed = maker.shown("/par");
        assertOnce(
                201,
                () -> first.caller().push(pushed).statusCode(),
                () -> second.caller().push(pushed).statusCode());

        Object requestUri = Oauth.json(first.caller().push()).get("request_uri");
        assertOnce(
                302,
                () -> first.signedIn("alice").get(come(first, requestUri)).statusCode(),
                () -> second.signedIn("alice").get(come(second, requestUri)).statusCode());
        after.refused(() -> second.signedIn("alice").get(come(second, requestUri)))
                .isPage400();

        String used = first.code();
        Map<String, Object> tokens = Oauth.json(first.caller().token(used));
        after.taken(() -> second.caller().token(used)).isJson(400, "invalid_grant");
        assertThat(first.caller().active(tokens.get("access_token"))).as("DEAD").isFalse();
        new After(first).honest();
        after.honest();
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    @DisplayName("A09 G3 Z15 F03 P01 a restart forgets nothing that was taken, and loses nothing that was not")
    void replaysAfterARestart(Database database) {
        List<String> shared = shared(database);
        HostileServer first = start(database, shared);
        String client = signing(first);
        String assertion = assertion(first, client);
        String unused = assertion(first, client);
        assertThat(revoke(first, assertion).statusCode()).isEqualTo(200);
        ProofMaker maker = new ProofMaker(() -> nodes.getLast());
        String proof = maker.shown("/token");
        maker.assertBinds(first.caller().token(first.code(), proof));
        Object requestUri = Oauth.json(first.caller().push()).get("request_uri");
        Object waiting = Oauth.json(first.caller().push()).get("request_uri");
        assertThat(first.signedIn("alice").get(come(first, requestUri)).statusCode())
                .isEqualTo(302);
        Map<String, Object> tokens = first.tokens();
        Map<String, Object> rotated = Oauth.json(first.caller().refresh((String) tokens.get("refresh_token")));
        first.server().clock().advance(Duration.ofSeconds(1));

        HostileServer second = restart(database, shared);
        After after = new After(second);
        after.refused(() -> revoke(second, assertion)).isJson(401, "invalid_client");
        assertThat(revoke(second, unused).statusCode()).isEqualTo(200);
        String code = second.code();
        after.refused(() -> second.caller().token(code, proof)).isJson(400, "invalid_dpop_proof");
        maker.assertBinds(second.caller().token(code, maker.shown("/token")));
        after.refused(() -> second.signedIn("alice").get(come(second, requestUri)))
                .isPage400();
        assertThat(second.signedIn("alice").get(come(second, waiting)).statusCode())
                .isEqualTo(302);
        assertThat(second.caller()
                        .refresh((String) rotated.get("refresh_token"))
                        .statusCode())
                .isEqualTo(200);
        after.taken(() -> second.caller().refresh((String) tokens.get("refresh_token")))
                .isJson(400, "invalid_grant");
        assertThat(second.caller().active(rotated.get("access_token")))
                .as("DEAD")
                .isFalse();
        after.honest();
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    @DisplayName("J05 P16 a token whose key was replaced in an emergency is inactive, and the key is told no more")
    void retiresAKey(Database database) {
        List<String> shared = shared(database);
        HostileServer first = start(database, shared);
        Map<String, Object> tokens = first.tokens();
        String kid = (String) Oauth.header(tokens.get("access_token")).get("kid");
        assertThat(first.caller().active(tokens.get("access_token"))).isTrue();
        first.server().bean(EmergencyRotation.class).replaceAll();

        HostileServer second = restart(database, shared);
        After after = new After(second);
        Answer seen = after.ignored(() -> second.caller().introspect((String) tokens.get("access_token"), "RS1"));
        assertThat(seen.body()).isEqualTo("{\"active\":false}");
        assertThat(second.caller().browser().get(second.server().url("/jwks")).body())
                .doesNotContain(kid);
        // The grant goes on, with a token by the new key.
        Map<String, Object> next = Oauth.json(second.caller().refresh((String) tokens.get("refresh_token")));
        assertThat(Oauth.header(next.get("access_token")).get("kid")).isNotEqualTo(kid);
        assertThat(second.caller().active(next.get("access_token"))).isTrue();
        after.honest();
    }
}
