package dev.gatehouse.authserver.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** P13: requests that wait are bounded in all; the newest keep their place. */
@ParameterizedClass
@EnumSource(Database.class)
class BoundedRowsTests {

    @Parameter
    Database database;

    @Test
    @DisplayName("P13 the oldest waiting requests make room, and the newest goes on")
    void makesRoom() {
        Oauth oauth = new Oauth(TestServer.on(database));
        JdbcClient jdbc = oauth.server().jdbc();
        jdbc.sql("delete from authorize_transaction").update();
        for (int i = 0; i < 5; i++) {
            oauth.authorize(new UserAgent());
            oauth.server().clock().advance(Duration.ofSeconds(1));
        }
        UserAgent browser = new UserAgent();
        URI signIn = oauth.server().url(UserAgent.location(oauth.authorize(browser)));

        new BoundedRows(jdbc, "authorize_transaction", 2).makeRoom();

        assertThat(jdbc.sql("select count(*) from authorize_transaction")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
        assertThat(browser.get(signIn).body()).contains("Public web app");
    }
}
