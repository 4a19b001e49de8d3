package dev.gatehouse.authserver.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** H2 that closed its file, as it does when it cannot write to it. */
class ClosedDatabaseTests {

    private Oauth oauth;

    @BeforeEach
    void start() {
        oauth = new Oauth(TestServer.start(TestServer.arguments(Database.H2, TestServer.temporaryFolder())));
    }

    @AfterEach
    void stop() {
        oauth.server().close();
    }

    @Test
    @DisplayName("L05 P03 INV9 what was acknowledged is there, and requests that never pause are served again")
    void isOpenedAgain() {
        List<String> acknowledged = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            acknowledged.add(
                    Oauth.json(oauth.clientCredentials()).get("access_token").toString());
        }

        oauth.server().jdbc().sql("shutdown immediately").update();

        Instant began = Instant.now();
        HttpResponse<String> answer = oauth.clientCredentials();
        while (answer.statusCode() != 200) {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(10));
            answer = oauth.clientCredentials();
        }
        assertThat(acknowledged).allMatch(oauth::active);
    }
}
