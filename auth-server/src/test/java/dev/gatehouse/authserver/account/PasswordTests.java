package dev.gatehouse.authserver.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.InMemoryConnectedAgents;
import dev.gatehouse.authserver.testing.MutableClock;
import dev.gatehouse.authserver.testing.PagesTest;
import dev.gatehouse.authserver.testing.PlainBrowser;
import dev.gatehouse.authserver.testing.PlainBrowser.Page;
import dev.gatehouse.authserver.testing.SampleAgents;
import dev.gatehouse.authserver.testing.TestPeople;
import dev.gatehouse.authserver.user.Person;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@PagesTest
class PasswordTests {

    private static final String PATH = "/account/password";

    private static final Map<String, String> ANSWERS = Map.of(
            "current_password", TestPeople.PASSWORD,
            "new_password", "another password, longer",
            "new_password_again", "another password, longer");

    @LocalServerPort
    int port;

    @Autowired
    TestPeople people;

    @Autowired
    InMemoryConnectedAgents agents;

    @Autowired
    MutableClock clock;

    @Autowired
    JdbcClient jdbc;

    PlainBrowser browser;

    Person person;

    @BeforeEach
    void signIn() {
        person = people.someone();
        agents.add(person.id(), SampleAgents.selfRegistered("Claude Code", clock.instant()));
        browser = new PlainBrowser(port);
        browser.signIn(person.username(), TestPeople.PASSWORD);
    }

    @Test
    @DisplayName("ruling 20: a new password ends every other sign-in and, ticked by default, every agent")
    void endsOtherSessionsAndAgents() {
        PlainBrowser other = new PlainBrowser(port);
        other.signIn(person.username(), TestPeople.PASSWORD);
        Page answer = browser.submit(PATH, ANSWERS);
        assertThat(answer.status()).isEqualTo(303);
        assertThat(browser.get(answer.location())
                        .document()
                        .select("[role=status]")
                        .text())
                .contains("Your password is changed", "all your agents were disconnected");
        assertThat(other.get("/account").status()).isEqualTo(303);
        assertThat(agents.of(person.id())).isEmpty();
        assertThat(new PlainBrowser(port)
                        .signIn(person.username(), TestPeople.PASSWORD)
                        .status())
                .isEqualTo(403);
        assertThat(new PlainBrowser(port)
                        .signIn(person.username(), "another password, longer")
                        .status())
                .isEqualTo(303);
    }

    @Test
    @DisplayName("ruling 20: unticked, the agents stay")
    void keepsAgentsWhereAsked() {
        Page form = browser.get(PATH);
        Map<String, String> answers = new LinkedHashMap<>(ANSWERS);
        answers.put(
                "form_token", form.document().select("input[name=form_token]").attr("value"));
        assertThat(browser.post(PATH, answers).location()).isEqualTo("/account?done=password-changed");
        assertThat(agents.of(person.id())).hasSize(1);
    }

    @Test
    @DisplayName("P15 the change, and a refused one, are in the audit without any password")
    void isAudited() {
        browser.submit(PATH, with("current_password", "wrong password here"));
        browser.submit(PATH, ANSWERS);
        List<Map<String, Object>> entries = jdbc.sql(
                        "select outcome, event_json from audit_entry where type = 'person.password_changed'"
                                + " and subject = ? order by seq")
                .param(person.id().toString())
                .query()
                .listOfRows();
        assertThat(entries).extracting(entry -> entry.get("outcome")).containsExactly("REFUSED", "DONE");
        assertThat(entries.toString()).contains("\"agents_ended\":\"1\"").doesNotContain("another password", "wrong");
    }

    @ParameterizedTest
    @CsvSource({
        "current_password, wrong password here, This is not your current password",
        "current_password, '', Enter your current password",
        "new_password, short, Use at least 12 characters",
        "new_password_again, different, Enter the same new password twice",
        "new_password, " + TestPeople.PASSWORD + ", Choose another password"
    })
    void saysWhichFieldIsWrong(String field, String value, String sentence) {
        Page page = browser.submit(PATH, with(field, value));
        assertThat(page.status()).isEqualTo(422);
        assertThat(page.document().title()).startsWith("Error: ");
        assertThat(page.document().select("[role=alert] a[href=#" + field + "]").text())
                .contains(sentence);
        assertThat(page.document().select("#" + field).attr("aria-describedby")).isEqualTo(field + "-problem");
        assertThat(agents.of(person.id())).hasSize(1);
        assertThat(browser.submit(PATH, ANSWERS).status()).isEqualTo(303);
    }

    @Test
    @DisplayName("S7 the current password cannot be guessed here either")
    void isThrottled() {
        for (int attempt = 1; attempt <= 10; attempt++) {
            assertThat(browser.submit(PATH, with("current_password", "guess number " + attempt))
                            .status())
                    .isEqualTo(422);
        }
        assertThat(browser.submit(PATH, ANSWERS).status()).isEqualTo(429);
    }

    @Test
    @DisplayName("S2 a forged change is refused")
    void refusesForgedChange() {
        assertThat(browser.post(PATH, ANSWERS).status()).isEqualTo(403);
    }

    private static Map<String, String> with(String field, String value) {
        Map<String, String> answers = new LinkedHashMap<>(ANSWERS);
        answers.put(field, value);
        return answers;
    }
}
