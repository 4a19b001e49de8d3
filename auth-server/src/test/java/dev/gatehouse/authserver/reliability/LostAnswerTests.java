package dev.gatehouse.authserver.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A request that was served and whose answer never arrived: what happens when it is sent again. */
@ParameterizedClass
@EnumSource(Database.class)
class LostAnswerTests {

    @Parameter
    Database database;

    private Oauth oauth;

    private TcpProxy network;

    @BeforeEach
    void start() {
        List<String> arguments = new ArrayList<>(TestServer.arguments(database, TestServer.temporaryFolder()));
        arguments.add("--gatehouse.token.refresh-replay-window=60s");
        oauth = new Oauth(TestServer.start(arguments));
        network = new TcpProxy(oauth.server().url("/").getPort());
    }

    @AfterEach
    void stop() {
        network.close();
        oauth.server().close();
    }

    private URI far(String path) {
        return URI.create("http://127.0.0.1:" + network.port() + path);
    }

    private void loseAnswer(Supplier<HttpResponse<String>> request) {
        network.loseAnswers(1);
        assertThatThrownBy(request::get).isInstanceOf(IllegalStateException.class);
        network.loseAnswers(0);
    }

    private HttpResponse<String> post(String path, String... form) {
        return new UserAgent().post(far(path), Oauth.with(List.of(form)));
    }

    private HttpResponse<String> redeem(String code) {
        return post(
                "/token",
                "grant_type=authorization_code",
                "code=" + code,
                "client_id=PUB",
                "code_verifier=" + Oauth.VERIFIER);
    }

    private HttpResponse<String> refresh(String token) {
        return post("/token", "grant_type=refresh_token", "refresh_token=" + token, "client_id=PUB");
    }

    private HttpResponse<String> register() {
        return new UserAgent()
                .send(
                        HttpRequest.newBuilder(far("/register"))
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"client_name\":\"x\",\"redirect_uris\":[\"https://x.test/cb\"]}")),
                        "Content-Type",
                        "application/json");
    }

    private int audited(String type) {
        return oauth.server()
                .jdbc()
                .sql("select count(*) from audit_entry where type = ?")
                .param(type)
                .query(Integer.class)
                .single();
    }

    @Test
    @DisplayName("L02 P01 a code: the second try is refused, and what nobody received is revoked")
    void aCode() {
        String code = oauth.code();
        loseAnswer(() -> redeem(code));

        assertThat(redeem(code).statusCode()).isEqualTo(400);
        assertThat(audited("token.issued")).isEqualTo(1);
        assertThat(audited("grant.revoked")).isEqualTo(1);
    }

    @Test
    @DisplayName("L02 P02 a refresh: the second try gets the successor that was lost, and there is no other")
    void aRefresh() {
        String first = (String) oauth.tokens().get("refresh_token");
        loseAnswer(() -> refresh(first));

        Map<String, Object> second = Oauth.json(refresh(first));
        assertThat(oauth.active(second.get("access_token"))).isTrue();
        assertThat(refresh((String) second.get("refresh_token")).statusCode()).isEqualTo(200);
        assertThat(oauth.server()
                        .jdbc()
                        .sql("select count(*) from token where type = 'REFRESH' and consumed_at is null")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("L02 P03 a revocation: it holds, and the second try changes and records nothing more")
    void aRevocation() {
        Map<String, Object> tokens = oauth.tokens();
        String[] form = {"token=" + tokens.get("refresh_token"), "client_id=PUB"};
        loseAnswer(() -> post("/revoke", form));

        assertThat(oauth.active(tokens.get("access_token"))).isFalse();
        assertThat(post("/revoke", form).statusCode()).isEqualTo(200);
        assertThat(audited("grant.revoked")).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "L02 R1 a registration: the second try makes another client, and the lost one is one that was never used")
    void aRegistration() {
        loseAnswer(this::register);

        assertThat(register().statusCode()).isEqualTo(201);
        assertThat(audited("client.registered")).isEqualTo(2);
        assertThat(oauth.server()
                        .jdbc()
                        .sql("select count(*) from client where source = 'DCR' and last_used_at is null")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }
}
