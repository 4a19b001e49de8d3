package dev.gatehouse.authserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.PagesTest;
import dev.gatehouse.authserver.testing.PlainBrowser;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@PagesTest
class ConsentTemplateTests {

    @LocalServerPort
    int port;

    @Test
    @DisplayName("S1, S9: who asks, how that is known, where the code goes, which server, which scopes")
    void showsWhatDecides() {
        Document page = page("registered");
        assertThat(page.expectFirst("h1").text()).isEqualTo("Claude Code wants to use Backoffice for you");
        assertThat(page.expectFirst("main").text())
                .contains("Unverified. It registered itself", "Nobody has checked who it is")
                .contains("claude.ai; that is not checked either")
                .contains("https://mcp.example.com/mcp", "Signed in as alice")
                .contains("After you allow, your browser goes to localhost:53124 http://localhost:53124/callback")
                .contains("An app on this computer. Allow only if you have just started it yourself.")
                .contains("See contacts crm.contacts.read opens find_contact, list_contacts")
                .contains("also while you are away", "Reference 7F3K-2QXA");
        assertThat(page.select("h1 .big")).hasSize(1);
        assertThat(page.select(".destination .big").text()).isEqualTo("localhost:53124");
    }

    @Test
    @DisplayName("S1: a client of an administrator's is said to be one, without the warnings")
    void showsAnAdministratorsClient() {
        String text = page("administrator").expectFirst("main").text();
        assertThat(text)
                .contains("Set up by an administrator", "assistant.acme.example", "allowed already")
                .contains("You have allowed this app before")
                .doesNotContain("Unverified", "An app on this computer");
    }

    @Test
    void marksASuspiciousNameAndShowsItAsText() {
        Document page = page("suspicious");
        assertThat(page.expectFirst("h1").text()).contains("<b>Code</b>");
        assertThat(page.select("main b")).isEmpty();
        assertThat(page.text()).contains("Look at the name twice");
    }

    @Test
    void ticksWhatReadsAndNothingElse() {
        Document page = page("registered");
        assertThat(page.select("input[name=scope][checked]").eachAttr("value"))
                .containsExactly("crm.contacts.read", "storage.buckets.read");
        assertThat(page.select("input[name=scope]")).hasSize(4);
        assertThat(page.select("input[name=duration]").eachAttr("value")).containsExactly("PT1H", "PT8H", "PT24H");
        assertThat(page.select("input[name=duration][checked]").eachAttr("value"))
                .containsExactly("PT8H");
    }

    @Test
    @DisplayName("the form is the page's first, works without script, and denying is one press as allowing is")
    void isOnePlainForm() {
        Document page = page("registered");
        Element form = page.expectFirst("form");
        assertThat(form.attr("action")).isEqualTo("/consent");
        assertThat(form.attr("method")).isEqualTo("post");
        assertThat(form.select("input[type=hidden]").eachAttr("name")).containsExactly("transaction", "form_token");
        assertThat(form.select("button[name=decision]").eachAttr("value")).containsExactly("deny", "allow");
        assertThat(form.select("button[value=allow]").text()).isEqualTo("Allow selected");
        assertThat(form.select("button[value=allow]").hasAttr("disabled")).isFalse();
        // What scripted browsers take for a label runs on to the form's end.
        assertThat(form.outerHtml().substring(form.outerHtml().indexOf("value=\"allow\"")))
                .doesNotContainPattern("(?i)cancel|deny|reject|abort|refuse|decline|no\\b|back");
        assertThat(page.select("a[href^=/sign-in]").attr("href"))
                .isEqualTo("/sign-in?switch=&continue=/consent?transaction%3Dsample-transaction");
    }

    private Document page(String sample) {
        return new PlainBrowser(port).get("/sample/consent/" + sample).document();
    }
}
