package dev.gatehouse.authserver.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.PagesTest;
import dev.gatehouse.authserver.testing.PlainBrowser;
import dev.gatehouse.authserver.testing.PlainBrowser.Page;
import dev.gatehouse.authserver.testing.TestPeople;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@PagesTest
class SignOutTests {

    @LocalServerPort
    int port;

    @Autowired
    TestPeople people;

    PlainBrowser browser;

    @BeforeEach
    void signIn() {
        browser = new PlainBrowser(port);
        browser.signIn(people.someone().username(), TestPeople.PASSWORD);
    }

    @Test
    @DisplayName("S13 sign-out asks first, ends the session, takes the cookie and says what goes on")
    void signsOut() {
        String value = browser.cookie("gatehouse");
        assertThat(browser.get("/sign-out").heading()).isEqualTo("Sign out?");
        assertThat(browser.get("/account").status()).isEqualTo(200);
        Page page = browser.submit("/sign-out", Map.of());
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.heading()).isEqualTo("You are signed out");
        assertThat(page.document().text()).contains("Some One", "go on working");
        assertThat(browser.cookies()).isEmpty();
        browser.cookies().put("gatehouse", value);
        assertThat(browser.get("/account").status()).isEqualTo(303);
    }

    @Test
    @DisplayName("S13 signing out twice is fine")
    void twiceIsFine() {
        Page form = browser.get("/sign-out");
        browser.submit(form, Map.of());
        assertThat(browser.submit(form, Map.of()).status()).isEqualTo(200);
        assertThat(browser.get("/sign-out").heading()).isEqualTo("You are not signed in");
    }

    @Test
    @DisplayName("S13 another site signs nobody out")
    void refusesForgedSignOut() {
        assertThat(browser.post("/sign-out", Map.of()).status()).isEqualTo(403);
        assertThat(browser.with("Sec-Fetch-Site", "cross-site")
                        .submit("/sign-out", Map.of())
                        .status())
                .isEqualTo(403);
        assertThat(browser.get("/account").status()).isEqualTo(200);
    }
}
