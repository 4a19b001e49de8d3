package dev.gatehouse.authserver.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.BrowserContext;
import dev.gatehouse.authserver.AuthServerApplication;
import dev.gatehouse.authserver.testing.Browser;
import dev.gatehouse.authserver.testing.MutableClock;
import dev.gatehouse.authserver.testing.PageCheck;
import dev.gatehouse.authserver.testing.PagesConfiguration;
import dev.gatehouse.authserver.testing.PagesTest;
import dev.gatehouse.authserver.testing.PlainBrowser;
import dev.gatehouse.authserver.testing.PlainBrowser.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.TestPropertySource;

/** A server that starts without people. */
@PagesTest
@ActiveProfiles(inheritProfiles = false)
@TestPropertySource(
        properties = {
            "spring.datasource.url=jdbc:h2:mem:set-up;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
            "gatehouse.user.set-up-link-file=target/test-data/set-up/link"
        })
class SetUpTests {

    private static final Path FILE = Path.of("target/test-data/set-up/link");

    private static final Map<String, String> ANSWERS = Map.of(
            "username", "Root",
            "display_name", "Ruth Root",
            "password", "correct horse battery",
            "password_again", "correct horse battery");

    @LocalServerPort
    int port;

    @Autowired
    FirstStart firstStart;

    @Autowired
    MutableClock clock;

    @Autowired
    JdbcClient jdbc;

    PlainBrowser browser;

    @BeforeEach
    void restartWithoutPeople() throws IOException {
        jdbc.sql("delete from app_user").update();
        firstStart.offerSetUp();
        browser = new PlainBrowser(port);
    }

    @Test
    void theLinkIsInAFileThatOnlyItsOwnerReads() throws IOException {
        assertThat(Files.readString(FILE)).matches("http://127.0.0.1:9000/set-up\\?link=[A-Za-z0-9_-]{43}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(FILE)))
                .isEqualTo("rw-------");
    }

    @Test
    void theLinkMakesTheAdministratorOnceAndSignsIn() throws IOException {
        String link = link();
        Page answer = browser.submit(link, ANSWERS);
        assertThat(answer.status()).isEqualTo(303);
        assertThat(browser.get("/account").document().text()).contains("Ruth Root");
        assertThat(jdbc.sql("select roles from app_user where username = 'root'")
                        .query(String.class)
                        .single())
                .isEqualTo("OWNER PERSON");
        Page again = browser.get(link);
        assertThat(again.status()).isEqualTo(410);
        assertThat(again.document().text()).contains("restart the server");
        assertThat(new PlainBrowser(port)
                        .signIn("root", "correct horse battery")
                        .status())
                .isEqualTo(303);
    }

    @Test
    void asksWhichClientsMayBeUsedAndKeepsTheAnswer() throws IOException {
        jdbc.sql("delete from setting").update();
        Page form = browser.get(link());
        assertThat(form.document().select("[name=approval_mode]").eachAttr("value"))
                .containsExactly("OPEN", "BY_RULE", "APPROVE_ALL");
        assertThat(form.document().select("[name=approval_mode][checked]").attr("value"))
                .isEqualTo("BY_RULE");
        Map<String, String> answers = new LinkedHashMap<>(ANSWERS);
        answers.put("approval_mode", "NONE");
        assertThat(browser.submit(form, answers).status()).isEqualTo(422);
        answers.put("approval_mode", "APPROVE_ALL");
        assertThat(browser.submit(form, answers).status()).isEqualTo(303);
        assertThat(jdbc.sql("select content from setting where name = 'approval.mode'")
                        .query(String.class)
                        .single())
                .isEqualTo("APPROVE_ALL");
        jdbc.sql("delete from setting").update();
    }

    @Test
    @DisplayName("P01 the link makes one administrator, however many press at once")
    void worksOnceAtOnce() throws Exception {
        String link = link();
        List<Callable<Integer>> presses = IntStream.range(0, 4)
                .<Callable<Integer>>mapToObj(n -> {
                    PlainBrowser another = new PlainBrowser(port);
                    Page form = another.get(link);
                    Map<String, String> answers = new LinkedHashMap<>(ANSWERS);
                    answers.put("username", "root" + n);
                    return () -> another.submit(form, answers).status();
                })
                .toList();
        try (ExecutorService executor = Executors.newFixedThreadPool(presses.size())) {
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> press : executor.invokeAll(presses)) {
                statuses.add(press.get());
            }
            assertThat(statuses).containsExactlyInAnyOrder(303, 410, 410, 410);
        }
        assertThat(jdbc.sql("select count(*) from app_user").query(Long.class).single())
                .isEqualTo(1);
    }

