package dev.gatehouse.authserver.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.Oauth;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.UserAgent;
import java.net.URI;
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

/** A person calls a connection something else, by a browser without scripts. */
@ParameterizedClass
@EnumSource(Database.class)
class AgentNameTests {

    @Parameter
    Database database;

    private TestServer server;

    private Oauth oauth;

    private UserAgent alice;

    @BeforeEach
    void connect() {
        server = TestServer.on(database);
        oauth = new Oauth(server);
        alice = oauth.signedIn("alice");
        consentNamed("at work");
    }

    private void consentNamed(String label) {
        HttpResponse<String> allowed = alice.submit(
                oauth.follow(alice, "prompt=consent"),
                Map.of("decision", List.of("allow"), "scope", List.of("tools:read"), "label", List.of(label)));
        assertThat(UserAgent.location(allowed)).contains("code=");
    }

    private Element agent() {
        Document list =
                Jsoup.parse(alice.get(server.url("/account?q=Public+web+app")).body(), server.issuer());
        return list.select(".agents li").stream()
                .filter(one -> one.select("dl").text().contains(Oauth.RS1))
                .findFirst()
                .orElseThrow();
    }

    private String name() {
        return agent().select("h2 .label").text();
    }

    private HttpResponse<String> page() {
        return alice.get(URI.create(agent().expectFirst("a[href$=/rename]").absUrl("href")));
    }

    private HttpResponse<String> rename(HttpResponse<String> page, String label) {
        return alice.submit(page, Map.of("label", List.of(label)));
    }

    private int recorded(String type) {
        return server.jdbc()
                .sql("select count(*) from audit_entry where type = ?")
                .param(type)
                .query(Integer.class)
                .single();
    }

    @Test
    @DisplayName("S8 a connection is renamed, and has its former name back by one press")
    void renamesAndUndoes() {
        int before = recorded("consent.renamed");
        int undoneBefore = recorded("consent.rename_undone");
        HttpResponse<String> page = page();
        assertThat(Jsoup.parse(page.body()).expectFirst("#label").attr("value")).isEqualTo("at work");
        HttpResponse<String> renamed = rename(page, " on my laptop ");
        assertThat(UserAgent.location(renamed)).startsWith("/account?done=renamed&id=");
        HttpResponse<String> list = alice.follow(renamed);
        assertThat(Jsoup.parse(list.body()).select("[role=status] p").text())
                .isEqualTo("Renamed. Public web app: on my laptop now, at work before.");
        assertThat(name()).isEqualTo("on my laptop");

        HttpResponse<String> undone = alice.submit(list, Map.of());
        assertThat(UserAgent.location(undone)).isEqualTo("/account?done=renaming-undone");
        assertThat(name()).isEqualTo("at work");
        assertThat(alice.submit(list, Map.of()).statusCode())
                .as("an undoing is not undone")
                .isEqualTo(409);
        assertThat(Jsoup.parse(alice.get(server.url(UserAgent.location(renamed)))
                                .body())
                        .select("[role=status] form"))
                .isEmpty();
        assertThat(recorded("consent.renamed")).isEqualTo(before + 1);
        assertThat(recorded("consent.rename_undone")).isEqualTo(undoneBefore + 1);
    }

    @Test
    @DisplayName("a name is taken away, and that is undone too")
    void takesTheNameAway() {
        HttpResponse<String> list = alice.follow(rename(page(), ""));
        assertThat(name()).isEmpty();
        alice.submit(list, Map.of());
        assertThat(name()).isEqualTo("at work");
    }

    @Test
    @DisplayName("what is saved as it is leaves nothing to undo of its own, and what came before it as it was")
    void savesTheSame() {
        HttpResponse<String> list = alice.follow(rename(page(), "second"));
        HttpResponse<String> same = alice.follow(rename(page(), "second"));
        assertThat(Jsoup.parse(same.body()).select("[role=status] form")).isEmpty();
        alice.submit(list, Map.of());
        assertThat(name()).isEqualTo("at work");
    }

    @Test
    @DisplayName(
            "what was renamed meanwhile, at the list or with a new yes, is not renamed or undone by the page of before")
    void refusesTheSecond() {
        HttpResponse<String> page = page();
        HttpResponse<String> list = alice.follow(rename(page, "second"));
        assertThat(rename(page, "late").statusCode()).isEqualTo(409);
        rename(page(), "third");
        HttpResponse<String> late = alice.submit(list, Map.of());
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("This agent was renamed meanwhile");
        assertThat(name()).isEqualTo("third");

        HttpResponse<String> renamed = rename(page(), "fourth");
        HttpResponse<String> listOfFourth = alice.follow(renamed);
        consentNamed("with the yes");
        assertThat(alice.submit(listOfFourth, Map.of()).statusCode()).isEqualTo(409);
        assertThat(Jsoup.parse(alice.get(server.url(UserAgent.location(renamed)))
                                .body())
                        .select("[role=status] form"))
                .as("what the new yes replaced is no renaming")
                .isEmpty();
        assertThat(name()).isEqualTo("with the yes");
    }

    @Test
    @DisplayName("what is too long or is not seen is refused beside its field, with what was typed")
    void refusesWhatIsNoName() {
        for (String bad : List.of("x".repeat(61), "two\nlines", "a\u0000b", "a\u202eb", "a\u2028b")) {
            HttpResponse<String> refused = rename(page(), bad);
            assertThat(refused.statusCode()).as(bad).isEqualTo(422);
            Element field = Jsoup.parse(refused.body()).expectFirst("#label");
            assertThat(field.attr("aria-invalid")).isEqualTo("true");
            assertThat(Jsoup.parse(refused.body()).select("#label-problem").text())
                    .startsWith("Its name m");
        }
        assertThat(Jsoup.parse(rename(page(), "x".repeat(61)).body())
                        .expectFirst("#label")
                        .attr("value"))
                .isEqualTo("x".repeat(61));
        assertThat(name()).isEqualTo("at work");
        assertThat(rename(page(), "x".repeat(60)).statusCode()).isEqualTo(303);
    }

    @Test
    @DisplayName("W11 another's connection looks like one that is not there; nothing without the form's token")
    void refusesOthers() {
        HttpResponse<String> page = page();
        HttpResponse<String> list = alice.follow(rename(page, "mine"));
        String path = page.uri().getPath();
        UserAgent bob = oauth.signedIn("bob");
        String unknown = path.replaceAll("[0-9a-f-]{36}", UUID.randomUUID().toString());
        HttpResponse<String> another = bob.get(page.uri());
        assertThat(another.statusCode()).isEqualTo(404);
        assertThat(said(another)).isEqualTo(said(bob.get(server.url(unknown))));
        assertThat(bob.get(server.url("/account/agents/x/rename")).statusCode()).isEqualTo(404);
        // Alice's form and number in bob's browser, and no form at all in hers.
        assertThat(bob.submit(page, Map.of("label", List.of("his"))).statusCode())
                .isEqualTo(403);
        assertThat(bob.submit(list, Map.of()).statusCode()).isEqualTo(403);
        for (String post : List.of(path, path + "/undo")) {
            assertThat(alice.post(server.url(post), Oauth.with(List.of("version=1", "label=forged")))
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(alice.submit(list, Map.of("version", List.of("-1"))).statusCode())
                .isEqualTo(400);
        assertThat(name()).isEqualTo("mine");
    }

    /** The page's text; its reference is another each time. */
    private static String said(HttpResponse<String> page) {
        Document document = Jsoup.parse(page.body());
        document.select(".reference .mono").remove();
        return document.text().replaceAll("Reference \\S+", "");
    }
}
