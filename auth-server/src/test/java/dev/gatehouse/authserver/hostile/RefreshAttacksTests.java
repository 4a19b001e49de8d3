package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Letter F: refresh tokens (promise P02). Reuse ends the family, but within a minute of the rotation and before its successor
 * was used (ruling 6). That it is remembered over a restart (F03) is asserted where a server is started again.
 */
class RefreshAttacksTests extends AbstractHostileTests {

    private static String refreshToken(Map<String, Object> tokens) {
        return (String) tokens.get("refresh_token");
    }

    @ParameterizedTest(name = "F01 after {0}")
    @ValueSource(strings = {"PT0S", "PT61S", "PT59M"})
    @DisplayName("F01 a refresh token that was rotated ends its family when it comes again")
    void endsTheFamily(Duration later) {
        Map<String, Object> first = longLived();
        Map<String, Object> used = Oauth.json(caller().refresh(refreshToken(first)));
        Map<String, Object> second = Oauth.json(caller().refresh(refreshToken(used)));
        server().server().clock().advance(later);
        after().taken(() -> caller().refresh(refreshToken(first))).isJson(400, "invalid_grant");
        assertDead(second);
        after().refused(() -> caller().refresh(refreshToken(first))).isJson(400, "invalid_grant");
    }

    @Test
    @DisplayName("F01 a refresh token that was rotated more than a minute ago ends its family, used successor or not")
    void endsTheFamilyAfterAMinute() {
        Map<String, Object> first = longLived();
        Map<String, Object> second = Oauth.json(caller().refresh(refreshToken(first)));
        // The window is counted by the database's clock, which nobody moves.
        server().server()
                .jdbc()
                .sql("update token set rotated_at = ? where rotated_at is not null")
                .param(Instant.now().minusSeconds(61).atOffset(ZoneOffset.UTC))
                .update();
        after().taken(() -> caller().refresh(refreshToken(first))).isJson(400, "invalid_grant");
        assertDead(second);
    }

    /** Of bob's, for the longest time there is. */
    private Map<String, Object> longLived() {
        UserAgent bob = server().signedIn("bob");
        var page = caller().follow(bob, "prompt=consent");
        var answer = bob.submit(
                page,
                Map.of("decision", List.of("allow"), "scope", List.of("tools:read"), "duration", List.of("PT24H")));
        String code = Oauth.query(UserAgent.location(answer)).get("code");
        return Oauth.json(caller().token(code));
    }

    @Test
    @DisplayName("F01 reuse of any generation is seen, not of the last alone")
    void remembersEachGeneration() {
        for (int reused = 0; reused < 3; reused++) {
            Map<String, Object> tokens = server().tokens();
            String[] generations = new String[4];
            for (int i = 0; i < 4; i++) {
                generations[i] = refreshToken(tokens);
                tokens = Oauth.json(caller().refresh(generations[i]));
            }
            String old = generations[reused];
            after().taken(() -> caller().refresh(old)).isJson(400, "invalid_grant");
            assertDead(tokens);
        }
    }

    @Test
    @DisplayName("F01 T7 a stranger, a wrong scope or a wrong resource with an old refresh token ends nothing")
    void survivesStrangers() {
        Map<String, Object> first = server().tokens();
        Map<String, Object> second = Oauth.json(caller().refresh(refreshToken(first)));
        after().refused(() -> caller().refresh(refreshToken(first), "client_id=OTHER"))
                .isJson(400, "invalid_grant");
        after().refused(() -> caller().refresh(refreshToken(first), "client_id=nope"))
                .isJson(401, "invalid_client");
        assertThat(caller().active(second.get("access_token"))).isTrue();
        assertRefreshes(second.get("refresh_token"));
    }

