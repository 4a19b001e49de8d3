package dev.gatehouse.authserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import dev.gatehouse.authserver.client.ClientAssertions;
import dev.gatehouse.authserver.dpop.DpopNonces;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Letter C, row C07: each kind of secret value in the place of every other kind. */
class ConfusionAttacksTests extends AbstractHostileTests {

    private static final String URN = PushedRequestAttacksTests.URN;

    private final Map<String, String> values = new LinkedHashMap<>();

    private String client = "";

    private Map<String, Object> tokens = Map.of();

    @BeforeEach
    void collect() {
        tokens = server().tokens();
        Map<String, Object> registered = registered("");
        client = (String) registered.get("client_id");
        values.put("access token", (String) tokens.get("access_token"));
        values.put("refresh token", (String) tokens.get("refresh_token"));
        values.put("code", server().code());
        values.put("request_uri", requestUri().substring(URN.length()));
        values.put("transaction", transaction());
        values.put("registration token", (String) registered.get("registration_access_token"));
        values.put("initial access token", initialAccessToken());
        values.put("set-up link", setUpLink());
        values.put("form token", formToken());
        values.put("cookie", alice().cookies().values().iterator().next());
        values.put("client id", client);
        values.put("client secret", "conf-secret-conf-secret-conf-secret-1");
        values.put("assertion", assertion());
        values.put("proof", new ProofMaker(this::server).proof("/token"));
        values.put("nonce", server().server().bean(DpopNonces.class).current());
        values.put("verifier", Oauth.VERIFIER);
        values.put("challenge", Oauth.CHALLENGE);
        values.put("password", "alice-password-1");
    }

    private String requestUri() {
        return (String) Oauth.json(caller().push()).get("request_uri");
    }

    private String transaction() {
        String location = UserAgent.location(caller().authorize(alice(), "prompt=consent"));
        return location.substring(location.indexOf('=') + 1);
    }

    private OffsetDateTime now() {
        return server().server().clock().instant().atOffset(ZoneOffset.UTC);
    }

    private String initialAccessToken() {
        String token = Secrets.random256();
        server().server()
                .jdbc()
                .sql("""
                        insert into initial_access_token
                               (id, token_hash, label, uses_left, resources, redirect_hosts, created_at, expires_at)
                        values (?, ?, 'x', 100, '', '', ?, ?)""")
                .params(UUID.randomUUID(), Secrets.sha256(token), now(), now().plusDays(1))
                .update();
        return token;
    }

    private String setUpLink() {
        String link = Secrets.random256();
        server().server()
                .jdbc()
                .sql(
                        "insert into one_time_link (link_hash, purpose, created_at, expires_at) values (?, 'SET_UP', ?, ?)")
                .params(Secrets.sha256(link), now(), now().plusDays(1))
                .update();
        return link;
    }

    private String formToken() {
        var page = alice().get(server().server().url("/account/password"));
        return Jsoup.parse(page.body()).select("input[name=form_token]").attr("value");
    }

    private String assertion() {
        String signer = (String)
                Oauth.json(register("""
                {"client_name":"Signer","redirect_uris":["https://signer.test/cb"],\
                "token_endpoint_auth_method":"private_key_jwt","jwks":%s}""".formatted(new JWKSet(Signer.key().toPublicJWK()))))
                        .get("client_id");
        return Signer.sign(Signer.claims(signer, server().server().clock().instant()));
    }

    private After hidden(String value) {
        return after().hiding(value);
    }

    private Map<String, Consumer<String>> slots() {
        Map<String, Consumer<String>> slots = new LinkedHashMap<>();
        tokenSlots(slots);
        bearerSlots(slots);
        clientSlots(slots);
        browserSlots(slots);
        return slots;
    }

    private void tokenSlots(Map<String, Consumer<String>> slots) {
        slots.put(
                "code",
                value -> hidden(value).refused(() -> caller().token(value)).isJson(400, "invalid_grant"));
        slots.put(
                "refresh token",
                value -> hidden(value).refused(() -> caller().refresh(value)).isJson(400, "invalid_grant"));
        slots.put("access token", value -> {
            Answer answer = hidden(value).ignored(() -> caller().introspect(value, "RS1"));
            assertThat(answer.body()).isEqualTo("{\"active\":false}");
        });
        slots.put(
                "verifier",
                value -> hidden(value)
                        .refused(() -> caller().token(values.get("code"), "code_verifier=" + value))
                        .isJson(400, "invalid_grant", "invalid_request"));
        slots.put(
                "proof",
                value -> hidden(value)
                        .refused(() -> caller().token(values.get("code"), "DPoP: " + value))
                        .isJson(400, "invalid_dpop_proof"));
        slots.put("nonce", value -> {
            ProofMaker maker = new ProofMaker(this::server);
            Map<String, Object> claims = maker.claims("/token");
            claims.put("nonce", value);
            hidden(value)
                    .refused(() -> caller().token(values.get("code"), "DPoP: " + maker.sign(maker.header(), claims)))
                    .isJson(400, "use_dpop_nonce");
        });
    }

