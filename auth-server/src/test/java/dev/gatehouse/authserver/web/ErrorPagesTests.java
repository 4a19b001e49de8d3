package dev.gatehouse.authserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.PagesTest;
import dev.gatehouse.authserver.testing.PlainBrowser;
import dev.gatehouse.authserver.testing.PlainBrowser.Page;
import dev.gatehouse.authserver.testing.RawRequest;
import dev.gatehouse.authserver.testing.RawRequest.Answer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

@PagesTest
@ExtendWith(OutputCaptureExtension.class)
class ErrorPagesTests {

    @LocalServerPort
    int port;

    @Test
    void saysWhatHappenedAndTheReferenceThatTheLogHolds(CapturedOutput output) {
        Page page = new PlainBrowser(port).get("/nothing-here?code=a-secret-code");
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.heading()).isEqualTo("There is nothing here");
        String reference = page.document().select(".fine .mono").text();
        assertThat(reference).matches("[2-9A-Z]{4}-[2-9A-Z]{4}");
        assertThat(output).contains(reference + ": GET /nothing-here was answered 404");
        assertThat(output).doesNotContain("a-secret-code");
    }

    @ParameterizedTest
    @DisplayName("N3 paths that two servers could read differently are refused, with our headers")
    @ValueSource(
            strings = {
                "//x",
                "/%2e%2e/",
                "/sign-in;x=1",
                "/%zz",
                "/a%00b",
                "/a%0ab",
                "/..%2f",
                "/%5c",
                "/x\\y",
                "/<x>",
                "*"
            })
    void refusesOddPaths(String path) {
        Answer answer = RawRequest.send(port, "GET " + path + " HTTP/1.1", "");
        assertThat(answer.status()).isEqualTo(400);
        assertProtected(answer);
    }

    @ParameterizedTest
    @CsvSource({"TRACE, 405", "TRACK, 400", "FOO, 400", "PUT, 405", "DELETE, 405", "CONNECT, 405", "PROPFIND, 400"})
    void refusesOddMethods(String method, int status) {
        Answer answer = RawRequest.send(port, method + " /sign-in HTTP/1.1", "");
        assertThat(answer.status()).isEqualTo(status);
        assertProtected(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /sign-in HTTP/9.9", "nonsense", "GET /sign-in?continue=%zz HTTP/1.1"})
    @DisplayName("P13 what is not HTTP is the sender's fault")
    void refusesWhatIsNotHttp(String line) {
        assertThat(RawRequest.send(port, line, "").status()).isEqualTo(400);
    }

    @Test
    @DisplayName("P13, ruling 22: too large is 413 or 431, too many and badly encoded 400, none logged with its value")
    void refusesTooMuch(CapturedOutput output) {
        assertThat(form("password=tell-nobody-" + "x".repeat(70_000)).status()).isEqualTo(413);
        String many =
                IntStream.range(0, 300).mapToObj(n -> "tell-nobody-" + n + "=1").collect(Collectors.joining("&"));
        assertThat(form(many).status()).isEqualTo(400);
        assertThat(form("password=tell-nobody-%zz").status()).isEqualTo(400);
        assertThat(form("password=tell-nobody-%ff%fe").status()).isEqualTo(400);
        assertThat(RawRequest.send(port, "GET /?" + "a".repeat(30_000) + " HTTP/1.1", "")
                        .status())
                .isEqualTo(431);
        assertThat(RawRequest.send(port, "GET / HTTP/1.1", "X-Long: " + "a".repeat(30_000) + "\r\n")
                        .status())
                .isEqualTo(431);
        assertThat(output).doesNotContain("tell-nobody").doesNotContain("ERROR");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "application/json",
                "///;;",
                "application/x-www-form-urlencoded; charset=nonsense"
            })
    @DisplayName("P13 a body of another kind is a 4xx")
    void refusesOtherBodies(String contentType) {
        Answer answer = RawRequest.send(
                port, "POST /sign-in HTTP/1.1", "Content-Type: " + contentType + "\r\nContent-Length: 3\r\n", "zzz");
        assertThat(answer.status()).isBetween(400, 499);
        assertProtected(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cookie: gatehouse=\"\u0001; ==;\r\n", "X-A: \u0001\r\n", "Host: a b\r\n"})
    void refusesControlCharactersInHeaders(String header) {
        assertThat(RawRequest.send(port, "GET /sign-in HTTP/1.1", header).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Cookie: gatehouse=short\r\n", "Cookie: ;;=;a\r\n", "Accept: ///\r\n", "Accept-Language: ;;\r\n"
            })
    void ignoresOddButHarmlessHeaders(String header) {
        assertThat(RawRequest.send(port, "GET /sign-in HTTP/1.1", header).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @DisplayName("W03 nothing of the request is reflected")
    @ValueSource(strings = {"/x%22%27%3E%3Csvg%20onload=alert(1)%3E", "/set-up?link=%22%3E%3Csvg%20onload=alert(1)%3E"})
    void reflectsNothing(String path) {
        Page page = new PlainBrowser(port).get(path);
        assertThat(page.status()).isBetween(400, 499);
        assertThat(page.body()).doesNotContain("onload");
    }

    @ParameterizedTest
    @CsvSource({"/.well-known/nothing, not_found", "/register/x/y, not_found"})
    void programsGetJson(String path, String error) {
        Page page = new PlainBrowser(port).with("Accept", "*/*").get(path);
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.header("Content-Type").orElse("")).startsWith("application/json");
        assertThat(page.body()).contains("\"error\":\"" + error + "\"").contains("\"reference\":");
    }

    @Test
    void whoAcceptsJsonGetsIt() {
        Page page = new PlainBrowser(port).with("Accept", "application/json").get("/nothing-here");
        assertThat(page.body()).contains("\"error\":\"not_found\"");
    }

    @Test
    void theErrorAddressItselfIsNothing() {
        assertThat(new PlainBrowser(port).get("/error").status()).isEqualTo(404);
    }

    private Answer form(String body) {
        return RawRequest.send(
                port,
                "POST /sign-in HTTP/1.1",
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length() + "\r\n",
                body);
    }

    private static void assertProtected(Answer answer) {
        assertThat(answer.head())
                .containsIgnoringCase("Content-Security-Policy: default-src 'none'")
                .containsIgnoringCase("X-Frame-Options: DENY")
                .containsIgnoringCase("X-Content-Type-Options: nosniff")
                .containsIgnoringCase("Cache-Control: no-store");
        assertThat(answer.body()).contains("<h1>").doesNotContain("Exception", "Tomcat", "springframework");
    }
}
