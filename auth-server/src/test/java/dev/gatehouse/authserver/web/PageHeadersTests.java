package dev.gatehouse.authserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.PagesTest;
import dev.gatehouse.authserver.testing.PlainBrowser;
import dev.gatehouse.authserver.testing.PlainBrowser.Page;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

@PagesTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageHeadersTests {

    @LocalServerPort
    int port;

    PlainBrowser signedIn;

    @BeforeAll
    void signIn() {
        signedIn = new PlainBrowser(port);
        signedIn.signIn("alice", "demo-alice-2026");
    }

    @ParameterizedTest
    @DisplayName("H1, H2, S3, O1: no page is framed, cached, sniffed, or tells where it was; none has CORS")
    @ValueSource(
            strings = {
                "/",
                "/sign-in",
                "/sign-out",
                "/set-up",
                "/account",
                "/account/password",
                "/account/mail",
                "/consent",
                "/nothing-here",
                "/sample/consent/registered"
            })
    void protectsEveryPage(String path) {
        Page page = signedIn.with("Origin", "https://evil.test").get(path);
        assertThat(page.header("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
                .doesNotContain("unsafe");
        assertThat(page.header("X-Frame-Options")).contains("DENY");
        assertThat(page.header("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.header("Referrer-Policy")).contains("no-referrer");
        assertThat(page.header("Cache-Control")).contains("no-store");
        assertThat(page.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(page.header("Strict-Transport-Security")).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("H1, H2: pages have no inline script or style, nothing from elsewhere, a title, a language, one h1")
    @ValueSource(
            strings = {
                "/",
                "/sign-in",
                "/sign-out",
                "/account",
                "/account/password",
                "/account/mail",
                "/nothing-here",
                "/sample/consent/registered",
                "/sample/consent/administrator"
            })
    void pagesKeepToTheirPolicy(String path) {
        Document document = signedIn.get(path).document();
        assertThat(document.select("script:not([src]), style, [style], [onclick], [onload], [onsubmit]"))
                .isEmpty();
        assertThat(document.select("[src], link[href], form[action]").eachAttr("abs:href"))
                .isNotNull();
        document.select("[src], link[href]")
                .forEach(element ->
                        assertThat(element.attr("src") + element.attr("href")).startsWith("/assets/"));
        assertThat(document.expectFirst("html").attr("lang")).isEqualTo("en");
        assertThat(document.title()).endsWith(" · Gatehouse").hasSizeGreaterThan(" · Gatehouse".length());
        assertThat(document.select("h1")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/assets/gatehouse.css, text/css",
        "/assets/gatehouse.js, text/javascript",
        "/assets/gatehouse.svg, image/svg+xml"
    })
    void assetsMayBeCachedForAnHour(String path, String type) {
        Page page = new PlainBrowser(port).get(path);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type").orElse("")).startsWith(type);
        assertThat(page.header("Cache-Control")).contains("max-age=3600");
        assertThat(page.header("Set-Cookie")).isEmpty();
    }

    @Test
    @DisplayName("N4, P12: Host and forwarding headers change no link and no redirect")
    void headersChangeNoLink() {
        PlainBrowser browser = new PlainBrowser(port)
                .with("X-Forwarded-Host", "evil.test")
                .with("X-Forwarded-Proto", "https")
                .with("X-Forwarded-Prefix", "/evil")
                .with("Forwarded", "host=evil.test");
        assertThat(browser.get("/account").location()).startsWith("/sign-in?");
        assertThat(browser.get("/sign-in").body()).doesNotContain("evil");
    }
}
