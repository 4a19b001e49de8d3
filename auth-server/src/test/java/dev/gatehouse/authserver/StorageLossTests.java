package dev.gatehouse.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Supplier;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StorageLossTests {

    @Test
    @DisplayName("P17 V03 without storage answers 503 everywhere but for metadata and keys, and takes nothing back")
    void answersUnavailable() {
        TestServer server = TestServer.start(TestServer.arguments(Database.H2, TestServer.temporaryFolder()));
        try {
            Oauth oauth = new Oauth(server);
            UserAgent alice = oauth.signedIn("alice");
            UserAgent root = oauth.signedIn("root");
            String refreshToken = (String) oauth.tokens().get("refresh_token");
            server.bean(HikariDataSource.class).close();

            for (Supplier<HttpResponse<String>> request : List.<Supplier<HttpResponse<String>>>of(
                    () -> oauth.refresh(refreshToken),
                    () -> oauth.revoke(refreshToken),
                    () -> oauth.introspect("x.y.z", "RS1"),
                    () -> oauth.authorize(new UserAgent()),
                    () -> oauth.authorize(alice),
                    () -> alice.get(server.url("/account")),
                    () -> alice.get(server.url("/consent?transaction=x")),
                    () -> alice.get(server.url("/sign-out")),
                    () -> alice.post(server.url("/account/password"), List.of()),
                    () -> root.get(server.url("/admin/handshakes")),
                    () -> root.get(server.url("/admin/nothing")))) {
                HttpResponse<String> answer = request.get();
                assertThat(answer.statusCode())
                        .as(answer.uri() + " " + answer.body())
                        .isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.body()).doesNotContain("Exception", "Hikari");
            }
            assertThat(Jsoup.parse(alice.get(server.url("/account")).body())
                            .select("h1")
                            .text())
                    .isEqualTo("This does not work at the moment");
            assertThat(alice.get(server.url("/.well-known/oauth-authorization-server"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(alice.get(server.url("/jwks")).statusCode()).isEqualTo(200);
        } finally {
            server.close();
        }
    }

    @Test
    @DisplayName("P13 R1 bounds how many requests one address may leave waiting")
    void boundsWaitingRequests() {
        TestServer server = TestServer.start(TestServer.arguments(Database.H2, TestServer.temporaryFolder()));
        try {
            Oauth oauth = new Oauth(server);
            UserAgent browser = new UserAgent();
            HttpResponse<String> last = oauth.authorize(browser);
            for (int i = 0; i < 700 && last.statusCode() == 302; i++) {
                last = oauth.authorize(browser, "+nonsense=" + "x".repeat(1000));
            }

            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(last.headers().firstValue("Retry-After")).isPresent();
            assertThat(server.dump()).doesNotContain("nonsense");
        } finally {
            server.close();
        }
    }
}
