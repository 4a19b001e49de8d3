package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.testing.Oauth;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Letters J, I and V as far as the authorization server decides: introspection and revocation. */
class IntrospectionAttacksTests extends AbstractHostileTests {

    private static final String NOT_ACTIVE = "{\"active\":false}";

    private static final String[] CONF = Oauth.basic("CONF", "conf-secret-conf-secret-conf-secret-1");

    private void assertInactive(String token) {
        Answer answer = after().ignored(() -> caller().introspect(token, "RS1"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(NOT_ACTIVE);
    }

    @Test
    @DisplayName("J01 J03 a token that we did not sign as an access token is not active, whoever signed it how")
    void knowsItsOwnTokens() throws Exception {
        String good = (String) server().tokens().get("access_token");
        String[] parts = good.split("\\.");
        JWTClaimsSet claims = SignedJWT.parse(good).getJWTClaimsSet();
        SignedJWT hmac = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).build(), claims);
        hmac.sign(new MACSigner("s".repeat(32)));
        String kid = (String) Oauth.header(good).get("kid");
        String typed = "{\"alg\":\"ES256\",\"typ\":\"%s\",\"kid\":\"" + kid + "\"}";
        String payload = claims.toString();
        for (String forged : List.of(
                Signer.base64("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + parts[1] + ".",
                Signer.base64("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + parts[1] + "." + parts[2],
                Signer.base64("{\"alg\":\"nOnE\"}") + "." + parts[1] + ".",
                hmac.serialize(),
                Signer.sign(Signer.key(), typed.formatted("at+jwt"), payload),
                Signer.sign(Signer.key(), typed.formatted("JWT"), payload),
                Signer.sign(
                        Signer.key(),
                        "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"jwk\":"
                                + Signer.key().toPublicJWK().toJSONString() + "}",
                        payload),
                parts[0] + "." + Signer.base64(payload.replace("tools:read", "tools:admin")) + "." + parts[2])) {
            assertInactive(forged);
        }
        assertThat(caller().active(good)).as("ALIVE").isTrue();
    }

    @Test
    @DisplayName("J05 a token is inactive at once when its grant is revoked, and when its time is over")
    void seesTheEnd() {
        Map<String, Object> revoked = server().tokens();
        assertThat(caller().revoke((String) revoked.get("refresh_token")).statusCode())
                .isEqualTo(200);
        assertInactive((String) revoked.get("access_token"));

        String expired = (String) server().tokens().get("access_token");
        server().server().clock().advance(Duration.ofMinutes(16));
        assertInactive(expired);
    }

    @Test
    @DisplayName("J07 a machine whose name is a person's never becomes that person")
    void confusesNoSubjects() {
        var jdbc = server().server().jdbc();
        String alice = jdbc.sql("select id from app_user where username = 'alice'")
                .query(UUID.class)
                .single()
                .toString();
        jdbc.sql("update client set client_id = ? where client_id = 'RAW'")
                .param(alice)
                .update();
        try {
            Map<String, Object> answer = Oauth.json(caller().post(
                            "/token",
                            form("grant_type=client_credentials", "resource=" + Oauth.RS1),
                            Oauth.basic(alice, "raw+secret/with%signs=raw+secret/with%")));
            String token = (String) answer.get("access_token");
            assertThat(Oauth.claims(token)).containsEntry("sub", "client:" + alice);
            assertThat(Oauth.json(caller().introspect(token, "RS1"))).containsEntry("sub", "client:" + alice);
        } finally {
            jdbc.sql("update client set client_id = 'RAW' where client_id = ?")
                    .param(alice)
                    .update();
        }
        for (String chosen : List.of("alice", "client:M2M", alice)) {
            var answer = Oauth.json(register("{\"redirect_uris\":[\"https://app.test/cb\"],\"client_id\":\"" + chosen
                    + "\",\"sub\":\"" + chosen + "\"}"));
            assertThat(answer.get("client_id")).isNotEqualTo(chosen);
        }
    }

    @Test
    @DisplayName("J09 a token that is cut, lengthened or put together of two is not active")
    void seesMangling() {
        String one = (String) server().tokens().get("access_token");
        String two = (String) server().tokens().get("access_token");
        String[] first = one.split("\\.");
        String[] second = two.split("\\.");
        for (String mangled : List.of(
                one.substring(0, one.length() - 1),
                one.substring(0, one.length() / 2),
                one + "A",
                one + ".",
                one + "=",
                " " + one,
                one + "\n",
                first[0] + "." + second[1] + "." + first[2],
                first[0] + "." + first[1] + "." + second[2],
                one + "," + two,
                one + " " + two,
                "Bearer " + one)) {
            assertInactive(mangled);
        }
        assertThat(caller().active(one)).isTrue();
        assertThat(caller().active(two)).isTrue();
    }

    @ParameterizedTest(name = "J09 {0}")
    @ValueSource(strings = {"x", "\0", "null", "..", "a.b.c", "eyJ", "' OR 1=1--", "\uD83D\uDE00", "{}"})
    @DisplayName("J09 I2 what is no token is not active, with no other word")
    void seesNonsense(String value) {
        assertInactive(value);
        assertInactive(value.repeat(2000));
    }

    @Test
    @DisplayName("I01 I1 only a resource server's own client asks, and learns of its own tokens alone")
    void answersItsOwnersAlone() {
        Map<String, Object> tokens = server().tokens();
        String token = (String) tokens.get("access_token");
        after().refused(() -> caller().post("/introspect", form("token=" + token)))
                .isJson(401, "invalid_client");
        after().refused(() -> caller().post("/introspect", form("token=" + token, "client_id=PUB")))
                .isJson(401, "invalid_client");
        after().refused(() -> caller().post("/introspect", form("token=" + token), CONF))
                .isJson(401, "invalid_client");
        after().refused(() -> caller().post("/introspect", form("token=" + token), "Authorization", "Bearer " + token))
                .isJson(401, "invalid_client");
        Map<String, Object> fresh = Oauth.json(
                register(
                        "{\"redirect_uris\":[\"https://app.test/cb\"],\"token_endpoint_auth_method\":\"client_secret_basic\"}"));
        after().hiding((String) fresh.get("client_secret"))
                .refused(() -> caller().post(
                                "/introspect",
                                form("token=" + token),
                                Oauth.basic((String) fresh.get("client_id"), (String) fresh.get("client_secret"))))
                .isJson(401, "invalid_client");
        Answer other = after().ignored(() -> caller().introspect(token, "RS2"));
        assertThat(other.body()).isEqualTo(NOT_ACTIVE);
        Answer hinted = after().ignored(() -> caller().post(
                        "/introspect",
                        form("token=" + tokens.get("refresh_token"), "token_type_hint=refresh_token"),
                        Oauth.basic("RS1", "rs1-secret-rs1-secret-rs1-secret-rs1")));
        assertThat(hinted.body()).isEqualTo(NOT_ACTIVE);
        assertThat(caller().active(token)).as("ALIVE").isTrue();
    }

    @Test
    @DisplayName("V01 V1 nobody revokes another's token, and everybody gets the same 200")
    void revokesItsOwnAlone() {
        Map<String, Object> tokens = server().tokens();
        for (String kind : List.of("access_token", "refresh_token")) {
            String token = (String) tokens.get(kind);
            for (String hint : List.of("access_token", "refresh_token", "nonsense")) {
                Answer answer =
                        after().ignored(() -> caller().revoke(token, "client_id=OTHER", "token_type_hint=" + hint));
                assertThat(answer.status()).isEqualTo(200);
                after().ignored(() ->
                        caller().post("/revoke", form("token=" + token, "token_type_hint=" + hint), CONF));
                after().ignored(() -> caller().post(
                                "/revoke",
                                form("token=" + token),
                                Oauth.basic("RS1", "rs1-secret-rs1-secret-rs1-secret-rs1")));
            }
            after().refused(() -> caller().revoke(token, "client_id=CONF")).isJson(401, "invalid_client");
            after().refused(() -> caller().revoke(token, "-client_id")).isJson(401, "invalid_client");
            after().refused(() -> caller().revoke(token, "client_id=PUB", "+client_id=OTHER"))
                    .isJson(400, "invalid_request");
        }
        assertThat(caller().active(tokens.get("access_token"))).as("ALIVE").isTrue();
        assertRefreshes(tokens.get("refresh_token"));
    }

    @ParameterizedTest(name = "V01 {0}")
    @ValueSource(strings = {"x", "\0", "a.b.c", "' OR 1=1--", "%", "\uD83D\uDE00", "..."})
    @DisplayName("V2 revoking what is no token is 200 and changes nothing")
    void revokesNonsense(String value) {
        assertThat(after().ignored(() -> caller().revoke(value)).status()).isEqualTo(200);
        assertThat(after().ignored(() -> caller().revoke(value.repeat(1000))).status())
                .isEqualTo(200);
        after().refused(() -> caller().revoke(value, "-token")).isJson(400, "invalid_request");
        after().refused(() -> caller().revoke("")).isJson(400, "invalid_request");
    }
}