    private void bearerSlots(Map<String, Consumer<String>> slots) {
        slots.put(
                "registration token",
                value -> hidden(value)
                        .refused(() -> caller().browser()
                                .get(server().server().url("/register/" + client), "Authorization", "Bearer " + value))
                        .isJson(401, "invalid_token"));
        slots.put(
                "initial access token",
                value -> hidden(value)
                        .refused(() -> caller().browser()
                                .send(
                                        HttpRequest.newBuilder(server().server().url("/register"))
                                                .POST(HttpRequest.BodyPublishers.ofString(
                                                        "{\"redirect_uris\":[\"https://app.test/cb\"]}")),
                                        "Content-Type",
                                        "application/json",
                                        "Authorization",
                                        "Bearer " + value))
                        .isJson(401, "invalid_token"));
        slots.put(
                "bearer at a page",
                value -> hidden(value)
                        .ignored(() -> caller().browser()
                                .get(server().server().url("/account"), "Authorization", "Bearer " + value))
                        .is(302, 303));
    }

    private void clientSlots(Map<String, Consumer<String>> slots) {
        slots.put("client id", value -> {
            hidden(value)
                    .refused(() -> caller().authorize(alice(), "client_id=" + value))
                    .isPage400();
            hidden(value)
                    .refused(() -> caller().token(values.get("code"), "client_id=" + value))
                    .isJson(401, "invalid_client");
        });
        slots.put(
                "client secret",
                value -> hidden(value)
                        .refused(() ->
                                caller().post("/token", form("grant_type=refresh_token"), Oauth.basic("CONF", value)))
                        .isJson(401, "invalid_client"));
        slots.put(
                "assertion",
                value -> hidden(value)
                        .refused(() -> caller().post(
                                        "/revoke",
                                        form(
                                                "token=x",
                                                "client_assertion=" + value,
                                                "client_assertion_type=" + ClientAssertions.TYPE)))
                        .isJson(401, "invalid_client"));
    }

    private void browserSlots(Map<String, Consumer<String>> slots) {
        slots.put(
                "request_uri",
                value -> hidden(value)
                        .refused(() -> alice().get(come(URN + value)))
                        .isPage400());
        slots.put(
                "transaction",
                value -> hidden(value)
                        .refused(() -> alice().get(server().server()
                                .url("/consent?" + UserAgent.encode(form("transaction=" + value)))))
                        .isPage400());
        slots.put(
                "set-up link",
                value -> hidden(value)
                        .refused(() -> caller().browser()
                                .get(server().server().url("/set-up?" + UserAgent.encode(form("link=" + value)))))
                        .is(400, 403, 404, 410));
        slots.put("cookie", value -> {
            UserAgent browser = caller().browser();
            browser.cookies().put("__Host-gatehouse", value);
            Answer answer =
                    hidden(value).ignored(() -> browser.get(server().server().url("/account")));
            assertThat(answer.header("Location").orElse("")).startsWith("/sign-in");
        });
        slots.put(
                "form token",
                value -> hidden(value)
                        .refused(() -> alice().post(
                                        server().server().url("/account/password"),
                                        form(
                                                "form_token=" + value,
                                                "current_password=alice-password-1",
                                                "new_password=taken-over-password",
                                                "new_password_again=taken-over-password")))
                        .isPage(400, 403));
        slots.put("password", value -> {
            UserAgent browser = caller().browser();
            var page = browser.get(server().server().url("/sign-in"));
            hidden(value)
                    .refused(() -> browser.submit(
                            page,
                            Map.of("username", List.of("nobody-" + UUID.randomUUID()), "password", List.of(value))))
                    .is(403);
        });
    }

    private URI come(String requestUri) {
        return server().server()
                .url("/authorize?" + UserAgent.encode(form("client_id=PUB", "request_uri=" + requestUri)));
    }

    @ParameterizedTest(name = "C07 {0}")
    @ValueSource(
            strings = {
                "access token",
                "refresh token",
                "code",
                "request_uri",
                "transaction",
                "registration token",
                "initial access token",
                "set-up link",
                "form token",
                "cookie",
                "client id",
                "client secret",
                "assertion",
                "proof",
                "nonce",
                "verifier",
                "challenge",
                "password"
            })
    @DisplayName("C07 F11 nothing of one kind is taken for another, in any slot, and nothing is used up by trying")
    void confusesNoKinds(String kind) {
        String value = values.get(kind);
        slots().forEach((slot, attempt) -> {
            if (!slot.equals(kind)) {
                attempt.accept(value);
            }
        });
        if (!kind.endsWith("s token") && !kind.startsWith("refresh")) {
            hidden(value).ignored(() -> caller().revoke(value)).is(200);
        }
        assertRedeems(values.get("code"));
        assertRefreshes(tokens.get("refresh_token"));
        assertThat(UserAgent.location(alice().get(come(URN + values.get("request_uri")))))
                .contains("code=");
    }
}
