package dev.gatehouse.authserver.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.client.ClientAssertions;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** P20: ChatGPT, which has a document for each connector, signs by RS256, and rolls its keys. */
@Tag("P20")
@ParameterizedClass
@EnumSource(Database.class)
class SigningClientTests {

    private static final RSAKey OLD = rsa("old");

    private static final RSAKey NEW = rsa("new");

    @Parameter
    Database database;

    private Oauth oauth() {
        return CompatibilityServer.on(database);
    }

    @Test
    @DisplayName("P20 A4 A19 ChatGPT signs with either of two keys while it rolls them, for one connector and another")
    void signsWithEitherKey() {
        String keys = path("jwks.json");
        CompatibilityServer.CANARY.serveJson(
                keys, new JWKSet(List.of(OLD.toPublicJWK(), NEW.toPublicJWK())).toString());
        for (String connector : List.of("client.json", "Qx-1_z/client.json", "r9Xw2/client.json")) {
            String clientId = publish(connector, """
                    "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "%s",
                    "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
                    "token_endpoint_auth_signing_alg": "RS256",""".formatted(CompatibilityServer.CANARY.url(keys)));
            UserAgent alice = oauth().signedIn("alice");

            Map<String, Object> first = assertIssued(exchange(code(alice, clientId), clientId, OLD));
            Map<String, Object> second = assertIssued(refresh(first, clientId, NEW));
            HttpResponse<String> unsigned =
                    oauth().refresh(String.valueOf(second.get("refresh_token")), "client_id=" + clientId);

            assertThat(unsigned.statusCode()).isEqualTo(401);
            assertThat(Oauth.json(unsigned)).containsEntry("error", "invalid_client");
            assertIssued(refresh(second, clientId, OLD));
        }
        assertThat(CompatibilityServer.CANARY.hits(keys)).isEqualTo(1);
    }

    @Test
    @DisplayName("P20 A1 ChatGPT connects as a public client where its document has no keys")
    void connectsWithoutKeys() {
        String clientId = publish("public/client.json", """
                "token_endpoint_auth_method": "private_key_jwt",
                "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],""");
        String code = code(oauth().signedIn("alice"), clientId);

        assertIssued(oauth().token(code, "client_id=" + clientId, "redirect_uri=" + redirectUri()));
    }

    @Test
    @DisplayName("P20 S8 ChatGPT's connections, each with a document of its own, are shown as those of one vendor")
    void groupsConnectors() {
        UserAgent bob = oauth().signedIn("bob");
        for (String connector : List.of("g1/client.json", "g2/client.json")) {
            String clientId = publish(connector, "\"token_endpoint_auth_method\": \"none\",");
            assertIssued(oauth().token(code(bob, clientId), "client_id=" + clientId, "redirect_uri=" + redirectUri()));
        }
        String host = URI.create(CompatibilityServer.CANARY.url("/")).getAuthority();
        Document list = Jsoup.parse(bob.get(oauth().server().url("/account")).body());
        assertThat(list.select(".vendor > h2").eachText()).containsExactly(host + " · 2 connections");
        assertThat(list.select(".vendor h3").eachText()).containsExactly("ChatGPT", "ChatGPT");
    }

    private String path(String name) {
        return "/" + database + "/oauth/" + name;
    }

    private static String redirectUri() {
        return "https://chatgpt.test/connector/oauth/Qx-1_z";
    }

    private String publish(String name, String authentication) {
        String path = path(name);
        String clientId = CompatibilityServer.CANARY.url(path);
        CompatibilityServer.CANARY.serveJson(path, """
                {"client_id": "%s", "client_name": "ChatGPT", "redirect_uris": ["%s"], %s
                 "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"]}""".formatted(clientId, redirectUri(), authentication));
        return clientId;
    }

    /** The page names the host, which all connectors of the vendor have in common. */
    private String code(UserAgent alice, String clientId) {
        HttpResponse<String> page = oauth().follow(
                        alice,
                        "client_id=" + clientId,
                        "redirect_uri=" + redirectUri(),
                        "scope=tools:read offline_access");
        assertThat(Jsoup.parse(page.body()).text()).contains("ChatGPT", "From localhost");
        String location = UserAgent.location(oauth().allow(alice, page, "tools:read"));
        return String.valueOf(Oauth.query(location).get("code"));
    }

    private HttpResponse<String> exchange(String code, String clientId, RSAKey key) {
        return oauth().token(
                        code,
                        "client_id=" + clientId,
                        "redirect_uri=" + redirectUri(),
                        "client_assertion_type=" + ClientAssertions.TYPE,
                        "client_assertion=" + assertion(clientId, key));
    }

    private HttpResponse<String> refresh(Map<String, Object> tokens, String clientId, RSAKey key) {
        return oauth().refresh(
                        String.valueOf(tokens.get("refresh_token")),
                        "client_id=" + clientId,
                        "client_assertion_type=" + ClientAssertions.TYPE,
                        "client_assertion=" + assertion(clientId, key));
    }

    private String assertion(String clientId, RSAKey key) {
        Instant now = oauth().server().clock().instant();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(clientId)
                        .subject(clientId)
                        .audience(oauth().server().issuer())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(60)))
                        .jwtID(UUID.randomUUID().toString())
                        .build());
        try {
            jwt.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }

    private static Map<String, Object> assertIssued(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Map<String, Object> tokens = Oauth.json(answer);
        assertThat(tokens).containsEntry("scope", "tools:read offline_access").containsKey("refresh_token");
        return tokens;
    }

    private static RSAKey rsa(String kid) {
        try {
            return new RSAKeyGenerator(2048).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
