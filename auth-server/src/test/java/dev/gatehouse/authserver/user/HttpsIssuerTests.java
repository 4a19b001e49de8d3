package dev.gatehouse.authserver.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.PagesTest;
import dev.gatehouse.authserver.testing.PlainBrowser;
import dev.gatehouse.authserver.testing.PlainBrowser.Page;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.TestPropertySource;

/** A server behind https, with its administrator from configuration and few attempts for an address. */
@PagesTest
@ActiveProfiles(inheritProfiles = false)
@TestPropertySource(
        properties = {
            "gatehouse.issuer=https://auth.example.com",
            "spring.datasource.url=jdbc:h2:mem:https;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
            "gatehouse.user.administrator.username=Root",
            "gatehouse.user.administrator.password-file=src/test/resources/administrator-password",
            "gatehouse.user.attempts-per-address=4"
        })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HttpsIssuerTests {

    @LocalServerPort
    int port;

    @Test
    @Order(1)
    @DisplayName("S5, H2, ruling 21: __Host- cookie, Secure, HSTS; the configured administrator signs in")
    void usesTheHostCookie() {
        PlainBrowser browser = new PlainBrowser(port);
        Page answer = browser.signIn("root", "from a file, 2026");
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Set-Cookie").orElse(""))
                .matches("__Host-gatehouse=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax");
        assertThat(answer.header("Strict-Transport-Security")).isPresent();
        assertThat(browser.get("/account").status()).isEqualTo(200);
    }

    @Test
    @Order(2)
    @DisplayName("S7 attempts are counted for an address too, whatever X-Forwarded-For says")
    void throttlesByAddress() {
        for (int attempt = 2; attempt <= 4; attempt++) {
            assertThat(browser(attempt).signIn("name-" + UUID.randomUUID(), "x").status())
                    .isEqualTo(403);
        }
        Page page = browser(5).signIn("root", "from a file, 2026");
        assertThat(page.status()).isEqualTo(429);
        assertThat(page.header("Retry-After")).isPresent();
    }

    private PlainBrowser browser(int attempt) {
        return new PlainBrowser(port).with("X-Forwarded-For", "192.0.2." + attempt);
    }
}
