package dev.gatehouse.authserver.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.consent.ConnectedAgent;
import dev.gatehouse.authserver.testing.InMemoryConnectedAgents;
import dev.gatehouse.authserver.testing.MutableClock;
import dev.gatehouse.authserver.testing.PagesTest;
import dev.gatehouse.authserver.testing.PlainBrowser;
import dev.gatehouse.authserver.testing.PlainBrowser.Page;
import dev.gatehouse.authserver.testing.SampleAgents;
import dev.gatehouse.authserver.testing.TestPeople;
import dev.gatehouse.authserver.user.Person;
import java.util.Map;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@PagesTest
class AgentsTests {

    @LocalServerPort
    int port;

    @Autowired
    TestPeople people;

    @Autowired
    InMemoryConnectedAgents agents;

    @Autowired
    MutableClock clock;

    PlainBrowser browser;

    Person person;

    @BeforeEach
    void signIn() {
        person = people.someone();
        browser = new PlainBrowser(port);
        browser.signIn(person.username(), TestPeople.PASSWORD);
    }

    @Test
    void anEmptyListSaysWhatToDoNext() {
        Page page = browser.get("/account");
        assertThat(page.document().select(".empty h2").text()).isEqualTo("Nothing is connected");
        assertThat(page.document().select(".empty p").text()).contains("begin in the agent");
        assertThat(page.document().select("form.search")).isEmpty();
    }

    @Test
    @DisplayName("S8 the list says who, how known, for what, where, when and until")
    void showsTheFacts() {
        add(SampleAgents.selfRegistered("Claude <b>Code</b>", clock.instant()));
        add(SampleAgents.setUpByAdministrator("Acme Assistant", clock.instant()));
        Page page = browser.get("/account");
        assertThat(page.document().select(".count").text()).isEqualTo("2 agents");
        assertThat(page.document().expectFirst(".agents > li:first-child").text())
                .contains("Claude <b>Code</b>", "on my laptop", "Registered itself, unverified")
                .contains("Backoffice", "https://mcp.example.com/mcp", "See contacts", "Tag contacts", "localhost")
                .contains("UTC");
        assertThat(page.document().expectFirst(".agents > li:last-child").text())
                .contains("Set up by an administrator", "never");
    }

