package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.RawRequest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Letter R: registration where an initial access token is required (RFC 7591 section 3). */
class PermitAttacksTests extends AbstractHostileTests {

    private static final Map<Database, HostileServer> SERVERS = new EnumMap<>(Database.class);

    private static final String BODY =
            "{\"redirect_uris\":[\"https://app.test/cb\"],\"client_name\":\"x\",\"token_endpoint_auth_method\":\"none\"}";

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(HostileServer::close);
        SERVERS.clear();
    }

    @Override
    HostileServer server() {
        return SERVERS.computeIfAbsent(
                database,
                wanted -> HostileServer.start(
                        wanted, List.of("--gatehouse.registration.initial-access-token-required=true")));
    }

    /** What an administrator would print. */
    private String permit(int uses, String resources, String hosts) {
        String token = Secrets.random256();
        var now = server().server().clock().instant().atOffset(ZoneOffset.UTC);
        server().server()
                .jdbc()
                .sql("""
                        insert into initial_access_token
                               (id, token_hash, label, uses_left, resources, redirect_hosts, created_at, expires_at)
                        values (?, ?, 'x', ?, ?, ?, ?, ?)""")
                .params(UUID.randomUUID(), Secrets.sha256(token), uses, resources, hosts, now, now.plusHours(1))
                .update();
        return token;
    }

    private HttpResponse<String> register(String json, String... authorization) {
        String[] headers =
                Arrays.copyOf(new String[] {"Content-Type", "application/json"}, 2 + authorization.length * 2);
        for (int i = 0; i < authorization.length; i++) {
            headers[2 + 2 * i] = "Authorization";
            headers[3 + 2 * i] = authorization[i];
        }
        return caller().browser()
                .send(
                        HttpRequest.newBuilder(server().server().url("/register"))
                                .POST(HttpRequest.BodyPublishers.ofString(json)),
                        headers);
    }

    private void assertRegisters(String token) {
        HttpResponse<String> answer = register(BODY, "Bearer " + token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    @ParameterizedTest(name = "A05 {0}")
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer a b",
                "Bearer\t x",
                "Bearer x",
                "Bearer \u00e9",
                "Bearer ' OR 1=1--",
                "Bearer %00",
                "Bearer null",
                "bearer",
                "Basic Q09ORjpj",
                "Basic",
                "DPoP x",
                "Negotiate x",
                "x",
                ""
            })
    @DisplayName("A05 R1 answers whatever is no token with 401, and registers nothing")
    void takesTokensAlone(String header) {
        after().refusedRaw(() -> Answer.of(
                        "/register",
                        RawRequest.send(
                                server().port(),
                                "POST /register HTTP/1.1",
                                "Authorization: " + header + "\r\nX-Forwarded-For: " + HostileServer.address()[1]
                                        + "\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length()
                                        + "\r\n",
                                BODY)))
                .isJson(401, "invalid_token");
    }

    @Test
    @DisplayName("R1 J5 a token that is missing, mangled, in the wrong place, or stands beside another is none")
    void takesTheWholeToken() {
        String token = permit(1, "", "");
        after().refused(() -> register(BODY)).isJson(401, "invalid_token");
        for (String mangled : List.of(
                token.substring(1),
                token + "A",
                token + "=",
                token.toLowerCase(Locale.ROOT) + "_",
                new StringBuilder(token).reverse().toString())) {
            after().refused(() -> register(BODY, "Bearer " + mangled)).isJson(401, "invalid_token");
        }
        after().refused(() -> register(BODY, "Bearer " + token, "Bearer x")).isJson(401, "invalid_token");
        after().refused(() -> register(BODY.replace("{", "{\"initial_access_token\":\"" + token + "\",")))
                .isJson(401, "invalid_token");
        after().refused(() -> caller().browser()
                        .send(
                                HttpRequest.newBuilder(server().server().url("/register?access_token=" + token))
                                        .POST(HttpRequest.BodyPublishers.ofString(BODY)),
                                "Content-Type",
                                "application/json"))
                .isJson(401, "invalid_token");
        assertRegisters(token);
    }

    @Test
    @DisplayName(
            "R1 P01 a token that is used up, has expired or was revoked registers nothing, and a refusal uses none")
    void worksAsOftenAsItMay() {
        String token = permit(1, "", "");
        after().refused(() -> register(BODY.replace("https://", "http://"), "Bearer " + token))
                .isJson(400, "invalid_redirect_uri");
        after().refused(() -> register("{", "Bearer " + token)).is(400);
        assertRegisters(token);
        after().refused(() -> register(BODY, "Bearer " + token)).isJson(401, "invalid_token");
        String late = permit(5, "", "");
        server().server().clock().advance(Duration.ofMinutes(61));
        after().refused(() -> register(BODY, "Bearer " + late)).isJson(401, "invalid_token");
    }

    @Test
    @DisplayName("R1 R05 R9 a token for one host and one resource lets nobody register or change to another")
    void staysWithinItsLimits() {
        String token = permit(3, Oauth.RS1, "app.test");
        for (String uri : List.of(
                "https://evil.test/cb",
                "https://app.test.evil.test/cb",
                "https://evilapp.test/cb",
                "https://sub.app.test/cb",
                "http://localhost/cb",
                "http://127.0.0.1/cb")) {
            after().refused(() -> register(BODY.replace("https://app.test/cb", uri), "Bearer " + token))
                    .isJson(400, "invalid_redirect_uri");
        }
        after().refused(() -> register(
                        BODY.replace("\"https://app.test/cb\"", "\"https://app.test/cb\",\"https://evil.test/cb\""),
                        "Bearer " + token))
                .isJson(400, "invalid_redirect_uri");
        HttpResponse<String> answer = register(BODY, "Bearer " + token);
        Map<String, Object> client = Oauth.json(answer);
        String changed = "{\"client_id\":\"" + client.get("client_id") + "\","
                + BODY.substring(1).replace("https://app.test/cb", "https://evil.test/cb");
        after().refused(() -> caller().browser()
                        .send(
                                HttpRequest.newBuilder(server().server().url("/register/" + client.get("client_id")))
                                        .PUT(HttpRequest.BodyPublishers.ofString(changed)),
                                "Content-Type",
                                "application/json",
                                "Authorization",
                                "Bearer " + client.get("registration_access_token")))
                .isJson(400, "invalid_redirect_uri");
        after().refused(() -> caller().authorize(
                                alice(), "client_id=" + client.get("client_id"), "resource=" + Oauth.RS2, "-scope"))
                .isRedirect(CALLBACK, "s1", "invalid_target");
    }

    @Test
    @DisplayName("R1 N2 whoever guesses at tokens waits, and others register meanwhile")
    void slowsDownGuessing() {
        Oauth attacker = caller();
        List<Integer> statuses = IntStream.range(0, 80)
                .mapToObj(i -> attacker.browser()
                        .send(
                                HttpRequest.newBuilder(server().server().url("/register"))
                                        .POST(HttpRequest.BodyPublishers.ofString(BODY)),
                                "Content-Type",
                                "application/json",
                                "Authorization",
                                "Bearer " + Secrets.random256())
                        .statusCode())
                .toList();
        assertThat(statuses).containsOnly(401, 429);
        assertThat(statuses.getLast()).isEqualTo(429);
        assertRegisters(permit(1, "", ""));
    }
}
