package dev.gatehouse.authserver.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.PagesTest;
import dev.gatehouse.authserver.testing.PlainBrowser;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@PagesTest
class SignInTests {

    @LocalServerPort
    int port;

    @Test
    void signsIn() {
        assertThat(new PlainBrowser(port).signIn("alice", "demo-alice-2026").location())
                .isEqualTo("/account");
    }
}