    @Test
    void searchesAndPages() {
        for (int n = 1; n <= 25; n++) {
            add(SampleAgents.selfRegistered("Agent " + n, clock.instant()));
        }
        assertThat(browser.get("/account").document().select(".agents > li")).hasSize(20);
        Page second = browser.get("/account?page=2");
        assertThat(second.document().select(".agents > li")).hasSize(5);
        assertThat(second.document().text()).contains("Page 2 of 2");
        Page found = browser.get("/account?q=aGeNt%2025");
        assertThat(found.document().select(".agents > li")).hasSize(1);
        assertThat(found.document().select(".count").text()).isEqualTo("1 of 25 agents");
        assertThat(browser.get("/account?q=%22%3E%3Cscript%3E").document().select("script:not([src])"))
                .isEmpty();
        for (String odd : new String[] {"page=0", "page=-1", "page=99999999999", "page=x", "page=3"}) {
            assertThat(browser.get("/account?" + odd).status()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("P20 connections that one site describes stand together under it, and are taken back one by one")
    void groupsTheConnectionsOfAVendor() {
        add(SampleAgents.describedBy(
                "chatgpt.com", "ChatGPT one", clock.instant().minusSeconds(2)));
        add(SampleAgents.selfRegistered("Claude Code", clock.instant().minusSeconds(1)));
        add(SampleAgents.describedBy("claude.ai", "Claude", clock.instant().minusSeconds(1)));
        ConnectedAgent second = add(SampleAgents.describedBy("chatgpt.com", "ChatGPT two", clock.instant()));
        Document list = browser.get("/account").document();
        assertThat(list.select(".count").text()).isEqualTo("4 agents");
        assertThat(list.select(".vendor > h2").eachText()).containsExactly("chatgpt.com · 2 connections");
        assertThat(list.select(".vendor h3").eachText()).containsExactly("ChatGPT two", "ChatGPT one");
        assertThat(list.select("main > .agents > li")).hasSize(3);
        assertThat(list.select("main > .agents > li > .about > h2 > bdi").eachText())
                .containsExactlyInAnyOrder("Claude Code", "Claude");
        assertThat(browser.get("/account?q=CHATGPT.com").document().select(".about"))
                .hasSize(2);

        browser.submit(browser.get(takeBack(second.consentId().toString())), Map.of());
        Document single = browser.get("/account").document();
        assertThat(single.select(".vendor, h3")).isEmpty();
        assertThat(single.select("main > .agents > li")).hasSize(3);
    }

    @Test
    @DisplayName("P20 a vendor with more connections than a page has is named on each of its pages")
    void pagesWithinAVendor() {
        add(SampleAgents.selfRegistered("Newest", clock.instant().plusSeconds(100)));
        for (int n = 1; n <= 21; n++) {
            add(SampleAgents.describedBy(
                    "chatgpt.com", "Connection " + n, clock.instant().plusSeconds(n)));
        }
        Document first = browser.get("/account").document();
        assertThat(first.select(".about")).hasSize(20);
        assertThat(first.select(".vendor h3")).hasSize(19);
        Document second = browser.get("/account?page=2").document();
        assertThat(second.select(".vendor > h2").text()).isEqualTo("chatgpt.com · 21 connections");
        assertThat(second.select(".vendor h3").eachText()).containsExactly("Connection 2", "Connection 1");
    }

    @Test
    @DisplayName("S8, V3 taking back asks once, says what stops, and does it")
    void takesBack() {
        ConnectedAgent agent = add(SampleAgents.selfRegistered("Claude Code", clock.instant()));
        Page question = browser.get(takeBack(agent.consentId().toString()));
        assertThat(question.heading()).isEqualTo("Take back what Claude Code may do?");
        assertThat(question.document().text())
                .contains("At once, and for good", "Backoffice", "See contacts, Tag contacts");
        assertThat(agents.of(person.id())).hasSize(1);
        Page answer = browser.submit(question, Map.of());
        assertThat(answer.status()).isEqualTo(303);
        assertThat(browser.get(answer.location())
                        .document()
                        .select("[role=status]")
                        .text())
                .startsWith("Taken back.");
        assertThat(agents.of(person.id())).isEmpty();
        assertThat(browser.submit(question, Map.of()).status()).isEqualTo(404);
    }

    @Test
    @DisplayName("W11 another person's agent, nobody's and no id at all are the same 404")
    void othersAgentsAreNotThere() {
        Person other = people.someone();
        ConnectedAgent theirs = SampleAgents.selfRegistered("Claude Code", clock.instant());
        agents.add(other.id(), theirs);
        ConnectedAgent mine = add(SampleAgents.selfRegistered("Mine", clock.instant()));
        for (String id :
                new String[] {theirs.consentId().toString(), UUID.randomUUID().toString(), "x"}) {
            Page page = browser.get(takeBack(id));
            assertThat(page.status()).isEqualTo(404);
            assertThat(page.heading()).isEqualTo("This agent is not connected");
        }
        Map<String, String> token = Map.of(
                "form_token",
                browser.get(takeBack(mine.consentId().toString()))
                        .document()
                        .select("input[name=form_token]")
                        .attr("value"));
        assertThat(browser.post(takeBack(theirs.consentId().toString()), token).status())
                .isEqualTo(403);
        assertThat(agents.of(other.id())).hasSize(1);
    }

    @Test
    void aForgedTakeBackChangesNothing() {
        ConnectedAgent agent = add(SampleAgents.selfRegistered("Claude Code", clock.instant()));
        assertThat(browser.post(takeBack(agent.consentId().toString()), Map.of())
                        .status())
                .isEqualTo(403);
        assertThat(agents.of(person.id())).hasSize(1);
    }

    @Test
    void anUnknownNoticeShowsNothing() {
        assertThat(browser.get("/account?done=%3Cb%3Ehello").document().select("[role=status]"))
                .isEmpty();
    }

    private ConnectedAgent add(ConnectedAgent agent) {
        agents.add(person.id(), agent);
        return agent;
    }

    private static String takeBack(String id) {
        return "/account/agents/" + id + "/take-back";
    }
}
