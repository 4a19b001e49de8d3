package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;

/** What the classes of all letters share. Names of cases start with the row of the list of attacks. */
@ParameterizedClass
@EnumSource(Database.class)
abstract class AbstractHostileTests {

    static final String CALLBACK = "https://app.test/cb";

    @Parameter
    Database database;

    HostileServer server() {
        return HostileServer.on(database);
    }

    After after() {
        return new After(server());
    }

    @AfterEach
    void servesTheHonest() {
        after().honest();
    }

    Oauth caller() {
        return server().caller();
    }

    UserAgent alice() {
        return server().signedIn("alice");
    }

    /** The row of the list with each of its variants. */
    static Stream<Arguments> row(String row, String... variants) {
        return Arrays.stream(variants).map(variant -> Arguments.of(row, variant));
    }

    @SafeVarargs
    static Stream<Arguments> rows(Stream<Arguments>... rows) {
        return Stream.of(rows).flatMap(one -> one);
    }

    HttpResponse<String> register(String json) {
        return caller().browser()
                .send(
                        HttpRequest.newBuilder(server().server().url("/register"))
                                .POST(HttpRequest.BodyPublishers.ofString(json)),
                        "Content-Type",
                        "application/json");
    }

    /** A client that registered itself just now; its members as they were echoed. */
    Map<String, Object> registered(String more) {
        HttpResponse<String> answer = register(
                "{\"redirect_uris\":[\"https://app.test/cb\"],\"client_name\":\"Fresh app\",\"token_endpoint_auth_method\":\"none\""
                        + more + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Oauth.json(answer);
    }

    /** {@code ALIVE} of a refresh token, which is used by this. */
    void assertRefreshes(Object refreshToken, String... changes) {
        HttpResponse<String> answer = caller().refresh((String) refreshToken, changes);
        assertThat(answer.statusCode()).as("ALIVE " + answer.body()).isEqualTo(200);
    }

    /** {@code ALIVE} of a code of PUB's, which is used by this. */
    void assertRedeems(String code, String... changes) {
        HttpResponse<String> answer = caller().token(code, changes);
        assertThat(answer.statusCode()).as("ALIVE " + answer.body()).isEqualTo(200);
    }

    /** {@code DEAD} of the grant with these tokens. */
    void assertDead(Map<String, Object> tokens, String... changes) {
        assertThat(caller().active(tokens.get("access_token"))).as("DEAD").isFalse();
        HttpResponse<String> answer = caller().refresh((String) tokens.get("refresh_token"), changes);
        assertThat(answer.statusCode()).as("DEAD " + answer.body()).isEqualTo(400);
        assertThat(Oauth.json(answer)).containsEntry("error", "invalid_grant");
    }

    static List<Map.Entry<String, String>> form(String... pairs) {
        return Oauth.with(List.of(pairs));
    }
}