    static Stream<Arguments> widenings() {
        return row(
                "F05",
                "scope=tools:read tools:admin",
                "scope=admin",
                "scope=tools:write",
                "scope=*",
                "scope=tools:read files:read",
                "scope=offline_access",
                "scope=openid");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("widenings")
    @DisplayName("F05 ruling 13 refuses a scope beyond the grant, and does not burn the refresh token")
    void widensNoScope(String row, String change) {
        Map<String, Object> tokens = server().tokens();
        after().refused(() -> caller().refresh(refreshToken(tokens), change)).isJson(400, "invalid_scope");
        assertThat(caller().active(tokens.get("access_token"))).isTrue();
        assertRefreshes(tokens.get("refresh_token"));
    }

    @Test
    @DisplayName("F05 F2 a narrowed access token leaves the grant as wide as it was, and no wider")
    void narrowsAndWidensBack() {
        UserAgent bob = server().signedIn("bob");
        String code = caller().consented(
                        bob, List.of("tools:read", "tools:write"), "scope=tools:read tools:write", "prompt=consent")
                .get("code");
        Map<String, Object> wide = Oauth.json(caller().token(code));
        Map<String, Object> narrow = Oauth.json(caller().refresh(refreshToken(wide), "scope=tools:read"));
        assertThat(narrow).containsEntry("scope", "tools:read");
        after().refused(() -> caller().refresh(refreshToken(narrow), "scope=tools:read tools:delete"))
                .isJson(400, "invalid_scope");
        Map<String, Object> again = Oauth.json(caller().refresh(refreshToken(narrow)));
        assertThat(((String) again.get("scope")).split(" ")).containsExactlyInAnyOrder("tools:read", "tools:write");
    }

    @Test
    @DisplayName("F07 a grant is dead after it was revoked, or its consent taken back")
    void diesWithItsContext() {
        Map<String, Object> revoked = server().tokens();
        assertThat(caller().revoke(refreshToken(revoked)).statusCode()).isEqualTo(200);
        after().refused(() -> caller().refresh(refreshToken(revoked))).isJson(400, "invalid_grant");
        assertDead(revoked);

        UserAgent bob = server().signedIn("bob");
        String code = caller().consented(
                        bob, List.of("tools:read"), "client_id=OTHER", "redirect_uri=https://other.test/cb")
                .get("code");
        Map<String, Object> tokens =
                Oauth.json(caller().token(code, "client_id=OTHER", "redirect_uri=https://other.test/cb"));
        var list = bob.get(server().server().url("/account"));
        String question = Jsoup.parse(list.body(), list.uri().toString()).select("a[href*=take-back]").stream()
                .filter(link -> link.parents().text().contains("Other app"))
                .findFirst()
                .orElseThrow()
                .absUrl("href");
        bob.submit(bob.get(URI.create(takeBackOf("OTHER", question))), Map.of());
        after().refused(() -> caller().refresh(refreshToken(tokens), "client_id=OTHER"))
                .isJson(400, "invalid_grant");
        assertDead(tokens, "client_id=OTHER");
    }

    /** The address at which the consent to this client is taken back. */
    private String takeBackOf(String clientId, String anyAddress) {
        UUID consent = server().server()
                .jdbc()
                .sql("""
                        select c.id from consent c join client k on k.id = c.client_id join app_user u on u.id = c.user_id
                        where k.client_id = ? and u.username = 'bob' and c.withdrawn_at is null""")
                .param(clientId)
                .query(UUID.class)
                .single();
        return anyAddress.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", consent.toString());
    }

    @ParameterizedTest(name = "F07 {0}")
    @ValueSource(
            strings = {
                "update client set status = '%s' where client_id = 'NARROW'|DISABLED|ACTIVE",
                "update app_user set status = '%s' where username = 'bob'|DISABLED|ACTIVE",
                "update client set grant_types = '%s' where client_id = 'NARROW'|authorization_code|authorization_code refresh_token",
                "update client set scope = '%s' where client_id = 'NARROW'|tools:write|tools:read"
            })
    @DisplayName("F07 I3 a grant is worth nothing while its client, person, grant type or scope is gone")
    void isWorthNothingMeanwhile(String change) {
        String[] parts = change.split("\\|");
        UserAgent bob = server().signedIn("bob");
        String[] narrow = {"client_id=NARROW", "redirect_uri=https://narrow.test/cb"};
        String code = caller().consented(bob, List.of("tools:read"), narrow).get("code");
        Map<String, Object> tokens = Oauth.json(caller().token(code, narrow));
        var jdbc = server().server().jdbc();
        jdbc.sql(parts[0].formatted(parts[1])).update();
        server().server().forgetClients();
        try {
            Answer answer = after().refused(() -> caller().refresh(refreshToken(tokens), narrow[0]));
            answer.is(400, 401);
            if (change.contains("status")) {
                assertThat(caller().active(tokens.get("access_token"))).isFalse();
            }
        } finally {
            jdbc.sql(parts[0].formatted(parts[2])).update();
            server().server().forgetClients();
            server().forgetSignIns();
        }
        assertRefreshes(tokens.get("refresh_token"), narrow[0]);
    }

    @Test
    @DisplayName(
            "F09 L02 whoever lost the answer to a refresh gets the same successor again: never two live descendants")
    void neverHasTwoDescendants() {
        Map<String, Object> tokens = server().tokens();
        Map<String, Object> lost = Oauth.json(caller().refresh(refreshToken(tokens)));
        Map<String, Object> again = Oauth.json(caller().refresh(refreshToken(tokens)));
        assertThat(refreshToken(again)).isEqualTo(refreshToken(lost));
        Map<String, Object> next = Oauth.json(caller().refresh(refreshToken(again)));
        after().taken(() -> caller().refresh(refreshToken(tokens))).isJson(400, "invalid_grant");
        assertDead(next);
    }

    @Test
    @DisplayName("F11 an access token refreshes nothing, and a refresh token opens nothing")
    void confusesNoTokens() {
        Map<String, Object> tokens = server().tokens();
        String access = (String) tokens.get("access_token");
        after().refused(() -> caller().refresh(access)).isJson(400, "invalid_grant");
        after().ignored(() -> caller().introspect(refreshToken(tokens), "RS1"));
        assertThat(caller().introspect(refreshToken(tokens), "RS1").body()).isEqualTo("{\"active\":false}");
        assertThat(caller().active(access)).isTrue();
        assertRefreshes(tokens.get("refresh_token"));
    }

    @ParameterizedTest(name = "F01 {0}")
    @ValueSource(strings = {"", "x", "\0", "null", "undefined", "' OR 1=1--", "%", "{}", "\uD83D\uDE00"})
    @DisplayName("F01 what is no refresh token is refused")
    void refusesOddTokens(String value) {
        after().refused(() -> caller().refresh(value)).isJson(400, "invalid_grant", "invalid_request");
    }
}
