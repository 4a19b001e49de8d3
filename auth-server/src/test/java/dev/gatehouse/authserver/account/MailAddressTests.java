package dev.gatehouse.authserver.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestPeople;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.Role;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A person's own mail address, by the wire. */
@ParameterizedClass
@EnumSource(Database.class)
class MailAddressTests {

    private static final String PATH = "/account/mail";

    private static final String PASSWORD = "a password for tests";

    @Parameter
    Database database;

    private TestServer server;

    private Person person;

    private UserAgent browser;

    @BeforeEach
    void signIn() {
        server = TestServer.on(database);
        People people = server.bean(People.class);
        person = TestPeople.create(people, "m-" + UUID.randomUUID(), "Some One", PASSWORD, Role.PERSON);
        browser = signedIn();
    }

    private UserAgent signedIn() {
        UserAgent another = new UserAgent();
        HttpResponse<String> answer = another.submit(
                another.get(server.url("/sign-in")),
                Map.of("username", List.of(person.username()), "password", List.of(PASSWORD)));
        assertThat(answer.statusCode()).isEqualTo(303);
        return another;
    }

    private HttpResponse<String> change(String email, String password) {
        return browser.submit(
                browser.get(server.url(PATH)), Map.of("email", List.of(email), "current_password", List.of(password)));
    }

    private String stored() {
        return server.bean(People.class).find(person.id()).orElseThrow().email();
    }

    private List<String> recorded() {
        return server.jdbc()
                .sql("select outcome || ' ' || event_json from audit_entry"
                        + " where type = 'person.email_changed' and subject = ? order by seq")
                .param(person.id().toString())
                .query(String.class)
                .list();
    }

    @Test
    @DisplayName("a person gives their mail address with their password, changes it and takes it away")
    void changes() {
        HttpResponse<String> done = change(" Some.One@x.test ", PASSWORD);
        assertThat(done.statusCode()).as(done.body()).isEqualTo(303);
        assertThat(stored()).isEqualTo("Some.One@x.test");
        assertThat(Jsoup.parse(browser.follow(done).body())
                        .select("[role=status]")
                        .text())
                .startsWith("Your mail address is changed.");
        Document page = Jsoup.parse(browser.get(server.url(PATH)).body());
        assertThat(page.select("#email").attr("value")).isEqualTo("Some.One@x.test");
        assertThat(page.select(".lead").text()).contains("You are told at Some.One@x.test");
        assertThat(change("", PASSWORD).statusCode()).isEqualTo(303);
        assertThat(stored()).isNull();
        assertThat(recorded()).hasSize(2).allMatch(entry -> entry.startsWith("DONE"));
    }

    @Test
    @DisplayName("without the password, with a bad address or a forged form, nothing changes and each says why")
    void refuses() {
        assertThat(change("a@x.test", PASSWORD).statusCode()).isEqualTo(303);
        assertProblem(change("b@x.test", ""), "current_password", "Enter your password.");
        assertProblem(change("b@x.test", "wrong password here"), "current_password", "This is not your password.");
        for (String odd :
                List.of("b", "b@", "@x.test", "b@x@y", "b c@x.test", "b@x.test\r\nBcc: c@x.test", "b\u0000@x")) {
            assertProblem(change(odd, PASSWORD), "email", "Enter one mail address");
        }
        assertThat(browser.post(
                                server.url(PATH),
                                List.of(Map.entry("email", "b@x.test"), Map.entry("current_password", PASSWORD)))
                        .statusCode())
                .isEqualTo(403);
        assertThat(new UserAgent().get(server.url(PATH)).statusCode()).isEqualTo(303);
        assertThat(stored()).isEqualTo("a@x.test");
        assertThat(recorded())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("REFUSED")
                .doesNotContain("wrong password");
    }

    private static void assertProblem(HttpResponse<String> answer, String field, String sentence) {
        assertThat(answer.statusCode()).isEqualTo(422);
        Document page = Jsoup.parse(answer.body());
        assertThat(page.title()).startsWith("Error: ");
        assertThat(page.select("[role=alert] a[href=#" + field + "]").text()).contains(sentence);
        Element input = page.selectFirst("#" + field);
        assertThat(input.attr("aria-describedby")).isEqualTo(field + "-problem");
        assertThat(page.selectFirst("#" + field + "-problem").text()).contains(sentence);
        // What was typed stays, but for the password.
        assertThat(page.select("#email").attr("value")).isNotEmpty();
        assertThat(page.select("#current_password").attr("value")).isEmpty();
    }

    @Test
    @DisplayName("S7 the password is guessed here no more often than at its change, and by both together")
    void isThrottled() {
        for (int attempt = 1; attempt <= 10; attempt++) {
            assertThat(change("a@x.test", "guess number " + attempt).statusCode())
                    .isEqualTo(422);
        }
        assertThat(change("a@x.test", PASSWORD).statusCode()).isEqualTo(429);
        HttpResponse<String> password = browser.submit(
                browser.get(server.url("/account/password")),
                Map.of(
                        "current_password", List.of(PASSWORD),
                        "new_password", List.of("another password, longer"),
                        "new_password_again", List.of("another password, longer")));
        assertThat(password.statusCode()).isEqualTo(429);
        assertThat(stored()).isNull();
    }

    @Test
    @DisplayName("S7 nobody has mails sent again and again by changing the address")
    void boundsChanges() {
        for (int change = 1; change <= 10; change++) {
            assertThat(change("a" + change + "@x.test", PASSWORD).statusCode()).isEqualTo(303);
        }
        assertThat(change("a@x.test", PASSWORD).statusCode()).isEqualTo(429);
        assertThat(stored()).isEqualTo("a10@x.test");
    }

    @Test
    @DisplayName("no token, introspection or published document has a person's mail address")
    void tellsNoClient() {
        assertThat(change("secret.address@x.test", PASSWORD).statusCode()).isEqualTo(303);
        Oauth oauth = new Oauth(server);
        Map<String, Object> tokens = Oauth.json(
                oauth.token(oauth.consented(browser, List.of("tools:read")).get("code")));
        String access = (String) tokens.get("access_token");
        String claims = new String(
                java.util.Base64.getUrlDecoder().decode(access.split("\\.")[1]),
                java.nio.charset.StandardCharsets.UTF_8);
        assertThat(claims).contains(person.id().toString()).doesNotContain("secret.address", "email");
        assertThat(tokens.toString() + oauth.introspect(access, "RS1").body()).doesNotContain("secret.address");
    }
}