    @Test
    void aRestartVoidsTheEarlierLink() throws IOException {
        String earlier = link();
        firstStart.offerSetUp();
        assertThat(link()).isNotEqualTo(earlier);
        assertThat(browser.get(earlier).status()).isEqualTo(410);
        assertThat(browser.get(link()).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("ruling 23: the set-up link ends after 24 hours")
    void expires() throws IOException {
        String link = link();
        clock.advance(Duration.ofHours(24).plusSeconds(1));
        assertThat(browser.get(link).status()).isEqualTo(410);
    }

    @ParameterizedTest
    @CsvSource({
        "password, short, Use at least 12 characters",
        "password_again, something else, Enter the same password twice",
        "username, no spaces please, Use 1 to 64 letters",
        "display_name, '', Enter a name"
    })
    void saysWhichFieldIsWrongAndKeepsTheLink(String field, String value, String sentence) throws IOException {
        Map<String, String> answers = new LinkedHashMap<>(ANSWERS);
        answers.put(field, value);
        Page page = browser.submit(link(), answers);
        assertThat(page.status()).isEqualTo(422);
        assertThat(page.document().select("[role=alert] a[href=#" + field + "]").text())
                .contains(sentence);
        assertThat(page.document().select("#" + field).attr("aria-invalid")).isEqualTo("true");
        assertThat(page.document().select("[type=password]").eachAttr("value")).allMatch(String::isEmpty);
        assertThat(browser.submit(link(), ANSWERS).status()).isEqualTo(303);
    }

    @Test
    void anOverlongPasswordIsNotCut() throws IOException {
        Map<String, String> answers = new LinkedHashMap<>(ANSWERS);
        answers.put("password", "ü".repeat(37));
        answers.put("password_again", "ü".repeat(37));
        assertThat(browser.submit(link(), answers).document().text()).contains("at most 72 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {Browser.LAPTOP, Browser.PHONE})
    void thePageIsAccessibleAndFits(int width) throws IOException {
        try (BrowserContext context = Browser.open(width)) {
            var page = context.newPage();
            page.navigate("http://127.0.0.1:" + port + link());
            PageCheck check = new PageCheck().look(page, "set-up");
            page.locator("form").evaluate("form => form.noValidate = true");
            page.click("button[type=submit]");
            check.look(page, "set-up-refused");
            assertThat(check.findings()).isEmpty();
        }
    }

    @Test
    void theProfileDemoIsRefusedOffLoopback() {
        assertThatThrownBy(() -> new SpringApplicationBuilder(AuthServerApplication.class, PagesConfiguration.class)
                        .run(
                                "--spring.profiles.active=demo",
                                "--gatehouse.issuer=https://auth.example.com",
                                "--gatehouse.data-dir=target/test-data/off-loopback",
                                "--spring.datasource.url=jdbc:h2:mem:off-loopback;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE",
                                "--server.port=0",
                                "--management.server.port=0"))
                .rootCause()
                .hasMessageContaining("only with a loopback gatehouse.issuer");
    }

    private static String link() throws IOException {
        return Files.readString(FILE).strip().replace("http://127.0.0.1:9000", "");
    }
}
