package dev.gatehouse.authserver.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Database.class)
class TokenEndpointTests {

    @Parameter
    Database database;

    private Oauth oauth() {
        return new Oauth(TestServer.on(database));
    }

    private static void assertRefused(HttpResponse<String> response, int status, String error) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        Map<String, Object> body = Oauth.json(response);
        assertThat(body).containsEntry("error", error).doesNotContainKeys("access_token", "refresh_token");
        // T2: the characters that RFC 6749 section 5.2 allows
        assertThat((String) body.getOrDefault("error_description", ""))
                .matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]*")
                .doesNotContain("Exception");
    }

    @Test
    @DisplayName("T3 T4 J1 J2 J3 J4 answers a code with an RFC 9068 token for the one resource")
    void issuesAccessTokens() {
        Oauth oauth = oauth();
        HttpResponse<String> response = oauth.token(oauth.code("prompt=consent"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        Map<String, Object> answer = Oauth.json(response);
        assertThat(answer)
                .containsEntry("token_type", "Bearer")
                .containsEntry("expires_in", 600)
                .containsEntry("scope", "tools:read")
                .containsKey("refresh_token");
        assertThat(Oauth.header(answer.get("access_token")))
                .containsEntry("typ", "at+jwt")
                .containsEntry("alg", "ES256")
                .containsKey("kid");
        Map<String, Object> claims = Oauth.claims(answer.get("access_token"));
        assertThat(claims)
                .containsEntry("iss", oauth.server().issuer())
                .containsEntry("aud", Oauth.RS1)
                .containsEntry("client_id", "PUB")
                .containsEntry("scope", "tools:read")
                .containsOnlyKeys("iss", "aud", "client_id", "scope", "sub", "iat", "exp", "jti");
        String subject = oauth.server()
                .jdbc()
                .sql("select id from app_user where username = 'alice'")
                .query(String.class)
                .single();
        assertThat(claims).containsEntry("sub", subject);
    }

    @Test
    @DisplayName("J1 J4 signs with RS256 and ends sooner where the resource asks for it")
    void followsTheResource() {
        Oauth oauth = oauth();
        UserAgent alice = oauth.signedIn("alice");
        String code = oauth.consented(alice, List.of("files:read"), "resource=" + Oauth.RS2, "scope=files:read")
                .get("code");
        Map<String, Object> answer = Oauth.json(oauth.token(code, "resource=" + Oauth.RS2));

        assertThat(answer).containsEntry("expires_in", 300);
        assertThat(Oauth.header(answer.get("access_token")))
                .containsEntry("alg", "RS256")
                .containsEntry("typ", "at+jwt");
        assertThat(Oauth.claims(answer.get("access_token"))).containsEntry("aud", Oauth.RS2);
    }

    @ParameterizedTest
    @DisplayName("T1 takes POST alone")
    @ValueSource(strings = {"GET", "PUT", "DELETE", "HEAD"})
    void takesPostAlone(String method) {
        for (String path : List.of("/token", "/revoke", "/introspect")) {
            HttpResponse<String> response = new UserAgent()
                    .send(HttpRequest.newBuilder(oauth().server().url(path))
                            .method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(response.statusCode()).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).hasValue("POST");
        }
    }

    @ParameterizedTest
    @DisplayName("T1 takes a form in the body alone")
    @ValueSource(
            strings = {
                "application/json",
                "multipart/form-data",
                "text/plain",
                "",
                "application/x-www-form-urlencoded;charset=utf-16",
                "application/json, application/x-www-form-urlencoded"
            })
    void takesFormsAlone(String contentType) {
        HttpRequest.Builder request = HttpRequest.newBuilder(oauth().server().url("/token"))
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=refresh_token&refresh_token=x&client_id=PUB"));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        assertRefused(new UserAgent().send(request), 415, "invalid_request");
    }

    @Test
    @DisplayName("T1 refuses parameters in the address")
    void refusesParametersInTheAddress() {
        HttpResponse<String> response = oauth().post(
                        "/token?client_id=PUB", Oauth.with(List.of("grant_type=refresh_token", "refresh_token=x")));
        assertRefused(response, 400, "invalid_request");
    }

    @ParameterizedTest
    @DisplayName("T2 T03 refuses a repeated parameter")
    @ValueSource(strings = {"grant_type", "code", "client_id", "code_verifier", "redirect_uri"})
    void refusesRepeatedParameters(String name) {
        assertRefused(oauth().token("x", "+" + name + "=again"), 400, "invalid_request");
    }

    @Test
    @DisplayName("ruling 22 T05 refuses a body over 64 KB and too many parameters with a 4xx")
    void boundsTheBody() {
        Oauth oauth = oauth();
        assertThat(oauth.token("x", "+pad=" + "a".repeat(70_000)).statusCode()).isEqualTo(413);
        String[] many = java.util.stream.IntStream.range(0, 2000)
                .mapToObj(i -> "+p" + i + "=1")
                .toArray(String[]::new);
        assertThat(oauth.token("x", many).statusCode()).isBetween(400, 431);
        HttpResponse<String> chunked = new UserAgent()
                .send(HttpRequest.newBuilder(oauth.server().url("/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(
                                () -> new java.io.ByteArrayInputStream(("a=" + "b".repeat(200_000)).getBytes()))));
        assertThat(chunked.statusCode()).isBetween(400, 431);
        assertThat(new UserAgent()
                        .get(oauth.server().url("/.well-known/openid-configuration"), "X-Pad", "a".repeat(30_000))
                        .statusCode())
                .isIn(400, 431);
    }

    @ParameterizedTest
    @DisplayName("K3 K4 refuses a missing, malformed or wrong verifier, and the honest one still works (T7)")
    @CsvSource({
        "-code_verifier,invalid_request",
        "code_verifier=,invalid_request",
        "code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX,invalid_request",
        "code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk=,invalid_request",
        "code_verifier=dBjftJeZ4CVP+mB92K27uhbUJU1p1r_wW1gFWFOEjXk,invalid_request",
        "code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl,invalid_grant",
        "code_verifier=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM,invalid_grant"
    })
    void refusesWrongVerifiers(String change, String error) {
        Oauth oauth = oauth();
        String code = oauth.code();

        assertRefused(oauth.token(code, change), 400, error);
        assertThat(oauth.token(code).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("ruling 20 K09 slows down who guesses verifiers, and the honest one still works")
    void slowsDownGuessing() {
        Oauth oauth = oauth();
        String code = oauth.code();
        HttpResponse<String> last = null;
        for (int i = 10; i < 22; i++) {
            last = oauth.token(code, "code_verifier=" + Oauth.VERIFIER.substring(0, 41) + i);
        }

        assertRefused(last, 429, "invalid_grant");
        assertThat(last.headers().firstValue("Retry-After")).isPresent();
        assertThat(oauth.token(code).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @DisplayName("Z9 C05 T7 binds a code to client, redirect and resource; each mismatch is refused and burns nothing")
    @CsvSource({
        "client_id=OTHER,invalid_grant",
        "redirect_uri=https://app.test/other,invalid_grant",
        "redirect_uri=https://app.test/cb/,invalid_grant",
        "resource=https://mcp2.test/mcp,invalid_target",
        "resource=https://nope.test,invalid_target",
        "+resource=https://mcp2.test/mcp,invalid_target"
    })
    void bindsTheCode(String change, String error) {
        Oauth oauth = oauth();
        String code = oauth.code();

        assertRefused(oauth.token(code, change), 400, error);
        assertThat(oauth.token(code).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("ruling 3 X1 takes a code without redirect_uri and without resource")
    void takesACodeWithoutRepetition() {
        Oauth oauth = oauth();
        HttpResponse<String> response = oauth.token(oauth.code(), "-redirect_uri", "-resource");

        assertThat(Oauth.claims(Oauth.json(response).get("access_token"))).containsEntry("aud", Oauth.RS1);
    }

    @Test
    @DisplayName("Z9 a code dies after a minute")
    void expiresCodes() {
        Oauth oauth = oauth();
        String code = oauth.code();
        oauth.server().clock().advance(Duration.ofSeconds(61));

        assertRefused(oauth.token(code), 400, "invalid_grant");
    }

    @Test
    @DisplayName("Z9 C11 codes share nothing but their purge day")
    void makesUnguessableCodes() {
        Oauth oauth = oauth();
        UserAgent alice = oauth.signedIn("alice");
        Set<String> starts = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            String code = oauth.consented(alice, List.of("tools:read")).get("code");
            assertThat(code).matches("[A-Za-z0-9_-]{47}");
            starts.add(code.substring(4, 12));
        }

        assertThat(starts).hasSize(30);
    }

    @Test
    @DisplayName("ruling 4 C01 C03 a valid replay ends the grant with all its descendants; a wrong one does not")
    void revokesOnReplay() {
        Oauth oauth = oauth();
        String code = oauth.code();
        Map<String, Object> first = Oauth.json(oauth.token(code));
        Map<String, Object> rotated = Oauth.json(oauth.refresh((String) first.get("refresh_token")));
        String wrong = "code_verifier=" + Oauth.VERIFIER.replace('d', 'e');
        assertRefused(oauth.token(code, wrong), 400, "invalid_grant");
        assertRefused(oauth.token(code, "client_id=OTHER"), 400, "invalid_grant");
        assertThat(oauth.active(rotated.get("access_token"))).isTrue();

        HttpResponse<String> replay = oauth.token(code);
        assertRefused(replay, 400, "invalid_grant");
        assertThat(oauth.server()
                        .jdbc()
                        .sql("select type from audit_entry where reference = ?")
                        .param(Oauth.json(replay).get("reference"))
                        .query(String.class)
                        .list())
                .containsExactly("grant.revoked");
        assertThat(oauth.active(first.get("access_token"))).isFalse();
        assertThat(oauth.active(rotated.get("access_token"))).isFalse();
        assertRefused(oauth.refresh((String) rotated.get("refresh_token")), 400, "invalid_grant");
        assertThat(auditCount(oauth, "grant.revoked", "code_replay")).isPositive();
    }

    @Test
    @DisplayName("P01 C08 one of twenty exchanges at once succeeds")
    void exchangesOnce() throws Exception {
        Oauth oauth = oauth();
        String code = oauth.code();

        assertThat(successes(() -> oauth.token(code))).isEqualTo(1);
    }

    @Test
    @DisplayName("P02 F1 one of twenty refreshes at once succeeds, and the replay ends the family")
    void refreshesOnce() throws Exception {
        Oauth oauth = oauth();
        String refreshToken = (String) oauth.tokens().get("refresh_token");

        assertThat(successes(() -> oauth.refresh(refreshToken))).isEqualTo(1);
        assertThat(auditCount(oauth, "grant.revoked", "refresh_replay")).isPositive();
    }

    private static long successes(Callable<HttpResponse<String>> attempt) throws Exception {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = pool.invokeAll(Collections.nCopies(20, attempt)).stream()
                    .map(future -> future.resultNow().statusCode())
                    .toList();
            assertThat(statuses).allMatch(status -> status == 200 || status == 400);
            return statuses.stream().filter(status -> status == 200).count();
        }
    }

    private static int auditCount(Oauth oauth, String type, String reason) {
        return oauth.server()
                .jdbc()
                .sql("select count(*) from audit_entry where type = ? and event_json like ?")
                .params(type, "%\"" + reason + "\"%")
                .query(Integer.class)
                .single();
    }

    @Test
    @DisplayName("F1 F2 rotates for public clients: a new refresh token, the same scope and resource")
    void rotates() {
        Oauth oauth = oauth();
        Map<String, Object> first = oauth.tokens();
        Map<String, Object> second = Oauth.json(oauth.refresh((String) first.get("refresh_token")));

        assertThat(second).containsEntry("scope", "tools:read").containsKey("refresh_token");
        assertThat(second.get("refresh_token")).isNotEqualTo(first.get("refresh_token"));
        assertThat(Oauth.claims(second.get("access_token")))
                .containsEntry("aud", Oauth.RS1)
                .containsEntry("sub", Oauth.claims(first.get("access_token")).get("sub"));
        assertThat(oauth.active(first.get("access_token"))).isTrue();
    }

    @Test
    @DisplayName("F1 a rotated refresh token that comes again ends its family")
    void endsTheFamilyOnReplay() {
        Oauth oauth = oauth();
        Map<String, Object> first = oauth.tokens();
        Map<String, Object> second = Oauth.json(oauth.refresh((String) first.get("refresh_token")));

        assertRefused(oauth.refresh((String) first.get("refresh_token")), 400, "invalid_grant");
        assertRefused(oauth.refresh((String) second.get("refresh_token")), 400, "invalid_grant");
        assertThat(oauth.active(second.get("access_token"))).isFalse();
    }

    @Test
    @DisplayName("F2 F05 T7 narrows but never widens, and a refusal burns nothing")
    void narrowsScopes() {
        Oauth oauth = oauth();
        UserAgent alice = oauth.signedIn("alice");
        String code = oauth.consented(
                        alice, List.of("tools:read", "tools:write"), "scope=tools:read tools:write", "prompt=consent")
                .get("code");
        String refreshToken = (String) Oauth.json(oauth.token(code)).get("refresh_token");

        assertRefused(oauth.refresh(refreshToken, "scope=tools:read tools:delete"), 400, "invalid_scope");
        assertRefused(oauth.refresh(refreshToken, "resource=" + Oauth.RS2), 400, "invalid_target");
        assertRefused(oauth.refresh(refreshToken, "client_id=OTHER"), 400, "invalid_grant");
        Map<String, Object> narrow = Oauth.json(oauth.refresh(refreshToken, "scope=tools:read"));
        assertThat(narrow).containsEntry("scope", "tools:read");
        Map<String, Object> wide = Oauth.json(oauth.refresh((String) narrow.get("refresh_token")));
        assertThat(wide).containsEntry("scope", "tools:read tools:write");
    }

    @Test
    @DisplayName("F4 an unused refresh token ends with its grant")
    void endsIdleRefreshTokens() {
        Oauth oauth = oauth();
        Map<String, Object> tokens = oauth.tokens();
        oauth.server().clock().advance(Duration.ofHours(25));

        assertRefused(oauth.refresh((String) tokens.get("refresh_token")), 400, "invalid_grant");
    }

    @Test
    @DisplayName("F07 F3 a disabled person's grant is dead")
    void endsWithThePerson() {
        Oauth oauth = oauth();
        UserAgent bob = oauth.signedIn("bob");
        Map<String, Object> tokens = Oauth.json(
                oauth.token(oauth.consented(bob, List.of("tools:read")).get("code")));
        var jdbc = oauth.server().jdbc();
        jdbc.sql("update app_user set status = 'DISABLED' where username = 'bob'")
                .update();
        try {
            assertRefused(oauth.refresh((String) tokens.get("refresh_token")), 400, "invalid_grant");
            assertThat(oauth.active(tokens.get("access_token"))).isFalse();
        } finally {
            jdbc.sql("update app_user set status = 'ACTIVE' where username = 'bob'")
                    .update();
        }
        assertThat(oauth.refresh((String) tokens.get("refresh_token")).statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("C07 takes no token of one kind for another")
    void confusesNoTypes() {
        Oauth oauth = oauth();
        String code = oauth.code();
        Map<String, Object> tokens = oauth.tokens();
        String access = (String) tokens.get("access_token");
        String refresh = (String) tokens.get("refresh_token");

        assertRefused(oauth.token(refresh), 400, "invalid_grant");
        assertRefused(oauth.token(access), 400, "invalid_grant");
        assertRefused(oauth.refresh(code), 400, "invalid_grant");
        assertRefused(oauth.refresh(access), 400, "invalid_grant");
        assertThat(oauth.active(refresh)).isFalse();
        assertThat(oauth.active(code)).isFalse();
        assertThat(oauth.refresh(refresh).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @DisplayName("J5 checks the whole value of an opaque token")
    @CsvSource({"0,46", "1,47", "0,40", "4,47"})
    void checksTheWholeValue(int from, int to) {
        Oauth oauth = oauth();
        String refresh = (String) oauth.tokens().get("refresh_token");

        assertRefused(oauth.refresh(refresh.substring(from, to)), 400, "invalid_grant");
        assertRefused(oauth.refresh(refresh + "A"), 400, "invalid_grant");
        assertThat(oauth.refresh(refresh).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("T5 T6 gives a machine its own token: no refresh token, never a person's subject")
    void servesMachines() {
        Oauth oauth = oauth();
        HttpResponse<String> response = oauth.clientCredentials();

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        Map<String, Object> answer = Oauth.json(response);
        assertThat(answer).containsEntry("scope", "tools:read").doesNotContainKey("refresh_token");
        assertThat(Oauth.claims(answer.get("access_token")))
                .containsEntry("sub", "client:M2M")
                .containsEntry("client_id", "M2M")
                .containsEntry("aud", Oauth.RS1);
        assertThat(oauth.active(answer.get("access_token"))).isTrue();
    }

    @ParameterizedTest
    @DisplayName("T07 ruling 13 refuses a machine more than it is set up for")
    @CsvSource({
        "scope=tools:write,invalid_scope",
        "scope=tools:read admin,invalid_scope",
        "scope=tools:read offline_access,invalid_scope",
        "resource=https://mcp2.test/mcp,invalid_target",
        "resource=https://nope.test,invalid_target"
    })
    void keepsMachinesInBounds(String change, String error) {
        assertRefused(oauth().clientCredentials(change), 400, error);
    }

    @Test
    @DisplayName("T6 T5 refuses grants the client is not registered for")
    void refusesUnregisteredGrants() {
        Oauth oauth = oauth();
        assertRefused(
                oauth.post("/token", Oauth.with(List.of("grant_type=client_credentials", "client_id=PUB"))),
                400,
                "unauthorized_client");
        UserAgent alice = oauth.signedIn("alice");
        String code = oauth.consented(alice, List.of("tools:read"), "client_id=CODEONLY")
                .get("code");
        Map<String, Object> answer = Oauth.json(oauth.token(code, "client_id=CODEONLY"));
        assertThat(answer).containsKey("access_token").doesNotContainKey("refresh_token");
        assertRefused(oauth.refresh("x", "client_id=CODEONLY"), 400, "unauthorized_client");
        assertRefused(oauth.post("/token", Oauth.with(List.of("client_id=PUB"))), 400, "invalid_request");
    }

    @Test
    @DisplayName("L1 P11 keeps no code, token or secret in clear, in the database or the audit")
    void storesHashesAlone() {
        Oauth oauth = oauth();
        String code = oauth.code();
        Map<String, Object> tokens = Oauth.json(oauth.token(code));
        String dump = oauth.server().dump();

        for (Object secret : List.of(
                code,
                tokens.get("access_token"),
                tokens.get("refresh_token"),
                "conf-secret-conf-secret-conf-secret-1",
                Oauth.password("alice"),
                Oauth.claims(tokens.get("access_token")).get("jti"))) {
            assertThat(dump).doesNotContain((String) secret);
        }
    }

    @Test
    @DisplayName("L2 P15 writes one audit entry for each change of state")
    void auditsEachChange() {
        Oauth oauth = oauth();
        int before = entries(oauth);
        String code = oauth.consented(oauth.signedIn("alice"), List.of("tools:read"), "prompt=consent")
                .get("code");
        int consented = entries(oauth);
        oauth.token(code);
        int issued = entries(oauth);
        oauth.token(code, "client_id=OTHER");

        // Signing in is one, the consent with its code is one, the tokens are one, and a refusal changes nothing.
        assertThat(consented - before).isEqualTo(2);
        assertThat(issued - consented).isEqualTo(1);
        assertThat(entries(oauth)).isEqualTo(issued);
        Map<String, Object> entry = oauth.server()
                .jdbc()
                .sql("select actor, subject, client_id, resource, outcome, event_json from audit_entry where type = "
                        + "'consent.granted' order by seq desc limit 1")
                .query()
                .singleRow();
        assertThat(entry)
                .containsEntry("client_id", "PUB")
                .containsEntry("resource", Oauth.RS1)
                .containsEntry("outcome", "DONE");
        assertThat((String) entry.get("event_json"))
                .contains("\"scope_asked\":\"tools:read\"", "scope_granted", "until");
    }

    private static int entries(Oauth oauth) {
        return oauth.server()
                .jdbc()
                .sql("select count(*) from audit_entry")
                .query(Integer.class)
                .single();
    }
}
